"""Directed, random and faulty stimulus is legal where it should be, and illegal where it should."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from golden.kraken import ArrayParams, ConvShape, Header, Packet, unpack
from golden.kraken.format.error_codes import Fault, header_fault
from golden.kraken.lowering.lower import lower
from tb.engine.directed import deep, directed
from tb.engine.faulty import (
    broken_headers,
    faulty_jobs,
    mismatched,
    wrong_continuations,
    wrong_lasts,
)
from tb.engine.job import PIXEL, SUM, WEIGHT, Job
from tb.engine.limits import LATENCY, limit_for
from tb.engine.random_layers import random_layer
from tb.seed import generator
from tb.transport.frame import Frame
from tb.transport.pattern import Pattern

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


@pytest.mark.parametrize("name", ARRAYS)
def test_random_layers_are_legal_and_the_seed_decides(name: str) -> None:
    array = ARRAYS[name]
    for seed in range(12):
        spec = random_layer(generator(seed), array, "random")
        assert spec == random_layer(generator(seed), array, "random")
        layer, x = spec.draw(generator(seed), array)
        assert lower(layer, x, array).q < 300_000


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
    possible = {code for code in Fault if code <= Fault.ZERO_POINT}
    if array.kw_max + array.s_max - 1 <= array.cols:
        possible.remove(Fault.GROUP)
    assert found == possible


def test_faulty_jobs_differ_from_the_sound_one_where_they_say() -> None:
    array = ARRAYS["4x24"]
    job = Job.of(victim(array))
    for bad in faulty_jobs(job, array, (WEIGHT,)):
        assert bad.frames[PIXEL] is job.frames[PIXEL]
        good, header = job.frames[WEIGHT].header, bad.frames[WEIGHT].header
        assert header.shape == good.shape
        assert not np.array_equal(header, good)
    lasts = list(wrong_lasts(job))
    assert {bad.code for bad in lasts} == {Fault.PIXEL_LAST, Fault.WEIGHT_LAST}
    for bad in lasts:
        wrong = [p for p in bad.frames if bad.frames[p].lasts != job.frames[p].lasts]
        assert len(wrong) == 1
    other = Job.of(victim(array, ci=3))
    swapped, *changed = mismatched(job, other, array)
    assert swapped.frames[WEIGHT] is other.frames[WEIGHT]
    assert len(changed) >= 5
    for bad in changed:
        header = unpack_header(bad.frames[WEIGHT], array)
        assert header_fault(header, array) is None
        assert header != job.packet.header
        assert bad.frames[WEIGHT].body is job.frames[WEIGHT].body


def test_continuations_are_legal_but_for_what_they_go_on_from() -> None:
    array = ARRAYS["4x24"]
    shape = ConvShape(1, 3, 1, 4, 8, 1, 2, pad_left=1)
    x, kernel = np.ones((1, 3, 1, 4), np.int8), np.ones((1, 2, 4, 8), np.int8)
    first = Packet(shape, array, x, kernel, hold=True)
    second = Packet(shape, array, x, kernel, after=first)
    assert header_fault(second.header, array, first.header) is None
    wrong = list(wrong_continuations(Job.of(second), array))
    assert len(wrong) >= 5
    for bad in wrong:
        header = unpack_header(bad.frames[PIXEL], array)
        assert header_fault(header, array, first.header) is Fault.FLAGS
        assert header_fault(replace(header, accumulate=0), array) is None


def unpack_header(frame: Frame, array: ArrayParams) -> Header:
    """The header of a packet whose port takes whole bytes."""
    return unpack(int.from_bytes(frame.header.tobytes()[:24], "little"))


def test_edges_are_the_beats_of_the_last_columns() -> None:
    job = Job.of(victim(ARRAYS["4x24"]))
    packet, edges = job.packet, job.edges
    column = packet.tiling.beats_per_column
    assert len(edges[SUM]) == packet.sums.beats // packet.shape.w_o
    starts = [b for a, b in pairwise([-9, *edges[SUM]]) if b != a + 1]
    assert {start % (packet.shape.w_o * column) for start in starts} == {
        (packet.shape.w_o - 1) * column
    }
    assert edges[PIXEL][-1] == job.frames[PIXEL].beats - 1
    assert edges[WEIGHT][-1] == job.frames[WEIGHT].beats - 1


def test_limits_follow_the_clock_model() -> None:
    from golden.kraken.timing.clocks import predict

    job = Job.of(victim(ARRAYS["4x24"]))
    prediction = predict([job.packet])
    free = limit_for([job], prediction)
    assert free.total is not None
    assert prediction.clocks <= free.total <= prediction.clocks + 3 * LATENCY
    assert free.quiet >= LATENCY
    held = limit_for([job], prediction, [Pattern("some", np.array([3], np.uint32))])
    assert held.total is not None
    assert held.total > free.total
    assert str(prediction.clocks) in free.why
