"""Parameters of the blocks that see several sets of pixels at once, each set on a bus."""

from __future__ import annotations

from golden.kraken import ArrayParams
from golden.kraken.format.params import LEGAL
from tb.bench import Parameter, ParameterError

BUSES = Parameter(
    "Buses",
    ArrayParams().pixel_buses,
    *LEGAL["pixel_buses"],
    meaning="sets of pixels that pass at once",
)
BUS_WIDTH = Parameter(
    "BusWidth", None, 1, 8, meaning="bits of a bus's number; follows from Buses unless given"
)


def with_bus_width(values: dict[str, int]) -> dict[str, int]:
    """Parameters of a block that chooses a bus by its number.

    Args:
        values: those given or defaulted; ``BusWidth`` follows from ``Buses`` unless given.

    Raises:
        ParameterError: they do not go together.
    """
    buses = values["Buses"]
    bits = max((buses - 1).bit_length(), 1)
    width = values.setdefault("BusWidth", bits)
    if width < bits:
        raise ParameterError(
            f"BusWidth is {width}, but the numbers of {buses} buses take {bits} bits"
        )
    return values
