"""What the blocks' benches say of a step is what the packet's streams carry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.kraken import ALONE, ArrayParams, ConvShape, Packet, Sharing, locate_sum, unpack
from golden.streams.frame import DATA
from golden.streams.words import unpack_words
from tb.designs.weights_rotator.definition import rows_needed, tiles_of
from tb.kraken.captures import captures
from tb.kraken.columns import array_columns
from tb.kraken.draw import packets_of
from tb.kraken.random_layers import random_layer
from tb.kraken.step_operands import pixels_of, weights_of
from tb.kraken.steps import Steps
from tb.kraken.words import LAYER, layer_word
from tests.golden.kraken.packets import make_packet, sums_of

ARRAY = ArrayParams(rows=3, cols=10, kh_max=5, kw_max=4, s_max=3, weight_depth=40)
WIDE = ArrayParams(rows=3, cols=10, x_width=12, k_width=11, kw_max=4, s_max=3, weight_depth=40)
SHARED = {
    "stack": (ConvShape(1, 14, 5, 2, 6, 2, 2, 1, 1, 1, 0, 1, 1), Sharing(3, 5)),
    "stack of points": (ConvShape.dense(24, 3, 6), Sharing(3, 4)),
    "stack, strides": (ConvShape(1, 12, 7, 2, 6, 3, 3, 1, 2, 1, 1, 1, 1), Sharing(2, 4)),
    "depthwise": (ConvShape(2, 7, 5, 9, 9, 3, 3, 2, 1, 1, 1, 1, 1, 9), Sharing(3)),
    "groups": (ConvShape(1, 4, 5, 6, 9, 2, 2, groups=3), Sharing(2)),
    "groups, strides": (ConvShape(1, 8, 5, 6, 9, 2, 2, 2, 2, groups=3), Sharing(1)),
}
BUSES = ArrayParams(rows=3, cols=10, kh_max=5, kw_max=4, s_max=3, pixel_buses=3, out_channels=1)


def shared() -> Iterator[Packet]:
    for name, (shape, sharing) in SHARED.items():
        yield make_packet(shape, BUSES, sharing=sharing, name=name)


def packets(array: ArrayParams, count: int = 12) -> Iterator[Packet]:
    rng = np.random.default_rng(3)
    for i in range(count):
        yield from packets_of(rng, array, random_layer(rng, array, f"layer {i}", 300))


def test_weights_of_a_step_are_the_row_of_the_stream_that_it_needs() -> None:
    for packet in (*packets(ARRAY), *packets(WIDE, 4), *shared()):
        p, steps = packet.params, Steps(packet)
        rows = unpack_words(packet.weight.body[DATA], p.cols, p.k_width)
        needed = steps.iteration * packet.tiling.tile_rows + rows_needed(steps)
        assert np.array_equal(weights_of(steps), rows[needed])


def test_products_of_the_steps_of_a_column_are_its_sums() -> None:
    """A kernel of one column takes no other input column: nothing is handed on."""
    seen = 0
    for packet in packets(ARRAY, 60):
        s, t = packet.shape, packet.tiling
        if (s.kw, s.sw) != (1, 1) or packet.accumulate or s.pad_left or s.pad_right:
            continue
        if packet.sharing != ALONE:
            continue
        seen += 1
        steps = Steps(packet)
        products = pixels_of(steps)[:, 0, :, None] * weights_of(steps)[:, None, :]
        columns = (t.t, s.n, t.l, s.w, t.steps_per_column, ARRAY.rows, ARRAY.cols)
        sums = products.reshape(columns).sum(4).transpose(1, 2, 4, 3, 0, 5)
        sums = sums.reshape(s.n, t.l * ARRAY.rows, s.w, t.t * ARRAY.cols)
        assert np.array_equal(sums[:, : s.h_o, :, : s.co], packet.accumulators)
    assert seen > 5


def test_each_tile_ends_once_and_each_phase_begins_with_its_first_row() -> None:
    for packet in (*packets(ARRAY), *shared()):
        steps = Steps(packet)
        assert np.count_nonzero(steps.ends_iteration) == packet.tiling.t
        assert np.count_nonzero(steps.ends_block) == packet.tiling.t * packet.shape.n * (
            packet.tiling.l
        )
        beats = packet.pixel.beats - packet.pixel.header_beats
        loads = beats // packet.tiling.beats_per_load
        assert np.count_nonzero(steps.begins_phase) == loads
        assert sum(len(tile.reads) for tile in tiles_of([steps])) == steps.count


def test_the_header_stands_on_top_of_what_follows_from_it() -> None:
    for packet in (*packets(ARRAY, 4), *shared()):
        word = layer_word(packet.header, packet.params)
        assert word < 1 << LAYER.width
        assert unpack(word >> 69) == packet.header
        assert word >> 53 & 0xFFFF == packet.tiling.tile_rows
        assert word >> 1 & 0xFFFF == packet.tiling.load_shape[1]


def test_a_step_is_named_by_the_indices_that_it_has() -> None:
    for packet in packets(ARRAY, 4):
        steps = Steps(packet)
        for step in {0, steps.count // 2, steps.count - 1}:
            assert steps.named(step) == {
                "iteration": steps.iteration[step],
                "image": steps.image[step],
                "block": steps.block[step],
                "w": steps.w[step],
                "input_channel": steps.input_channel[step],
                "kh": steps.kh[step],
            }


def test_sums_of_shared_steps_are_those_of_the_packet() -> None:
    """What each core holds when a capture comes is what leaves from it, row for row."""
    for packet in (*shared(), *packets(ARRAY, 4)):
        if packet.hold:
            continue
        p, sums, beat = packet.params, sums_of(packet), 0
        words = unpack_words(sums.whole(DATA), p.sum_lanes, p.y_width)
        for column, told in zip(array_columns(packet), captures(packet), strict=True):
            assert np.array_equal(column.buses, packet.buses.core[column.place["iteration"]])
            if told is None:
                continue
            left = 0
            for _ in range(told["columns"] * -(-told["channels_valid"] // p.out_channels)):
                for lane in range(p.sum_lanes):
                    place = locate_sum(packet, beat, lane)
                    if place.channel is None:
                        continue
                    assert place.core is not None
                    assert place.array_row is not None
                    left += 1
                    late = place.core >= told["rows_from"]
                    assert place.carries == (
                        place.array_row < (told["rows_valid"] if late else p.rows)
                    )
                    if place.carries:
                        held = int(column.sums[place.core, place.array_row])
                        assert (held - int(words[beat, lane])) % (1 << p.y_width) == 0
                beat += 1
            assert left == told["columns"] * told["channels_valid"] * p.rows
            assert told["packet_last"] == (beat == sums.beats)
        assert beat == sums.beats


def test_products_of_a_column_are_what_its_cores_gain() -> None:
    """On whatever bus: with a kernel of one column each sum is that of its own products."""
    shape = ConvShape(1, 14, 5, 2, 9, 2, 1, 1, 1, 1)
    for sharing in (ALONE, Sharing(2, 5)):
        packet = make_packet(shape, BUSES, sharing=sharing)
        for column in array_columns(packet):
            seen = column.pixels[np.arange(column.steps)[:, None], column.buses]
            sums = (seen * column.weights[..., None]).sum(axis=0)
            assert np.array_equal(sums[column.known], column.sums[column.known])
