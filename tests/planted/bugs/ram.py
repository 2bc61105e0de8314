"""Bugs planted in `ram`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SMALL = {"Width": 192, "Depth": 512}


def row(number: int) -> Seen:
    """Found where that row is read."""
    return Seen(("mismatch", "unknown"), place={"port": "out", "row": number}, parameters=SMALL)


BUGS: tuple[Bug, ...] = (
    Bug(
        "what was read does not stay",
        "ram.sv",
        "if (read) read_data_q",
        "read_data_q",
        tests=("stalls",),
        block=row(0),
    ),
    Bug(
        "neighbouring rows swapped for reading",
        "ram.sv",
        "<= memory[read_address];",
        "<= memory[read_address^ADDRESS_WIDTH'(1)];",
        kinds=("mismatch", "unknown"),
        block=row(0),
    ),
    Bug(
        "last row not written",
        "ram.sv",
        "if (write) memory",
        "if (write && write_address != ADDRESS_WIDTH'(Depth - 1)) memory",
        tests=("deep",),
        kinds=("mismatch", "unknown"),
        block=row(511),
    ),
    Bug(
        "writes without being told",
        "ram.sv",
        "if (write) memory",
        "memory",
        tests=("stalls",),
        kinds=("mismatch", "unknown"),
        block=row(0),
    ),
    Bug(
        "data a clock early",
        "ram.sv",
        "assign read_data = read_data_q;",
        "assign read_data = memory[read_address];",
        kinds=("mismatch", "unknown"),
        block=row(0),
    ),
)
