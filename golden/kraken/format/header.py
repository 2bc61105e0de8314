"""The header in front of every input packet: one table of its fields, both ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden.kraken.errors import HeaderError
from golden.kraken.format.params import HEADER_BITS

MAGIC = 0x4B


@dataclass(frozen=True)
class Field:
    """Bits of one field: the lowest one, how many, and whether they are two's complement."""

    low: int
    bits: int
    signed: bool = False

    @property
    def least(self) -> int:
        """Least value that fits."""
        return -(1 << (self.bits - 1)) if self.signed else 0

    @property
    def greatest(self) -> int:
        """Greatest value that fits."""
        return (1 << (self.bits - self.signed)) - 1


FIELDS: dict[str, Field] = {
    "magic": Field(0, 8),
    "accumulate": Field(8, 1),
    "hold": Field(9, 1),
    "reserved_a": Field(10, 1),
    "sets": Field(11, 3),
    "reserved_b": Field(14, 2),
    "kh": Field(16, 4),
    "kw": Field(20, 4),
    "sh": Field(24, 4),
    "sw": Field(28, 4),
    "x_zp": Field(32, 16, signed=True),
    "pad_left": Field(48, 4),
    "share": Field(52, 12),
    "ci": Field(64, 16),
    "w": Field(80, 16),
    "w_o": Field(96, 16),
    "l": Field(112, 16),
    "n": Field(128, 16),
    "t": Field(144, 16),
    "last_rows": Field(160, 8),
    "stack": Field(168, 8),
    "last_channels": Field(176, 16),
}
"""Every bit of the header, lowest first."""


@dataclass(frozen=True)
class Header:
    """Values of the header's fields; nothing but their width is checked.

    Raises:
        HeaderError: a value does not fit its field.
    """

    kh: int
    kw: int
    sh: int
    sw: int
    x_zp: int
    pad_left: int
    ci: int
    w: int
    w_o: int
    l: int  # noqa: E741 - the symbol of the literature
    n: int
    t: int
    last_rows: int
    last_channels: int
    accumulate: int = 0
    hold: int = 0
    sets: int = 1
    share: int = 0
    stack: int = 0
    magic: int = MAGIC
    reserved_a: int = 0
    reserved_b: int = 0

    def __post_init__(self) -> None:
        for name, field in FIELDS.items():
            value = getattr(self, name)
            if not field.least <= value <= field.greatest:
                raise HeaderError(
                    f"header field {name} is {value}, but {field.bits} bits hold "
                    f"{field.least} to {field.greatest}"
                )


def pack(header: Header) -> int:
    """The header as one number, bit 0 first."""
    value = 0
    for name, field in FIELDS.items():
        value |= (getattr(header, name) & ((1 << field.bits) - 1)) << field.low
    return value


def unpack(value: int) -> Header:
    """The header whose bits are `value`.

    Raises:
        HeaderError: `value` has more bits than a header.
    """
    if not 0 <= value < 1 << HEADER_BITS:
        raise HeaderError(f"{value:#x} is no header of {HEADER_BITS} bits")
    values: dict[str, int] = {}
    for name, field in FIELDS.items():
        raw = (value >> field.low) & ((1 << field.bits) - 1)
        values[name] = raw - (1 << field.bits) if raw > field.greatest else raw
    return Header(**values)


def header_beats(header: Header, port_bits: int) -> npt.NDArray[np.uint8]:
    """The header cut into beats of a port.

    Args:
        header: what to send.
        port_bits: width of the port's `tdata`.

    Returns:
        uint8 [beats, ceil(port_bits / 8)], little end first; unused bits are 0.
    """
    value, width = pack(header), -(-port_bits // 8)
    mask = (1 << port_bits) - 1
    beats = [
        ((value >> low) & mask).to_bytes(width, "little")
        for low in range(0, HEADER_BITS, port_bits)
    ]
    return np.frombuffer(b"".join(beats), np.uint8).reshape(-1, width)
