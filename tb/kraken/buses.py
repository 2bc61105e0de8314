"""Signals that name a bus for each core."""

from __future__ import annotations

import numpy as np

from golden.streams.frame import Bytes
from golden.streams.words import pack_marks
from tb.bench import Parameter, ParameterError
from tb.kraken.steps import Ints

BUS_WIDTH = Parameter("BusWidth", None, 1, 8, "bits of a bus's number; follows from PixelBuses")
"""The parameter of blocks that name buses."""


def with_bus_width(values: dict[str, int]) -> dict[str, int]:
    """Parameters of a block that names buses.

    Args:
        values: those given or defaulted; ``BusWidth`` follows from ``PixelBuses`` unless given.

    Raises:
        ParameterError: they do not go together.
    """
    buses = values["PixelBuses"]
    bits = max((buses - 1).bit_length(), 1)
    width = values.setdefault("BusWidth", bits)
    if width < bits:
        raise ParameterError(
            f"BusWidth is {width}, but the numbers of {buses} buses take {bits} bits"
        )
    return values


def bus_numbers(buses: Ints, width: int) -> Bytes:
    """Buses of the cores, int64 [beats, C], as a signal of `width` bits a core."""
    bits = buses[..., None] >> np.arange(width) & 1
    return pack_marks(bits.astype(np.bool_).reshape(len(buses), -1))
