"""The line between the scoreboard and whatever moves beats in and out of the simulator.

Above it: whole packets as NumPy buffers and faults with a beat's index. Below it: one beat a clock.
"""
