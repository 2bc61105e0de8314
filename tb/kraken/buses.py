"""Parameters of the blocks that see several sets of pixels at once, each set on a bus."""

from __future__ import annotations

import numpy as np

from golden.kraken import ArrayParams
from golden.kraken.format.params import LEGAL
from golden.streams.frame import Bytes
from golden.streams.words import pack_marks
from tb.bench import Parameter, ParameterError
from tb.kraken.steps import Ints

BUSES = Parameter(
    "Buses",
    ArrayParams().pixel_buses,
    *LEGAL["pixel_buses"],
    meaning="sets of pixels that pass at once",
)
BUS_WIDTH = Parameter(
    "BusWidth", None, 1, 8, meaning="bits of a bus's number; follows from the number of buses"
)


def with_bus_width(values: dict[str, int], count: str = "Buses") -> dict[str, int]:
    """Parameters of a block that chooses a bus by its number.

    Args:
        values: those given or defaulted; ``BusWidth`` follows from the buses unless given.
        count: the parameter that says how many there are.

    Raises:
        ParameterError: they do not go together.
    """
    buses = values[count]
    bits = max((buses - 1).bit_length(), 1)
    width = values.setdefault("BusWidth", bits)
    if width < bits:
        raise ParameterError(
            f"BusWidth is {width}, but the numbers of {buses} buses take {bits} bits"
        )
    return values


def bus_numbers(buses: Ints, width: int) -> Bytes:
    """Buses of the cores, int64 [beats, C], as a signal of `width` bits a core."""
    numbers = buses[..., None] >> np.arange(width) & 1
    return pack_marks(numbers.astype(np.bool_).reshape(len(buses), -1))
