"""Which packets are chosen, that their sums are right, and that they take no longer than plain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden.kraken import (
    ALONE,
    ArrayParams,
    ConvShape,
    Packet,
    ShapeError,
    Sharing,
    predict,
)
from golden.kraken.lowering.choice import Choice, as_matrix, choose
from golden.kraken.lowering.parts import Operands, Part
from golden.kraken.lowering.plan import Plan
from tests.golden.kraken.packets import (
    arrays,
    decoded,
    expected_beats,
    make_packet,
    reference,
    run_slow,
    shapes,
    slow_engine,
)

ARRAY = ArrayParams(rows=3, cols=12, kh_max=5, kw_max=3, s_max=2, weight_depth=64)
WIDE = replace(ARRAY, out_channels=12)
"""Its output holds nothing up."""


def chosen(shape: ConvShape, params: ArrayParams) -> Choice:
    choice = choose(shape, params)
    assert choice is not None
    return choice


def exact(choice: Choice, params: ArrayParams) -> int:
    """Clocks of its packets back to back."""
    packets: list[Packet] = []
    for part in choice.parts:
        after = packets[-1] if part.goes_on else None
        blank = Packet.blank(part.shape(choice.shape), params, sharing=part.sharing)
        packets.append(replace(blank, hold=part.hold, after=after))
    return predict(packets).clocks


@pytest.mark.parametrize(
    ("shape", "way", "packets"),
    [
        # All cores busy: nothing to gain.
        (ConvShape(1, 6, 5, 4, 12), "plain", 1),
        (ConvShape(1, 6, 5, 4, 4, 3, 3, 1, 1, 1, 1, 1, 1), "plain", 1),
        # Eight channels for twelve cores: two iterations do three blocks.
        (ConvShape(1, 18, 5, 4, 8), "stack 3", 1),
        # Five rows are two blocks in each of five columns, 25 pixels are nine blocks.
        (ConvShape(1, 5, 5, 4, 12), "matrix", 1),
        (ConvShape(1, 5, 5, 4, 8), "matrix, stack 3", 1),
        # Three channels where there is room for four: three iterations do four blocks.
        (ConvShape(1, 12, 5, 6, 3, 3, 3, 1, 1, 1, 1, 1, 1), "stack 4", 1),
        (ConvShape(1, 8, 5, 8, 8, 3, 3, 1, 1, 1, 1, 1, 1, 8), "packed on 2 buses", 1),
        # Four channels of a group fill the array; three do not, but groups would mix.
        (ConvShape(1, 8, 5, 40, 8, 3, 3, 1, 1, 1, 1, 1, 1, 2), "packed on one bus", 1),
        (ConvShape(1, 8, 5, 26, 6, 3, 3, 1, 1, 1, 1, 1, 1, 2), "group after group", 2),
        # A depthwise layer of points is a matrix too.
        (ConvShape(1, 5, 5, 24, 24, groups=24), "matrix, packed on 2 buses", 1),
    ],
    ids=str,
)
def test_ways(shape: ConvShape, way: str, packets: int) -> None:
    choice = chosen(shape, WIDE)
    assert (choice.way(shape), len(choice.parts)) == (way, packets)


def test_one_bus_has_no_stacks() -> None:
    one = replace(WIDE, pixel_buses=1)
    for shape in (ConvShape(1, 18, 5, 4, 8), ConvShape(1, 12, 5, 6, 3, 3, 3)):
        assert chosen(shape, one).way(shape) in ("plain", "matrix")


def test_words_count_where_clocks_hardly_differ() -> None:
    """112 blocks in one stack would gain ten clocks and read their weights 28 times as often."""
    shape, params = ConvShape(1, 28, 28, 128, 256), ArrayParams()
    choice = chosen(shape, params)
    matrix = as_matrix(shape)
    assert matrix is not None
    deep = Part.whole(matrix, Sharing(2, 112)).tiling(matrix, params)
    assert (choice.way(shape), len(choice.parts)) == ("matrix, stack 3", 2)
    rows = [part.tiling(matrix, params) for part in choice.parts]
    assert sum(tiling.q for tiling in rows) == deep.q
    assert sum(tiling.t for tiling in rows) * 27 < deep.t
    assert 4 * choice.words < deep.words


def test_points_as_a_matrix() -> None:
    assert as_matrix(ConvShape(2, 7, 9, 3, 4, sh=2, sw=3)) == ConvShape(1, 24, 1, 3, 4)
    assert as_matrix(ConvShape(1, 7, 9, 6, 4, groups=2)) == ConvShape(1, 63, 1, 6, 4, groups=2)
    assert as_matrix(ConvShape(1, 7, 9, 3, 4, pad_top=1)) is None
    assert as_matrix(ConvShape(1, 7, 9, 3, 4, kw=2)) is None


def test_what_the_array_cannot_do() -> None:
    assert choose(ConvShape(1, 9, 9, 1, 1, 6, 3), ARRAY) is None
    assert choose(ConvShape(1, 9, 9, 1, 1, 3, 3, 3), ARRAY) is None
    # A stride over the maximum does not matter to a matrix.
    assert choose(ConvShape(1, 9, 9, 1, 1, 1, 1, 3, 3), ARRAY) is not None


@settings(max_examples=150, deadline=None)
@given(data=st.data(), params=arrays())
def test_rows_of_a_convolution(data: st.DataObject, params: ArrayParams) -> None:
    """Some output rows from the rows that they see are those of all."""
    shape = data.draw(shapes(params))
    first = data.draw(st.integers(0, shape.h_o - 1))
    rows = range(first, data.draw(st.integers(first + 1, shape.h_o)))
    whole = make_packet(shape, replace(params, y_width=64))
    try:
        part = shape.of_rows(rows)
    except ShapeError:
        assert len(shape.rows_seen(rows)) == 0
        return
    assert part.h_o == len(rows)
    seen = shape.rows_seen(rows)
    packet = replace(whole, shape=part, x=whole.x[:, seen.start : seen.stop])
    assert (packet.accumulators == whole.accumulators[:, rows.start : rows.stop]).all()


@st.composite
def layers(draw: st.DrawFn, params: ArrayParams) -> ConvShape:
    """A small layer, often in groups or of points."""
    shape = draw(shapes(params))
    groups = draw(st.sampled_from([1, 1, 2, 3, 8]))
    kernel = draw(st.sampled_from(["drawn", "drawn", "point"]))
    shape = replace(
        shape,
        h=draw(st.integers(shape.kh, 4 * params.rows + shape.kh)),
        ci=groups * draw(st.integers(1, 3)),
        co=groups * draw(st.integers(1, 9)),
        groups=groups,
    )
    if kernel == "drawn":
        return shape
    none = {"pad_top": 0, "pad_bottom": 0, "pad_left": 0, "pad_right": 0}
    return replace(shape, kh=1, kw=1, **none)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), params=arrays(), seed=st.integers(0, 2**32 - 1))
def test_chosen_packets_on_the_slow_engine(
    data: st.DataObject, params: ArrayParams, seed: int
) -> None:
    params = replace(params, x_width=8, k_width=8, y_width=32)
    shape = data.draw(layers(params))
    choice = choose(shape, params)
    if choice is None:
        return
    rng = np.random.default_rng(seed)
    s = choice.shape
    x = rng.integers(-128, 128, (s.n, s.h, s.w, s.ci), np.int8)
    kernel = rng.integers(-128, 128, (s.kh, s.kw, s.depth, s.co), np.int8)
    pieces = tuple(Operands(s, params, x, kernel, -3, "layer").pieces(choice.parts))
    engine = slow_engine(params)
    for piece in pieces:
        beats = [] if piece.packet.hold else expected_beats(piece.packet)
        assert run_slow(engine, piece.packet) == beats
    grid = (s.n, s.h_o, s.w_o, s.co)
    plan = Plan("layer", "CONV_2D", "", "", pieces, grid, grid, 0)
    sums = plan.combine([decoded(packet) for packet in plan.sending])
    large = replace(params, kh_max=11, kw_max=11, s_max=4, weight_depth=65535)
    np.testing.assert_array_equal(sums, reference(Packet(s, large, x, kernel, -3)))


LAYERS = [
    *(ConvShape(1, h, 9, 3, co, 3, 3, 1, 1, 1, 1, 1, 1) for h in (5, 12, 23) for co in (3, 7, 40)),
    *(ConvShape(1, h, 9, 3, co, 3, 3, 2, 2, 0, 1, 0, 1) for h in (12, 45) for co in (6, 40)),
    *(
        ConvShape(n, h, 6, ci, co)
        for n in (1, 2)
        for h in (4, 19)
        for ci in (2, 9)
        for co in (5, 8)
    ),
    *(ConvShape(1, 9, 9, ci, ci, 3, 3, s, s, 1, 1, 1, 1, ci) for ci in (2, 9, 30) for s in (1, 2)),
    *(ConvShape(1, 9, 6, 12, co, 2, 2, 1, 1, 0, 0, 0, 0, 3) for co in (3, 9, 30)),
]


@pytest.mark.parametrize(
    "params",
    [
        ARRAY,
        replace(ARRAY, pixel_buses=4),
        replace(ARRAY, out_channels=1),
        ArrayParams(),
        ArrayParams(rows=4, cols=24, pixel_port_words=3),
        ArrayParams(rows=5, cols=17, weight_port_words=6, pixel_buses=3),
    ],
    ids=str,
)
def test_nothing_takes_longer_than_plain(params: ArrayParams) -> None:
    one = replace(params, pixel_buses=1)
    for shape in LAYERS:
        group = Part.whole(shape.one_group)
        assert group.sharing == ALONE
        single = Choice(shape.one_group, (group,) * shape.groups, 0, 0)
        assert exact(chosen(shape, params), params) <= exact(single, one)
