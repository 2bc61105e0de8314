"""The engine's context: operands, hypotheses, places and blame, on random packets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from golden.kraken import (
    PIXEL,
    SUM,
    WEIGHT,
    ArrayParams,
    ConvShape,
    Packet,
    Sharing,
    axes,
    locate_sum,
    locate_weight,
    needs,
)
from golden.streams.frame import DATA, KEEP, LAST, USER, Frame
from golden.streams.words import pack_words, unpack_marks, unpack_words
from tb.designs.conv_engine.cases import engine_case
from tb.designs.conv_engine.context import EngineContext
from tb.designs.conv_engine.hypotheses import Beat, terms
from tb.kraken.engine import layer_title
from tb.scoreboard.diagnosis import diagnose
from tb.transport.fault import Fault, PortState, Rule, SeenBeat

ARRAY = ArrayParams(rows=3, cols=10, out_channels=2, pixel_port_words=4, weight_port_words=3)


def packet(seed: int, shape: ConvShape | None = None, **changes: object) -> Packet:
    rng = np.random.default_rng(seed)
    if shape is None:
        kh, kw, sh, sw = (int(v) for v in rng.integers(1, 5, 4))
        sh, sw = min(sh, 4), min(sw, 4)
        pads = [int(rng.integers(0, k)) for k in (kh, kh, kw, kw)]
        h, w = (int(rng.integers(k, k + 6)) for k in (kh, kw))
        n, ci, co = (int(rng.integers(1, top)) for top in (3, 4, 14))
        shape = ConvShape(n, h, w, ci, co, kh, kw, sh, sw, *pads)
    x = rng.integers(-128, 128, (shape.n, shape.h, shape.w, shape.ci), np.int64).astype(np.int8)
    kernel = rng.integers(-127, 128, (shape.kh, shape.kw, shape.depth, shape.co)).astype(np.int8)
    values: dict[str, Any] = {"x_zp": int(rng.integers(-128, 128)), "name": "p", **changes}
    return Packet(shape, ARRAY, x, kernel, **values)


SAMPLE = ConvShape(1, 7, 6, 2, 9, 3, 3, 1, 1, 1, 1, 1, 1)

SHARED = {
    "stack": (ConvShape(2, 11, 5, 2, 4, 3, 2, 1, 1, 1, 1, 1, 0), Sharing(2, 4)),
    "stride": (ConvShape(1, 9, 5, 3, 4, 2, 3, 2, 2, 1, 1, 1, 1), Sharing(2, 2)),
    "groups": (ConvShape(1, 7, 6, 12, 12, 3, 3, 1, 1, 1, 1, 1, 1, 12), Sharing(2)),
    "groups of two": (ConvShape(1, 5, 4, 8, 12, 2, 2, 1, 2, 1, 0, 1, 0, 4), Sharing(1)),
}
"""Packets on several buses, and groups that share one."""


def context_of(*packets: Packet) -> EngineContext:
    context = EngineContext(ARRAY)
    for p in packets:
        context.add(engine_case(layer_title("net", p.name, "CONV_2D", str(p.shape)), [p], 0))
    return context


def sums_of(p: Packet) -> Frame:
    assert p.sums is not None
    return p.sums


def lanes(p: Packet, beat: int) -> NDArray[np.int64]:
    """The sums of a beat: int64 [M, R]."""
    data = np.frombuffer(sums_of(p).bytes_of(DATA, beat), np.uint8)[None]
    return unpack_words(data, ARRAY.sum_lanes, ARRAY.y_width)[0].reshape(2, 3)


def marks(p: Packet, beat: int) -> NDArray[np.bool_]:
    data = np.frombuffer(sums_of(p).bytes_of(USER, beat), np.uint8)[None]
    return unpack_marks(data, ARRAY.sum_lanes)[0].reshape(2, 3)


@settings(deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_the_operands_of_a_beat_give_its_sums(seed: int, data: st.DataObject) -> None:
    p = packet(seed)
    beat = data.draw(st.integers(0, sums_of(p).beats - 1))
    place = locate_sum(p, beat, 0)
    at = axes(p.tiling, SUM).split(beat)
    assert (at["iteration"], at["image"], at["block"], at["w"]) == (
        place.iteration,
        place.image,
        place.block,
        place.w,
    )
    where = Beat(p, *(at[name] for name in ("iteration", "image", "block", "w", "part")))
    operands = where.operands()
    assert np.array_equal(np.where(marks(p, beat), operands.sums(), 0), lanes(p, beat))
    parts = [t.values for t in terms(operands) if t.text.startswith("tap")]
    assert np.array_equal(np.sum(parts, axis=0), operands.sums())


@pytest.mark.parametrize("name", SHARED)
def test_the_operands_of_a_shared_packet_give_its_sums(name: str) -> None:
    shape, sharing = SHARED[name]
    p = packet(18, shape, sharing=sharing)
    for beat in range(sums_of(p).beats):
        at = axes(p.tiling, SUM).split(beat)
        where = Beat(p, *(at[part] for part in ("iteration", "image", "block", "w", "part")))
        operands = where.operands()
        assert np.array_equal(np.where(marks(p, beat), operands.sums(), 0), lanes(p, beat))


@pytest.mark.parametrize("name", ["stack", "groups"])
def test_pixels_of_another_bus_are_recognised(name: str) -> None:
    shape, sharing = SHARED[name]
    p = packet(19, shape, sharing=sharing)
    beat = p.tiling.column_beats(0) - 1
    at = axes(p.tiling, SUM).split(beat)
    where = Beat(p, *(at[part] for part in ("iteration", "image", "block", "w", "part")))
    told = first_cause(context_of(p), fault_with(p, beat, where.operands(bus=0).sums()))
    assert told == "the cores take the pixels of bus 0"


def fault_with(p: Packet, beat: int, values: NDArray[np.int64]) -> Fault:
    """A mismatch whose beat carries these sums."""
    frame = sums_of(p)
    carried = np.where(marks(p, beat), values, 0).reshape(1, -1)
    word = int.from_bytes(pack_words(carried, ARRAY.y_width).tobytes(), "little")
    marks_seen = {name: frame.value(name, beat) for name in (USER, KEEP)}
    seen = SeenBeat(50, {DATA: word, **marks_seen, LAST: 0})
    return Fault(Rule.DIFFERS, SUM, 50, 500.0, frame, beat, (DATA,), actual=seen, widths=WIDTHS)


WIDTHS = {
    DATA: ARRAY.sum_lanes * ARRAY.y_width,
    USER: ARRAY.sum_lanes,
    KEEP: ARRAY.sum_lanes * ARRAY.y_width // 8,
    LAST: 1,
}


def first_cause(context: EngineContext, fault: Fault) -> str:
    evidence = context.evidence(fault)
    assert evidence is not None
    return diagnose(evidence)[0].text


def broken(p: Packet, change: str) -> Packet:
    """The packet with one thing wrong, computed from changed tensors."""
    x, kernel = p.x.astype(np.int64), p.kernel.astype(np.int64)
    wide = replace(ARRAY, x_width=16, k_width=16)
    changed: tuple[NDArray[Any], NDArray[Any], int] = {
        "unsigned weights": (x, kernel & 0xFF, p.x_zp),
        "unsigned pixels": (x & 0xFF, kernel, p.x_zp),
        "negative": (x, -kernel, p.x_zp),
        "kernel upside down": (x, kernel[::-1], p.x_zp),
        "kernel mirrored": (x, kernel[:, ::-1], p.x_zp),
        "no zero point": (x, kernel, 0),
        "row of weights stands": (x, np.broadcast_to(kernel[:1, :, :1], kernel.shape), p.x_zp),
    }[change]
    return Packet(p.shape, wide, *changed, name="broken")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("unsigned weights", "weights are taken as unsigned"),
        ("unsigned pixels", "pixels are taken as unsigned"),
        ("negative", "products are subtracted"),
        ("kernel upside down", "kernel rows are used bottom up"),
        ("kernel mirrored", "kernel columns are used right to left"),
        ("no zero point", "the zero point is not subtracted"),
        ("row of weights stands", "the first row of weights is used throughout"),
    ],
)
def test_a_wrong_computation_is_recognised(change: str, words: str) -> None:
    p = packet(5, SAMPLE)
    context, other = context_of(p), broken(p, change)
    for beat in (0, 17, sums_of(p).beats - 9):
        assert words in first_cause(context, fault_with(p, beat, lanes(other, beat)))


@pytest.mark.parametrize("stride", [1, 2])
def test_sums_that_are_not_handed_on_are_recognised(stride: int) -> None:
    """By a small model of the cores: each adds to its own sum, restarting where it should."""
    shape = replace(SAMPLE, sw=stride, w=7, co=3)
    p = packet(15, shape)
    context = context_of(p)
    phase = (np.arange(shape.w) + shape.pad_left) % stride
    channel, column = 1, 1
    member, group = channel % stride, channel // stride
    # The finishing core of the channel: the one that works on its last kernel column.
    core = member + shape.kw - 1
    total = np.zeros(ARRAY.rows, np.int64)
    for w in range(column * stride + shape.kw - shape.pad_left):
        if w == 0 or (phase[w] == 0 and core < stride):
            total[:] = 0
        for i in range(shape.kw):
            other = group * stride + core - i
            if 0 <= core - i < stride and i % stride == phase[w] and other < shape.co:
                for r in range(ARRAY.rows):
                    for kh in range(shape.kh):
                        h = r + kh - shape.pad_top
                        if 0 <= h < shape.h:
                            x = p.x[0, h, w].astype(np.int64) - p.x_zp
                            total[r] += x @ p.kernel[kh, i, :, other].astype(np.int64)
    beat = column * p.tiling.column_beats(0)
    values = lanes(p, beat).copy()
    values[channel] = total
    assert "keep their sum" in first_cause(context, fault_with(p, beat, values))


def test_neighbouring_beats_are_recognised() -> None:
    p = packet(6, SAMPLE)
    context, column = context_of(p), p.tiling.column_beats(0)
    for step, words in ((1, "one beat"), (column, "one column"), (column * 6, "one block of rows")):
        assert f"{words} later" in first_cause(context, fault_with(p, 0, lanes(p, step)))


def test_stale_weights_are_recognised_across_packets_and_iterations() -> None:
    first, second = packet(7, SAMPLE, name="first"), packet(8, SAMPLE)
    mixed = Packet(SAMPLE, ARRAY, second.x, first.kernel, second.x_zp, "mixed")
    context = context_of(first, second)
    tiles, per_tile = second.tiling.t, sums_of(second).beats // second.tiling.t
    assert tiles == 3
    for tile, words in ((tiles - 1, "those of the tile before"), (tiles - 2, "2 tiles before")):
        values = lanes(mixed, tile * per_tile + 1)
        assert words in first_cause(context, fault_with(second, 1, values))


def test_a_tap_left_out_is_named() -> None:
    p = packet(9, SAMPLE)
    context = context_of(p)
    kernel = p.kernel.copy()
    kernel[2, 1, 1] = 0
    values = lanes(Packet(SAMPLE, ARRAY, p.x, kernel, p.x_zp), 8)
    text = first_cause(context, fault_with(p, 8, values))
    assert text == "tap (kernel row 2, column 1, input channel 1) is left out"


def test_places_and_titles_come_from_the_packet() -> None:
    p = packet(10, SAMPLE)
    context = context_of(p)
    title = context.title(sums_of(p))
    assert (title.parts["layer"], title.packet, title.label) == ("p", "p", "layer")
    assert context.place(sums_of(p), 20, DATA, 4)["channel"] == locate_sum(p, 20, 4).channel
    header = context.place(p.pixel, 0, DATA, 0)
    assert "iteration" not in header
    weight = context.place(p.weight, p.weight.header_beats, DATA, 0)
    assert weight["kh"] == locate_weight(p, p.weight.header_beats, 0).kh


def states(p: Packet, pixel: int, weight: int, owed: int) -> list[PortState]:
    def state(port: str, source: bool, frame: Frame, beat: int) -> PortState:
        return PortState(port, source, frame, beat, "1" if source else "0", "0", 9)

    return [
        state(PIXEL, True, p.pixel, pixel),
        state(WEIGHT, True, p.weight, weight),
        state(SUM, False, sums_of(p), owed),
    ]


@pytest.mark.parametrize(
    ("missing", "blamed"), [({}, SUM), ({PIXEL: 1}, PIXEL), ({WEIGHT: 1}, WEIGHT)]
)
def test_the_port_that_withholds_what_is_needed_is_blamed(
    missing: dict[str, int], blamed: str
) -> None:
    p = packet(11, SAMPLE)
    context, needed = context_of(p), needs(p, 30)
    have = {port: needed[port] - missing.get(port, 0) for port in needed}
    port, why = context.stuck_port(tuple(states(p, have[PIXEL], have[WEIGHT], 30)))
    assert port == blamed
    assert "30" in why


def test_with_no_sum_owed_the_waiting_input_is_blamed() -> None:
    p = packet(12, SAMPLE)
    context = context_of(p)
    pixel, weight, owed = states(p, 40, 3, 0)
    port, why = context.stuck_port((pixel, weight, replace(owed, frame=None)))
    assert port == PIXEL
    assert why == "pixel does not take beat 40"


def test_forgetting_keeps_the_last_packet_for_its_weights() -> None:
    first, second = packet(13, SAMPLE, name="first"), packet(14, SAMPLE)
    context = context_of(first)
    context.forget()
    context.add(engine_case(layer_title("net", "second"), [second], 0))
    mixed = Packet(SAMPLE, ARRAY, second.x, first.kernel, second.x_zp, "mixed")
    values = lanes(mixed, sums_of(mixed).beats * 2 // 3)
    assert "tile before" in first_cause(context, fault_with(second, 0, values))
