"""Struct words are those of the RTL's package, and a layer's are what its tiling says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

from golden.kraken import ArrayParams, Packet, pack
from tb.bench.packed import Packed
from tb.kraken.array import RTL
from tb.kraken.shared_packets import shared_packet
from tb.kraken.words import (
    CAPTURE,
    DERIVED,
    HEADER,
    LAYER,
    PLACE,
    START_MASK,
    layer_word,
    set_words,
    together,
)

PACKAGE = (RTL / "kraken_pkg.sv").read_text(encoding="utf-8")
WIDTH = r"logic(?: \[(\d+):0\])?"
TYPES = {
    name: int(high) + 1 for high, name in re.findall(r"typedef logic \[(\d+):0\] +(\w+);", PACKAGE)
}
ARRAYS = (
    ArrayParams(rows=3, cols=10, kh_max=5, kw_max=4, s_max=3, pixel_buses=3, out_channels=1),
    ArrayParams(rows=2, cols=24, kh_max=7, s_max=4, weight_depth=64, pixel_buses=4),
)


def bits_of(kind: str) -> int:
    """Bits of a member of that type."""
    if kind in TYPES:
        return TYPES[kind]
    found = re.fullmatch(WIDTH, kind)
    assert found, kind
    return int(found[1] or 0) + 1


def members(struct: str) -> list[int]:
    """Bits of the members of a struct of the package, in order."""
    body = re.search(r"typedef struct packed \{([^}]*)\} " + struct + ";", PACKAGE)
    assert body
    kinds = re.findall(r"^ *(logic(?: \[\d+:0\])?|\w+_t) +\w+;", body[1], re.M)
    return [HEADER.width if kind == "header_t" else bits_of(kind) for kind in kinds]


def names(struct: str) -> list[str]:
    """Their names."""
    body = re.search(r"typedef struct packed \{([^}]*)\} " + struct + ";", PACKAGE)
    assert body
    return re.findall(r"(\w+);", body[1])


@pytest.mark.parametrize(
    ("struct", "packed"), [("header_t", HEADER), ("place_t", PLACE), ("capture_t", CAPTURE)]
)
def test_struct_has_the_bits_of_the_package(struct: str, packed: Packed) -> None:
    assert members(struct) == list(packed.members.values())


@pytest.mark.parametrize(("struct", "packed"), [("place_t", PLACE), ("capture_t", CAPTURE)])
def test_struct_has_the_names_of_the_package(struct: str, packed: Packed) -> None:
    assert names(struct) == list(packed.members)


def test_layer_is_the_header_and_what_is_derived() -> None:
    assert members("layer_t") == [HEADER.width, *DERIVED.members.values()]
    assert names("layer_t") == ["header", *DERIVED.members]


def test_only_the_rows_of_a_tile_come_late() -> None:
    late = ((1 << LAYER.width) - 1) ^ START_MASK
    assert late == LAYER.pack(tile_rows=0xFFFF)


def packets() -> Iterator[Packet]:
    """Packets of several sets, together and apart."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        for array in ARRAYS:
            packet = shared_packet(rng, array, "shared", together=bool(seed % 2))
            if packet is not None:
                yield packet


def test_layer_follows_from_the_tiling() -> None:
    seen = set()
    for packet in packets():
        header, t = packet.header, packet.tiling
        word = layer_word(header, packet.params)
        found = LAYER.unpack(word)
        assert word >> DERIVED.width == pack(header)
        assert found["tile_rows"] == t.tile_rows
        assert found["iteration_channels"] == t.channels
        assert found["iteration_cores"] == t.e * t.g
        assert (1 if together(header, packet.params) else header.sets) == t.load_shape[0]
        assert set_words(header, packet.params) == t.load_shape[1]
        seen.add((together(header, packet.params), bool(header.stack)))
    assert len(seen) == 4
