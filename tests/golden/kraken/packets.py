"""Directed and random packets, and the bridge from packets to the slow engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from golden.kraken import ALONE, ArrayParams, ConvShape, Packet, ShapeError, Sharing, Tiling
from golden.streams.frame import DATA, KEEP, USER, Frame
from golden.streams.words import unpack_marks
from tests.golden.kraken.slow_engine import SlowEngine, SumBeat

SMALL = ArrayParams(rows=3, cols=24, kh_max=11, kw_max=11, s_max=4, weight_depth=512)


def make_packet(
    shape: ConvShape,
    params: ArrayParams,
    seed: int = 0,
    x_zp: int | None = None,
    **options: Any,
) -> Packet:
    """A packet with random tensors over the whole range of the words."""
    rng = np.random.default_rng(seed)
    x_top, k_top = 1 << (params.x_width - 1), 1 << (params.k_width - 1)
    x = rng.integers(-x_top, x_top, (shape.n, shape.h, shape.w, shape.ci))
    kernel = rng.integers(-k_top, k_top, (shape.kh, shape.kw, shape.depth, shape.co))
    if x_zp is None:
        x_zp = int(rng.integers(-x_top, x_top))
    return Packet(shape, params, x, kernel, x_zp, **options)


def slow_engine(params: ArrayParams) -> SlowEngine:
    return SlowEngine(
        rows=params.rows,
        cols=params.cols,
        set_words=params.set_words,
        x_width=params.x_width,
        k_width=params.k_width,
        y_width=params.y_width,
        out_channels=params.out_channels,
        pixel_port=params.pixel_port,
        weight_port=params.weight_port,
    )


def numbers(frame: Frame, name: str = DATA) -> list[int]:
    return [int.from_bytes(beat.tobytes(), "little") for beat in frame.whole(name)]


def marks(frame: Frame, lanes: int) -> np.ndarray:
    """`tuser` of all beats: bool [beats, lanes]."""
    return unpack_marks(frame.whole(USER), lanes)


def sums_of(packet: Packet) -> Frame:
    """The sums of a packet that sends them."""
    assert packet.sums is not None
    return packet.sums


def decoded(packet: Packet) -> np.ndarray:
    """The tensor that the packet's own sum beats decode to."""
    return packet.decode(sums_of(packet).whole(DATA))


def run_slow(engine: SlowEngine, packet: Packet) -> list[SumBeat]:
    return run_frames(engine, packet.pixel, packet.weight)


def run_frames(engine: SlowEngine, pixel: Frame, weight: Frame) -> list[SumBeat]:
    users = marks(pixel, engine.pixel_port).tolist()
    return engine.run(list(zip(numbers(pixel), users, strict=True)), numbers(weight))


def expected_beats(packet: Packet) -> list[SumBeat]:
    sums = sums_of(packet)
    user = [tuple(row) for row in marks(sums, packet.params.sum_lanes).tolist()]
    last = [beat in sums.lasts for beat in range(sums.beats)]
    return list(zip(numbers(sums), user, numbers(sums, KEEP), last, strict=True))


def reference(packet: Packet) -> np.ndarray:
    """The definition of the convolution, tap by tap and output by output."""
    s = packet.shape
    per_group = s.co // s.groups
    sums = np.zeros((s.n, s.h_o, s.w_o, s.co), np.int64)
    x, kernel = packet.x.astype(np.int64) - packet.x_zp, packet.kernel.astype(np.int64)
    for ho in range(s.h_o):
        for wo in range(s.w_o):
            for i in range(s.kh):
                for j in range(s.kw):
                    h, w = ho * s.sh + i - s.pad_top, wo * s.sw + j - s.pad_left
                    if 0 <= h < s.h and 0 <= w < s.w:
                        for g in range(s.groups):
                            own = slice(g * per_group, (g + 1) * per_group)
                            seen = x[:, h, w, g * s.depth : (g + 1) * s.depth]
                            sums[:, ho, wo, own] += seen @ kernel[i, j, :, own]
    low = sums & ((1 << packet.params.y_width) - 1) if packet.params.y_width < 64 else sums
    if packet.params.y_width < 64:
        low = np.where(low >> (packet.params.y_width - 1), low - (1 << packet.params.y_width), low)
    return low


