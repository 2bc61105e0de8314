"""In which clock each beat goes in and out, where nobody holds a port back."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken.stages.fields import header_beats
from golden.kraken.stages.requantizer import LATENCY, RequantizerConfig

BANKS = 2
"""Tiles that the stage can hold."""

BETWEEN = 2
"""Clocks from the last beat of a configuration to the first beat of the next."""


def clocks(configs: Sequence[RequantizerConfig], config_width: int) -> int:
    """Clocks from the first configuration beat to the last beat out, both counted.

    A row comes in each clock, the first of a tile once the last beat but one tile has gone in. A
    beat of sums goes in each clock, from the clock after its row.
    """
    beat, ready = -1, 0
    ends: list[int] = []
    for config in configs:
        ready += header_beats(config_width)
        for tile in config.tiles:
            if len(ends) >= BANKS:
                ready = max(ready, ends[-BANKS] + 1)
            for row in range(len(tile)):
                beat = max(beat, ready + row) + 1
            beat += (config.columns - 1) * len(tile)
            ready += len(tile)
            ends.append(beat)
        ready += BETWEEN - 1
    return ends[-1] + LATENCY + 1
