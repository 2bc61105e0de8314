"""Packets of words with a configuration each: when they pass a stage that nothing holds back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from golden.streams.frame import DATA, Frame, numbers

MOST_FURTHER = 3
"""Beats behind the header of a configuration that has no body, at the most."""


def with_further(rng: np.random.Generator, configuration: Frame, width: int) -> Frame:
    """A configuration without a body, and behind its header beats that must be dropped.

    Args:
        rng: draws them.
        configuration: the header's beats.
        width: bits of the port.
    """
    draws = rng.integers(0, 256, (int(rng.integers(1, MOST_FURTHER + 1)), width // 8), np.uint8)
    further = numbers([int.from_bytes(draw.tobytes(), "little") for draw in draws], width)
    body = {DATA: np.concatenate([configuration.whole(DATA), further])}
    return replace(configuration, body=body)


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
