"""The line between the scoreboard and whatever moves beats in and out of the simulator.

Above it: whole packets as NumPy buffers and faults with a beat's index. Below it: one beat a clock.
The modules here are the interface (`base`, `fault`, `pattern`) and what all implementations share;
each of those is a package of its own and imports them.
Only the registry knows the implementations, and loads the one that a run has chosen.
"""