@st.composite
def arrays(draw: st.DrawFn) -> ArrayParams:
    """Small arrays, also narrow ports and odd word widths."""
    rows, cols = draw(st.sampled_from([(3, 5), (4, 24), (7, 96), (1, 1), (2, 9), (5, 17)]))
    kh_max = draw(st.sampled_from([1, 3, 11]))
    wide = draw(st.booleans())
    return ArrayParams(
        rows=rows,
        cols=cols,
        x_width=8 if wide else draw(st.integers(2, 16)),
        k_width=8 if wide else draw(st.integers(2, 16)),
        y_width=32 if wide else draw(st.integers(8, 64)),
        kh_max=kh_max,
        kw_max=draw(st.sampled_from([3, 11])),
        s_max=draw(st.sampled_from([1, 2, 4])),
        weight_depth=draw(st.sampled_from([8, 64, 2048])),
        out_channels=draw(st.integers(1, min(cols, 6))),
        pixel_buses=draw(st.integers(1, 4)),
        pixel_port_words=draw(st.none() | st.integers(1, rows + kh_max - 1)),
        weight_port_words=draw(st.none() | st.integers(1, cols)),
    )


@st.composite
def shapes(draw: st.DrawFn, params: ArrayParams) -> ConvShape:
    """A shape that the array can do in one packet."""
    sh = draw(st.integers(1, params.s_max))
    sw = draw(st.integers(1, min(params.s_max, params.cols, params.weight_depth)))
    kw = draw(st.integers(1, min(params.kw_max, params.cols - sw + 1)))
    kh = draw(st.integers(1, min(params.kh_max, params.weight_depth // sw)))
    top, bottom = draw(st.integers(0, kh - 1)), draw(st.integers(0, kh - 1))
    left, right = draw(st.integers(0, kw - 1)), draw(st.integers(0, kw - 1))
    iteration = sw * (params.cols // (kw + sw - 1))
    return ConvShape(
        n=draw(st.integers(1, 2)),
        h=draw(st.integers(max(1, kh - top - bottom), 2 * params.rows * sh + kh)),
        w=draw(st.integers(max(1, kw - left - right), kw + 2 * sw + 3)),
        ci=draw(st.integers(1, min(4, params.weight_depth // (sw * kh)))),
        co=draw(st.integers(1, min(2 * iteration + 1, 60))),
        kh=kh,
        kw=kw,
        sh=sh,
        sw=sw,
        pad_top=top,
        pad_bottom=bottom,
        pad_left=left,
        pad_right=right,
    )


def blocks_at_once(shape: ConvShape, params: ArrayParams, stack: int) -> int:
    """The most blocks of a stack whose channels meet in an iteration."""
    places = shape.sw * (params.cols // (shape.kw + shape.sw - 1))
    blocks = [number // shape.co for number in range(stack * shape.co)]
    return max(len(set(blocks[i : i + places])) for i in range(0, len(blocks), places))


@st.composite
def stacked(draw: st.DrawFn, params: ArrayParams) -> tuple[ConvShape, Sharing]:
    """A shape whose blocks of rows lie on one another."""
    shape = draw(shapes(params))
    stack = draw(st.integers(2, 5))
    last = draw(st.integers(1, params.rows))
    h_o = (draw(st.integers(1, 2)) * stack - 1) * params.rows + last
    height = (h_o - 1) * shape.sh + shape.kh - shape.pad_top - shape.pad_bottom
    co = shape.sw * draw(st.integers(1, max(60 // shape.sw, 1)))
    assume(height > 0)
    shape = replace(shape, h=height, co=co, ci=min(shape.ci, 3), n=1)
    sets = blocks_at_once(shape, params, stack)
    assume(1 < sets <= params.pixel_buses)
    return shape, Sharing(draw(st.integers(sets, params.pixel_buses)), stack)


@st.composite
def grouped(draw: st.DrawFn, params: ArrayParams) -> tuple[ConvShape, Sharing]:
    """A shape of several groups of channels, or of one that is dealt to several buses."""
    shape = draw(shapes(params))
    groups = draw(st.integers(1, 8))
    ci, co = (groups * draw(st.integers(1, 3)) for _ in range(2))
    shape = replace(shape, ci=ci, co=co, groups=groups, n=1)
    sharing = Sharing(draw(st.integers(1, params.pixel_buses)))
    try:
        Tiling(shape, params, sharing)
    except ShapeError:
        assume(False)
    return shape, sharing


@st.composite
def layouts(draw: st.DrawFn, params: ArrayParams) -> tuple[ConvShape, Sharing]:
    """A shape and how the cores share the buses."""
    kind = draw(st.sampled_from(["alone", "grouped", "stacked"]))
    if kind == "stacked" and params.pixel_buses > 1 and params.cols > 1:
        return draw(stacked(params))
    return draw(grouped(params)) if kind == "grouped" else (draw(shapes(params)), ALONE)
