"""What the blocks' benches say of a step is what the packet's streams carry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.kraken import ArrayParams, Packet, unpack
from golden.streams.frame import DATA
from golden.streams.words import unpack_words
from tb.designs.weights_rotator.definition import rows_needed, tiles_of
from tb.kraken.draw import packets_of
from tb.kraken.random_layers import random_layer
from tb.kraken.step_operands import pixels_of, weights_of
from tb.kraken.steps import Steps
from tb.kraken.words import LAYER, layer_word

ARRAY = ArrayParams(rows=3, cols=10, kh_max=5, kw_max=4, s_max=3, weight_depth=40)
WIDE = ArrayParams(rows=3, cols=10, x_width=12, k_width=11, kw_max=4, s_max=3, weight_depth=40)


def packets(array: ArrayParams, count: int = 12) -> Iterator[Packet]:
    rng = np.random.default_rng(3)
    for i in range(count):
        yield from packets_of(rng, array, random_layer(rng, array, f"layer {i}", 300))


def test_weights_of_a_step_are_the_row_of_the_stream_that_it_needs() -> None:
    for packet in (*packets(ARRAY), *packets(WIDE, 4)):
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
        seen += 1
        steps = Steps(packet)
        products = pixels_of(steps)[:, :, None] * weights_of(steps)[:, None, :]
        columns = (t.t, s.n, t.l, s.w, t.steps_per_column, ARRAY.rows, ARRAY.cols)
        sums = products.reshape(columns).sum(4).transpose(1, 2, 4, 3, 0, 5)
        sums = sums.reshape(s.n, t.l * ARRAY.rows, s.w, t.t * ARRAY.cols)
        assert np.array_equal(sums[:, : s.h_o, :, : s.co], packet.accumulators)
    assert seen > 5


def test_each_tile_ends_once_and_each_phase_begins_with_its_first_row() -> None:
    for packet in packets(ARRAY):
        steps = Steps(packet)
        assert np.count_nonzero(steps.ends_iteration) == packet.tiling.t
        assert np.count_nonzero(steps.ends_block) == packet.tiling.t * packet.shape.n * (
            packet.tiling.l
        )
        assert np.count_nonzero(steps.begins_phase) == packet.pixel.body_beats * packet.tiling.t
        assert sum(len(tile.reads) for tile in tiles_of([steps])) == steps.count


def test_the_header_stands_on_top_of_what_follows_from_it() -> None:
    for packet in packets(ARRAY, 4):
        word = layer_word(packet.header, packet.params)
        assert word < 1 << LAYER.width
        assert unpack(word >> 40) == packet.header
        assert word >> 24 & 0xFFFF == packet.tiling.tile_rows
        assert word & 0xF == packet.tiling.f


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
