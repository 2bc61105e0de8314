"""Directed, random and faulty stimulus is legal where it should be, and illegal where it should."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from golden.kraken import (
    PIXEL,
    SUM,
    WEIGHT,
    ArrayParams,
    ConvShape,
    ErrorCode,
    Header,
    Packet,
    header_error,
    predict,
    unpack,
)
from golden.kraken.lowering.lower import lower
from golden.streams.frame import DATA, Frame
from tb.designs.conv_engine.cases import Sending, engine_case, faulty_case
from tb.designs.conv_engine.faulty import (
    faulty_headers,
    mismatched,
    wrong_continuations,
    wrong_lasts,
)
from tb.designs.conv_engine.full_depth import full_depth_layers
from tb.designs.conv_engine.limits import LATENCY, bounds
from tb.kraken.broken_headers import broken_headers
from tb.kraken.directed import deep, directed
from tb.kraken.engine import layer_title
from tb.kraken.random_layers import random_layer
from tb.seed import generator

ARRAYS = {
    "7x96": ArrayParams(),
    "4x24": ArrayParams(rows=4, cols=24),
    "3x10": ArrayParams(rows=3, cols=10, out_channels=3, weight_depth=64),
    "1x1": ArrayParams(
        rows=1, cols=1, kh_max=1, kw_max=1, s_max=1, out_channels=1, weight_depth=16
    ),
    "narrow words": ArrayParams(rows=2, cols=6, x_width=5, k_width=4, y_width=20),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_every_directed_layer_can_be_planned(name: str) -> None:
    array = ARRAYS[name]
    names = []
    for spec in [*directed(array), *deep(array)]:
        layer, x = spec.draw(generator(1, spec.name), array)
        plan = lower(layer, x, array)
        assert plan.output_shape == layer.accumulate(x).shape
        names.append(spec.name)
    assert len(set(names)) == len(names)
    assert len(names) > 40


def test_directed_layers_surround_the_array() -> None:
    array = ArrayParams(rows=4, cols=24)
    tilings = []
    for spec in directed(array):
        layer, x = spec.draw(generator(1, spec.name), array)
        tilings += [packet.tiling for packet in lower(layer, x, array).packets]
    assert {t.shape.h_o % 4 for t in tilings} == {0, 1, 2, 3}
    assert any(t.shape.co % t.channels == 1 for t in tilings)
    assert any(t.shape.co % t.channels == t.channels - 1 for t in tilings)
    assert any(24 % t.g for t in tilings)
    assert {(t.shape.kh, t.shape.sh) for t in tilings} >= {(3, 1), (3, 2), (7, 2), (11, 4), (1, 1)}
    assert {t.shape.ci for t in tilings} >= {1, 2, 3}
    assert any(t.tile_rows == array.weight_depth for t in tilings)
    assert any(t.shape.w == 1 and t.shape.kw > 1 for t in tilings)
    unused = [
        t.shape.w + t.shape.pad_left - (t.shape.w_o - 1) * t.shape.sw - t.shape.kw for t in tilings
    ]
    assert max(unused) > 0
    assert min(unused) < 0


def test_deep_layers_hold_their_sums_or_are_added() -> None:
    array = ArrayParams(rows=3, cols=10, weight_depth=64)
    plans = [lower(*spec.draw(generator(1), array), array) for spec in deep(array)]
    assert any(packet.hold for plan in plans for packet in plan.packets)
    assert any(len(plan.sending) > 1 and not any(p.hold for p in plan.packets) for plan in plans)


def test_full_depth_layers_have_names_of_their_own_and_can_be_planned() -> None:
    specs = list(full_depth_layers())
    assert len({spec.name for spec in specs}) == len(specs) == 8
    for spec in specs:
        layer, x = spec.draw(generator(1), ArrayParams())
        assert lower(layer, x, ArrayParams()).packets


@pytest.mark.parametrize("name", ARRAYS)
def test_random_layers_are_legal(name: str) -> None:
    array = ARRAYS[name]
    for seed in range(12):
        layer, x = random_layer(generator(seed), array, "random").draw(generator(seed), array)
        assert lower(layer, x, array).q < 300_000


@pytest.mark.parametrize("name", ARRAYS)
def test_the_seed_decides_the_layers_and_their_operands(name: str) -> None:
    """Two generators of one seed draw the same, those of different seeds draw differently."""
    array = ARRAYS[name]
    seeds = range(12)
    first, again = ([random_layer(generator(s), array, "a") for s in seeds] for _ in range(2))
    assert first == again
    # On the smallest array two of the few layers that it can do may be alike.
    assert len(set(first)) >= len(seeds) - 2
    spec = first[0].named("one of several channels")
    operands = [spec.draw(generator(seed, "draw"), array)[1].tobytes() for seed in (1, 1, 2)]
    assert operands[0] == operands[1] != operands[2]


def victim(array: ArrayParams, ci: int = 2) -> Packet:
    k = min(3, array.kw_max)
    shape = ConvShape(1, array.rows + 3, 5, ci, array.cols + 1, k, k)
    rng = np.random.default_rng(1)
    limit = 1 << (min(array.x_width, array.k_width) - 1)
    x = rng.integers(-limit, limit, (1, shape.h, 5, ci)).astype(np.int8)
    kernel = rng.integers(-limit, limit, (k, k, ci, shape.co)).astype(np.int8)
    return Packet(shape, array, x, kernel, 1)


@pytest.mark.parametrize("name", ARRAYS)
def test_every_header_rule_is_broken_by_itself(name: str) -> None:
    array = ARRAYS[name]
    found = {code for _, code, _ in broken_headers(victim(array).header, array)}
    not_headers = {ErrorCode.PIXEL_LAST, ErrorCode.WEIGHT_LAST, ErrorCode.MISMATCH}
    possible = set(ErrorCode) - not_headers
    if array.kw_max + array.s_max - 1 <= array.cols:
        possible.remove(ErrorCode.GROUP)
    assert found == possible


def test_faulty_packets_differ_from_the_sound_one_where_they_say() -> None:
    array = ARRAYS["4x24"]
    sound = Sending.of(victim(array))
    for bad in faulty_headers(sound, array, (WEIGHT,)):
        frames = bad.sending.frames
        assert frames[PIXEL] is sound.frames[PIXEL]
        assert SUM not in frames
        good, header = (f[WEIGHT].header[DATA] for f in (sound.frames, frames))
        assert header.shape == good.shape
        assert not np.array_equal(header, good)
    lasts = list(wrong_lasts(sound))
    assert {bad.code for bad in lasts} == {ErrorCode.PIXEL_LAST, ErrorCode.WEIGHT_LAST}
    for bad in lasts:
        frames = bad.sending.frames
        wrong = [p for p in frames if frames[p].lasts != sound.frames[p].lasts]
        assert len(wrong) == 1
    other = Sending.of(victim(array, ci=3))
    swapped, *changed = mismatched(sound, other, array)
    assert swapped.sending.frames[WEIGHT] is other.frames[WEIGHT]
    assert len(changed) >= 5
    for bad in changed:
        frame = bad.sending.frames[WEIGHT]
        header_ = unpack_header(frame)
        assert header_error(header_, array) is None
        assert header_ != sound.packet.header
        assert frame.body is sound.frames[WEIGHT].body


def test_continuations_are_legal_but_for_what_they_go_on_from() -> None:
    array = ARRAYS["4x24"]
    shape = ConvShape(1, 3, 1, 4, 8, 1, 2, pad_left=1)
    x, kernel = np.ones((1, 3, 1, 4), np.int8), np.ones((1, 2, 4, 8), np.int8)
    first = Packet(shape, array, x, kernel, hold=True)
    second = Packet(shape, array, x, kernel, after=first)
    assert header_error(second.header, array, first.header) is None
    wrong = list(wrong_continuations(Sending.of(second), array))
    assert len(wrong) >= 5
    for bad in wrong:
        header = unpack_header(bad.sending.frames[PIXEL])
        assert header_error(header, array, first.header) is ErrorCode.FLAGS
        assert header_error(replace(header, accumulate=0), array) is None


def unpack_header(frame: Frame) -> Header:
    """The header of a packet whose port takes whole bytes."""
    return unpack(int.from_bytes(frame.header[DATA].tobytes()[:24], "little"))


def test_edges_are_the_beats_of_the_last_columns() -> None:
    packet = victim(ARRAYS["4x24"])
    case = engine_case(layer_title("n", "l"), [packet], packet.shape.macs_valid)
    # 25 channels in iterations of 8, two a beat; two blocks of rows, three output columns.
    beats = 0
    last_columns: list[int] = []
    for column in (4, 4, 4, 1):
        for _ in range(2):
            beats += 3 * column
            last_columns += range(beats - column, beats)
    assert case.edges_of(SUM, 0).tolist() == last_columns
    assert case.edges_of(PIXEL, 0)[-1] == packet.pixel.beats - 1
    assert case.edges_of(WEIGHT, 0)[-1] == packet.weight.beats - 1


def test_limits_follow_the_clock_model() -> None:
    packet = victim(ARRAYS["4x24"])
    prediction = predict([packet])
    quiet, total, why = bounds([packet], prediction)
    assert prediction.clocks <= total <= prediction.clocks + 3 * LATENCY
    assert quiet >= LATENCY
    assert str(prediction.clocks) in why
    case = engine_case(layer_title("n", "l"), [packet], 0)
    assert (case.quiet, case.total, case.bound) == (quiet, total, why)
    assert case.clocks == prediction.clocks


def test_a_faulty_case_promises_no_clocks() -> None:
    case = faulty_case(layer_title("n", "l"), [Sending.of(victim(ARRAYS["4x24"]))])
    assert (case.clocks, case.total, case.prediction) == (None, None, None)
