"""Coverage of the engine's packets: kernel, edges, remainders, buses, passes, streams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from golden.kraken import PIXEL, WEIGHT, Packet, axes
from golden.kraken.timing.clocks import BOUNDS
from golden.streams.words import wrap
from tb.coverage.model import Group
from tb.kraken.coverage.features import Feature, Found, chosen, crossing, group_of, number
from tb.kraken.coverage.kinds import (
    EDGE,
    HAND_OVER,
    REMAINDER,
    SIDE,
    STRIDE,
    WHOLE_WINDOW,
    against,
    bound,
    edge,
    few,
    hand_over,
    remainder,
    side,
)

FORM = ("tall", "square", "wide")
WIDTH = ("narrower", "as the kernel", "wider")


def _phase(packet: Packet) -> str:
    """Where the first input column stands among those of a stride."""
    stride = packet.shape.sw
    phase = packet.shape.pad_left % stride
    if stride == 1:
        return "no stride"
    return "first" if phase == 0 else "last" if phase == stride - 1 else "between"


def _tile(packet: Packet) -> str:
    rows = packet.tiling.tile_rows
    return {1: "one row", packet.params.weight_depth: "all rows"}.get(rows, "some rows")


def _zero_point(packet: Packet) -> str:
    half = 1 << (packet.params.x_width - 1)
    ends = {-half: "least", half - 1: "greatest", 0: "zero"}
    return ends.get(packet.x_zp, "negative" if packet.x_zp < 0 else "positive")


def _groups(packet: Packet) -> str:
    s = packet.shape
    return "one" if s.groups == 1 else "depthwise" if s.depth == 1 else "several"


def _sharing(packet: Packet) -> str:
    if packet.sharing.stack:
        return "stack of blocks"
    if packet.sharing.sets == 1:
        return "no share"
    return "shares of one group" if packet.shape.groups == 1 else "shares of groups"


def _sum_beats(packet: Packet) -> str:
    return "none" if packet.sums is None else few(packet.sums.beats)


def _part(packet: Packet) -> str:
    """Whether the last beat of a column has all channels of a beat."""
    whole = packet.tiling.last_channels % packet.params.out_channels == 0
    return "whole" if whole else "in part"


def _sums(packet: Packet) -> Found:
    if packet.hold:
        return None
    sums = packet.accumulators.ravel()
    return {
        "wrapped": wrap(sums, packet.params.y_width) != sums,
        "negative": sums < 0,
        "zero": sums == 0,
        "positive": sums > 0,
    }


def _pixels(packet: Packet) -> Found:
    """Pixels less the zero point, which have a bit more than a word."""
    most = (1 << packet.params.x_width) - 1
    pixels = packet.x.ravel().astype(np.int64) - packet.x_zp
    return {
        "least": pixels == -most,
        "negative": pixels < 0,
        "zero": pixels == 0,
        "greatest": pixels == most,
        "positive": pixels > 0,
    }


KERNELS: tuple[Feature[Packet], ...] = (
    number("kernel_h", "K_H, rows of the kernel", lambda p: p.shape.kh, 8),
    number("kernel_w", "K_W, columns of the kernel", lambda p: p.shape.kw, 8),
    number("stride_h", "S_H, rows between windows", lambda p: p.shape.sh, 4),
    number("stride_w", "S_W, columns between windows", lambda p: p.shape.sw, 4),
    Feature("form", "K_H against K_W", FORM, lambda p: against(p.shape.kw, p.shape.kh, FORM)),
    Feature("step_h", "S_H against K_H", STRIDE, lambda p: against(p.shape.sh, p.shape.kh, STRIDE)),
    Feature("step_w", "S_W against K_W", STRIDE, lambda p: against(p.shape.sw, p.shape.kw, STRIDE)),
    number("shifts", "F, shifts of a loaded word", lambda p: p.tiling.f, 3, 0),
    Feature("phase", "pad_left mod S_W", ("no stride", "first", "between", "last"), _phase),
)

EDGES: tuple[Feature[Packet], ...] = (
    Feature(
        "pad_top",
        "rows of padding above",
        (*SIDE, WHOLE_WINDOW),
        lambda p: side(p.shape.pad_top, p.shape.kh),
    ),
    Feature(
        "pad_bottom",
        "rows of padding below",
        (*SIDE, WHOLE_WINDOW),
        lambda p: side(p.shape.pad_bottom, p.shape.kh),
    ),
    Feature(
        "pad_left",
        "columns of padding to the left",
        SIDE,
        lambda p: side(p.shape.pad_left, p.shape.kw),
    ),
    Feature(
        "pad_right",
        "columns of padding to the right",
        SIDE,
        lambda p: side(p.shape.pad_right, p.shape.kw),
    ),
    Feature(
        "last_row",
        "where the lowest window ends",
        EDGE,
        lambda p: edge(p.shape.h, p.shape.pad_top, p.shape.h_o, p.shape.kh, p.shape.sh),
    ),
    Feature(
        "last_column",
        "where the rightmost window ends",
        EDGE,
        lambda p: edge(p.shape.w, p.shape.pad_left, p.shape.w_o, p.shape.kw, p.shape.sw),
    ),
    Feature("width", "W against K_W", WIDTH, lambda p: against(p.shape.w, p.shape.kw, WIDTH)),
    number("columns_in", "W, input columns", lambda p: p.shape.w, 3),
    number("columns_out", "W_o, output columns", lambda p: p.shape.w_o, 3),
)

PARTS: tuple[Feature[Packet], ...] = (
    number("images", "N", lambda p: p.shape.n, 2),
    number("blocks", "L, blocks or stacks of output rows", lambda p: p.tiling.l, 3),
    Feature(
        "last_rows",
        "output rows of the last block, of R",
        REMAINDER,
        lambda p: remainder(p.tiling.last_rows, p.params.rows),
    ),
    number("iterations", "T, iterations over output channels", lambda p: p.tiling.t, 3),
    Feature(
        "last_channels",
        "output channels of the last iteration, of S_W*E",
        REMAINDER,
        lambda p: remainder(p.tiling.last_channels, p.tiling.channels),
    ),
    Feature("last_beat", "channels of a column's last beat", ("whole", "in part"), _part),
    number("column_beats", "beats of an output column", lambda p: p.tiling.column_beats(0), 3),
    number("groups_of_cores", "E, elastic groups", lambda p: p.tiling.e, 3),
    Feature(
        "idle_cores",
        "C - E*G, cores in no group",
        ("none", "some"),
        lambda p: "some" if p.params.cols % p.tiling.g else "none",
    ),
    number("input_channels", "C_i of a bus", lambda p: p.tiling.ci, 4),
    Feature("tile", "rows of a weight tile", ("one row", "some rows", "all rows"), _tile),
)

WAYS: tuple[Feature[Packet], ...] = (
    Feature("groups", "groups of channels", ("one", "several", "depthwise"), _groups),
    Feature(
        "sharing",
        "how cores share the buses",
        ("no share", "shares of one group", "shares of groups", "stack of blocks"),
        _sharing,
    ),
    number("buses", "sets of pixels of a load", lambda p: p.sharing.sets, 4),
    Feature("sums_kept", "whether sums stay in the array", HAND_OVER, hand_over),
    Feature("bound", "what takes longest", BOUNDS, bound),
)

STREAMS: tuple[Feature[Packet], ...] = (
    Feature(
        "pixel_beats",
        "beats behind the header",
        ("one", "more"),
        lambda p: few(axes(p.tiling, PIXEL).body_beats),
    ),
    Feature(
        "weight_beats",
        "beats behind the header",
        ("one", "more"),
        lambda p: few(axes(p.tiling, WEIGHT).body_beats),
    ),
    Feature("sum_beats", "beats of sums", ("none", "one", "more"), _sum_beats),
)

VALUES: tuple[Feature[Packet], ...] = (
    Feature(
        "zero_point",
        "of the pixels, in their range",
        ("least", "negative", "zero", "positive", "greatest"),
        _zero_point,
    ),
    Feature(
        "pixels",
        "pixels less the zero point",
        ("least", "negative", "zero", "positive", "greatest"),
        _pixels,
    ),
    Feature("sums", "sums of the packet", ("negative", "zero", "positive", "wrapped"), _sums),
)

FEATURES = (*KERNELS, *EDGES, *PARTS, *WAYS, *STREAMS, *VALUES)

CROSSES = (
    crossing(FEATURES, "kernel_by_stride_h", ("kernel_h", "stride_h"), "order of kernel rows"),
    crossing(FEATURES, "kernel_by_stride_w", ("kernel_w", "stride_w"), "cores of a group"),
    crossing(
        FEATURES,
        "phase_by_right_edge",
        ("phase", "last_column"),
        "which cores begin and end at the edges",
        lambda phase, last: phase == "no stride" and last == EDGE[0],
    ),
    crossing(
        FEATURES,
        "padding_of_columns",
        ("pad_left", "pad_right"),
        "sums that begin or end in the padding",
    ),
    crossing(FEATURES, "padding_of_rows", ("pad_top", "pad_bottom"), "null words above and below"),
    crossing(
        FEATURES,
        "remainders",
        ("last_rows", "last_channels"),
        "the last block of the last iteration is partial both ways",
    ),
    crossing(
        FEATURES,
        "shares_by_rows",
        ("sharing", "last_rows"),
        "rows that are missing in a part of the cores",
    ),
    crossing(
        FEATURES,
        "one_beat",
        ("pixel_beats", "weight_beats", "sum_beats"),
        "streams that begin and end in one beat",
    ),
    crossing(
        FEATURES,
        "bound_by_iterations",
        ("bound", "iterations"),
        "which stream waits when a buffer of weights is handed over",
    ),
)

Packets = Callable[[Any], Iterable[Packet]]
"""The packets of a case."""


ALL = (*(feature.name for feature in FEATURES), *(cross.name for cross in CROSSES))


def packet_group(packets: Packets, names: Sequence[str] = ALL) -> Group:
    """The group ``packet`` of a design that holds the engine.

    Args:
        packets: those of a case.
        names: of the points and crosses that are counted.
    """
    features, crosses = chosen(FEATURES, CROSSES, names)
    return group_of(
        "packet",
        "shapes of the engine's packets",
        features,
        lambda case, before, values: packets(case),
        crosses,
    )
