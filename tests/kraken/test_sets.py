"""The loads that the benches expect carry what the contract says of a load."""

from __future__ import annotations

import numpy as np

from golden.kraken import PIXEL, WEIGHT, ArrayParams, Packet, axes
from golden.streams.frame import DATA, USER
from golden.streams.words import unpack_marks, unpack_words
from tb.kraken.sets import loads_of, sets_of, sets_of_load
from tb.kraken.shared_packets import shared_packet

ARRAY = ArrayParams(
    rows=3,
    cols=10,
    kh_max=5,
    kw_max=4,
    s_max=3,
    pixel_buses=3,
    pixel_port_words=4,
    weight_port_words=3,
    out_channels=1,
)
EDGES = ArrayParams(rows=1, cols=3, kh_max=4, kw_max=2, s_max=2, pixel_buses=4, out_channels=1)


def packets(together: bool) -> list[Packet]:
    """A few packets of several sets."""
    drawn = (
        shared_packet(np.random.default_rng(seed), array, "shared", together)
        for seed in range(12)
        for array in (ARRAY, EDGES)
    )
    return [packet for packet in drawn if packet is not None]


def carried(packet: Packet, load: int, bus: int, word: int) -> int | None:
    """The pixel of a word of a load, None for a null word, from the contract's sentence."""
    s, t, header = packet.shape, packet.tiling, packet.header
    outer = axes(t, PIXEL).shape[:-1]
    iteration, n, l, w, ci, phase = (int(i) for i in np.unravel_index(load, outer))  # noqa: E741
    if header.stack:
        cores = t.e * t.g
        block = l * header.stack + iteration * cores // header.share + bus
        last = min((iteration + 1) * t.channels, header.stack * s.co) - 1
        if block - l * header.stack > last // s.co:
            return None
        channel = ci
    else:
        block = l
        # The places for channels of this bus that have a channel.
        edges = [min(u * header.share // t.g * s.sw, t.channels) for u in range(header.sets)]
        edges.append(t.channels)
        low, high = (min(iteration * t.channels + edges[bus + i], s.co) for i in (0, 1))
        groups = sorted({co // (s.co // s.groups) for co in range(low, high)})
        channels = [g * s.depth + i for g in groups for i in range(s.depth)]
        if ci >= len(channels):
            return None
        channel = channels[ci]
    row = (block * packet.params.rows + word) * s.sh + phase - s.pad_top
    return int(packet.x[n, row, w, channel]) if 0 <= row < s.h else None


def test_loads_carry_what_the_contract_says() -> None:
    found = {True: 0, False: 0}
    for together in found:
        for packet in packets(together):
            p, sets = packet.params, packet.header.sets
            loads = loads_of(packet, PIXEL)
            lanes = p.pixel_buses * p.set_words
            words = unpack_words(loads.data, lanes, p.x_width)
            marks = unpack_marks(loads.user, lanes)
            care = unpack_marks(loads.care[USER], lanes)
            size = p.rows if together else p.set_words
            most = p.rows + packet.tiling.f
            for load, lane in np.argwhere(care):
                bus, word = divmod(int(lane), size)
                assert bus < sets
                assert word < most
                expected = carried(packet, int(load), bus, word)
                assert bool(marks[load, lane]) is (expected is not None)
                if expected is not None:
                    assert words[load, lane] == expected
            assert (care.sum(axis=1) == sets * most).all()
            found[together] += 1
    assert min(found.values()) >= 10


def test_sets_that_are_apart_follow_each_other_in_a_load() -> None:
    for packet in packets(together=False):
        count = sets_of_load(packet, PIXEL)
        sets, loads = sets_of(packet, PIXEL), loads_of(packet, PIXEL)
        assert count == packet.header.sets
        assert len(sets.data) == count * len(loads.data)


def test_a_load_of_weights_is_a_row() -> None:
    for packet in packets(together=True):
        rows, loads = sets_of(packet, WEIGHT), loads_of(packet, WEIGHT)
        assert np.array_equal(rows.data, loads.data)
        assert (loads.care[DATA] == rows.care[DATA]).all()
        assert len(loads.data) == packet.tiling.t * packet.tiling.tile_rows
