"""Configuration packets: named fields in a header of 256 bits, and the rows behind it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from golden.kraken.errors import HeaderError
from golden.kraken.format.header import Field
from golden.streams.frame import DATA, Frame, numbers

HEADER_BITS = 256
"""Length of the header in front of every configuration."""

CONFIG_WIDTH = 144
"""Bits of a configuration beat unless told otherwise."""

Layout = Mapping[str, Field]


def layout(signed: Collection[str] = (), **widths: int) -> dict[str, Field]:
    """Fields packed from bit 0 upwards.

    Args:
        signed: names of those that are two's complement.
        widths: bits by name, in order.

    Raises:
        HeaderError: they take more bits than a header has.
    """
    fields: dict[str, Field] = {}
    low = 0
    for name, bits in widths.items():
        fields[name] = Field(low, bits, name in signed)
        low += bits
    if low > HEADER_BITS:
        raise HeaderError(f"the fields take {low} bits, but a header has {HEADER_BITS}")
    return fields


def pack_fields(fields: Layout, values: Mapping[str, int]) -> int:
    """The header with these values as one number, bit 0 first.

    Raises:
        HeaderError: a value is missing, unknown, or does not fit its field.
    """
    if fields.keys() != values.keys():
        differing = ", ".join(sorted(fields.keys() ^ values.keys()))
        raise HeaderError(f"header fields and their values differ in: {differing}")
    packed = 0
    for name, field in fields.items():
        value = int(values[name])
        if not field.least <= value <= field.greatest:
            raise HeaderError(
                f"header field {name} is {value}, but {field.bits} bits hold "
                f"{field.least} to {field.greatest}"
            )
        packed |= (value & ((1 << field.bits) - 1)) << field.low
    return packed


def unpack_fields(fields: Layout, packed: int) -> dict[str, int]:
    """The inverse of `pack_fields`."""
    values: dict[str, int] = {}
    for name, field in fields.items():
        raw = (packed >> field.low) & ((1 << field.bits) - 1)
        values[name] = raw - (1 << field.bits) if raw > field.greatest else raw
    return values


def header_beats(width: int) -> int:
    """Beats that a header takes on a port of `width` bits."""
    return -(-HEADER_BITS // width)


def config_frame(name: str, header: int, rows: Sequence[int], width: int) -> Frame:
    """A configuration packet.

    Args:
        name: of the packet.
        header: of `pack_fields`.
        rows: the body, a number of at most `width` bits a beat; none for a header alone.
        width: bits of the port.

    Returns:
        One frame with the header's and the body's beats as `data`.

    Raises:
        HeaderError: a number has more bits than it may have.
    """
    if not 0 <= header < 1 << HEADER_BITS:
        raise HeaderError(f"{name}: {header:#x} is no header of {HEADER_BITS} bits")
    for row in rows:
        if not 0 <= row < 1 << width:
            raise HeaderError(f"{name}: {row:#x} does not fit a beat of {width} bits")
    mask = (1 << width) - 1
    beats = [(header >> low) & mask for low in range(0, HEADER_BITS, width)]
    return Frame(name, {DATA: numbers([*beats, *rows], width)})
