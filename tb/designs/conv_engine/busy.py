"""When the engine says that it is busy."""

from __future__ import annotations

from golden.kraken import Prediction

REGISTER_SLICE = 1
"""Clocks from the port to the header's reader."""


def busy_clocks(prediction: Prediction) -> set[int]:
    """Clocks in which packets back to back keep the engine busy; clock 0 takes the first beat.

    A header is read once the packet before has had its last step.
    """
    clocks: set[int] = set()
    begins = REGISTER_SLICE + 1
    for packet in prediction.packets:
        sums = packet.last_step if packet.last_sum is None else packet.last_sum
        clocks.update(range(begins, max(packet.last_step, sums) + 1))
        begins = packet.last_step + 2
    return clocks
