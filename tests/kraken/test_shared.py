"""Packets whose cores share buses are drawn wherever an array has room for them."""

from __future__ import annotations

import numpy as np
import pytest

from golden.kraken import SUM, ArrayParams, Packet, axes
from tb.kraken.shared import shared_packets

LONGEST = 100
ARRAYS = [
    ArrayParams(),
    ArrayParams(rows=4, cols=24, pixel_buses=4),
    ArrayParams(rows=1, cols=8, kh_max=1, kw_max=3, pixel_buses=3),
]


def drawn(array: ArrayParams) -> list[Packet]:
    return list(shared_packets(np.random.default_rng(1), array, LONGEST))


@pytest.mark.parametrize("array", ARRAYS)
def test_each_number_of_sets_is_shared_in_each_way(array: ArrayParams) -> None:
    packets = drawn(array)
    assert len({packet.name for packet in packets}) == 3 * (array.pixel_buses - 1)
    for packet in packets:
        assert (packet.shape.groups > 1) == (packet.sharing.stack == 0)
        assert max(packet.tiling.q, axes(packet.tiling, SUM).beats) <= LONGEST
    assert {packet.sharing.sets for packet in packets} == set(range(2, array.pixel_buses + 1))


def test_one_bus_is_not_shared() -> None:
    assert drawn(ArrayParams(pixel_buses=1)) == []
