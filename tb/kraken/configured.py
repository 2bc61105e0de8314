"""Packets of words with a configuration each: when they pass a stage that nothing holds back."""

from __future__ import annotations

from collections.abc import Sequence

from golden.streams.frame import Frame


def clocks_of(configurations: Sequence[Frame], packets: Sequence[Frame], latency: int) -> int:
    """Clocks from the first configuration beat to the last beat that leaves, both counted.

    A stage reads one configuration ahead. It takes it over the clock after its last beat has come,
    or with the last beat of the packet before, whichever is later. From the next clock on the
    packet's beats come, and so does the next configuration.

    Args:
        configurations: one for each packet.
        packets: the words that come.
        latency: clocks from a beat in to the same beat out.
    """
    ready, ended = 0, 0
    for configuration, packet in zip(configurations, packets, strict=True):
        taken = max(ready + configuration.beats, ended)
        ready, ended = taken + 1, taken + packet.beats
    return ended + latency + 1
