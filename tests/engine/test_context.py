"""The engine's context: operands, hypotheses, places and blame, on random packets."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden.kraken import ArrayParams, ConvShape, Packet
from golden.kraken.format.coordinates import locate_pixel, locate_sum, locate_weight
from tb.engine.context import EngineContext, _indices, _needs
from tb.engine.hypotheses import terms, window_of
from tb.engine.job import PIXEL, SUM, WEIGHT, Job
from tb.scoreboard.context import Title
from tb.scoreboard.diagnosis import diagnose
from tb.transport.fault import Fault, FaultKind, PortState, SeenBeat
from tb.transport.frame import Frame

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
    kernel = rng.integers(-127, 128, (shape.kh, shape.kw, shape.ci, shape.co)).astype(np.int8)
    values: dict[str, object] = {"x_zp": int(rng.integers(-128, 128)), "name": "p", **changes}
    return Packet(shape, ARRAY, x, kernel, **values)  # type: ignore[arg-type]


SAMPLE = ConvShape(1, 7, 6, 2, 9, 3, 3, 1, 1, 1, 1, 1, 1)


def context_of(*packets: Packet) -> tuple[EngineContext, list[Job]]:
    context, jobs = EngineContext(ARRAY), [Job.of(p) for p in packets]
    for job in jobs:
        context.add(job, Title("net", job.packet.name, "CONV_2D", str(job.packet.shape)))
    return context, jobs


@settings(deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_the_operands_of_a_beat_give_its_sums(seed: int, data: st.DataObject) -> None:
    p = packet(seed)
    beat = data.draw(st.integers(0, p.sums.beats - 1))
    place = locate_sum(p, beat, 0)
    iteration, image, block, w, part = _indices(p, beat)
    assert (iteration, image, block, w) == (place.iteration, place.image, place.block, place.w)
    window = window_of(p, iteration, image, block, w, part)
    context, (job,) = context_of(p)
    lanes = context.words(SUM, job.frames[SUM].data(beat)).reshape(2, 3)
    marks = p.sums.beat(beat)[1].reshape(2, 3)
    assert np.array_equal(np.where(marks, window.sums(), 0), lanes)
    parts = [t for t in terms(window) if t.text.startswith("tap")]
    assert np.array_equal(sum(t.values for t in parts), window.sums())


def fault_with(job: Job, beat: int, values: np.ndarray) -> Fault:
    """A mismatch whose beat carries these sums."""
    lanes = np.where(job.packet.sums.beat(beat)[1], values.reshape(-1), 0).astype("<i4")
    frame = job.frames[SUM]
    seen = SeenBeat(50, lanes.tobytes(), frame.marks(beat), "0")
    return Fault(FaultKind.MISMATCH, SUM, 50, 500.0, "", frame, beat, ("data",), seen)


def first_cause(context: EngineContext, fault: Fault) -> str:
    evidence = context.evidence(fault)
    assert evidence is not None
    return diagnose(evidence)[0].text


def broken(p: Packet, change: str) -> np.ndarray:
    """All sums of the packet with one thing wrong, computed from changed tensors."""
    x, kernel = p.x.astype(np.int64), p.kernel.astype(np.int64)
    wide = replace(ARRAY, x_width=16, k_width=16)
    changed = {
        "unsigned weights": (x, kernel & 0xFF, p.x_zp),
        "unsigned pixels": (x & 0xFF, kernel, p.x_zp),
        "negative": (x, -kernel, p.x_zp),
        "kernel upside down": (x, kernel[::-1], p.x_zp),
        "kernel mirrored": (x, kernel[:, ::-1], p.x_zp),
        "no zero point": (x, kernel, 0),
        "row of weights stands": (x, np.broadcast_to(kernel[:1, :, :1], kernel.shape), p.x_zp),
    }[change]
    return Packet(p.shape, wide, *changed, name="broken").sums.body


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
    context, (job,) = context_of(p)
    for beat in (0, 17, job.frames[SUM].beats - 9):
        lanes = context.words(SUM, broken(p, change)[beat].tobytes())
        assert words in first_cause(context, fault_with(job, beat, lanes))


@pytest.mark.parametrize("stride", [1, 2])
def test_sums_that_are_not_handed_on_are_recognised(stride: int) -> None:
    """By a small model of the cores: each adds to its own sum, restarting where it should."""
    shape = replace(SAMPLE, sw=stride, w=7, co=3)
    p = packet(15, shape)
    context, (job,) = context_of(p)
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
    beat = column * p.tiling.beats_per_column
    values = context.words(SUM, job.frames[SUM].data(beat)).copy()
    values[channel * ARRAY.rows : (channel + 1) * ARRAY.rows] = total
    assert "keep their sum" in first_cause(context, fault_with(job, beat, values))


def test_neighbouring_beats_are_recognised() -> None:
    p = packet(6, SAMPLE)
    context, (job,) = context_of(p)
    frame, column = job.frames[SUM], p.tiling.beats_per_column
    for step, words in ((1, "one beat"), (column, "one column"), (column * 6, "one block of rows")):
        values = context.words(SUM, frame.data(step))
        assert f"{words} later" in first_cause(context, fault_with(job, 0, values))


def test_stale_weights_are_recognised_across_packets_and_iterations() -> None:
    first, second = packet(7, SAMPLE, name="first"), packet(8, SAMPLE)
    mixed = Packet(SAMPLE, ARRAY, second.x, first.kernel, second.x_zp, "mixed")
    context, (_, job) = context_of(first, second)
    tiles, per_tile = second.tiling.t, job.frames[SUM].beats // second.tiling.t
    assert tiles == 3
    for tile, words in ((tiles - 1, "those of the tile before"), (tiles - 2, "2 tiles before")):
        beat = mixed.sums.body[tile * per_tile + 1]
        values = context.words(SUM, beat.tobytes())
        assert words in first_cause(context, fault_with(job, 1, values))


def test_a_tap_left_out_is_named() -> None:
    p = packet(9, SAMPLE)
    context, (job,) = context_of(p)
    kernel = p.kernel.copy()
    kernel[2, 1, 1] = 0
    values = context.words(SUM, Packet(SAMPLE, ARRAY, p.x, kernel, p.x_zp).sums.body[8].tobytes())
    text = first_cause(context, fault_with(job, 8, values))
    assert text == "tap (kernel row 2, column 1, input channel 1) is left out"


def test_places_and_titles_come_from_the_packet() -> None:
    p = packet(10, SAMPLE)
    context, (job,) = context_of(p)
    assert context.title(job.frames[SUM]).layer == "p"
    assert context.place(job.frames[SUM], 20, 4)["channel"] == locate_sum(p, 20, 4).channel
    header = context.place(job.frames[PIXEL], 0, 0)
    assert "iteration" not in header
    weight = context.place(job.frames[WEIGHT], p.weight.header_beats, 0)
    assert weight["kh"] == locate_weight(p, p.weight.header_beats, 0).kh


@settings(deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_what_a_sum_needs_ends_with_its_last_input_column(seed: int, data: st.DataObject) -> None:
    p = packet(seed)
    beat = data.draw(st.integers(0, p.sums.beats - 1))
    place, needs = locate_sum(p, beat, 0), _needs(p, beat)
    assert place.w is not None
    last = min(p.shape.w - 1, place.w * p.shape.sw + p.shape.kw - 1 - p.shape.pad_left)
    pixel = locate_pixel(p, needs[PIXEL] - 1, 0)
    assert (pixel.iteration, pixel.image, pixel.block) == (
        place.iteration,
        place.image,
        place.block,
    )
    assert pixel.w == max(last, 0)
    if needs[PIXEL] < p.pixel.beats:
        after = locate_pixel(p, needs[PIXEL], 0)
        assert (after.w, after.block, after.image, after.iteration) != (
            pixel.w,
            pixel.block,
            pixel.image,
            pixel.iteration,
        )
    assert locate_weight(p, needs[WEIGHT] - 1, 0).iteration == place.iteration


def states(jobs: list[Job], pixel: int, weight: int, owed: int, job: int = 0) -> list[PortState]:
    def state(port: str, source: bool, frame: Frame, beat: int) -> PortState:
        return PortState(port, source, frame, beat, "1" if source else "0", "0", 9)

    frames = jobs[job].frames
    return [
        state(PIXEL, True, frames[PIXEL], pixel),
        state(WEIGHT, True, frames[WEIGHT], weight),
        state(SUM, False, frames[SUM], owed),
    ]


@pytest.mark.parametrize(
    ("missing", "blamed"), [({}, SUM), ({PIXEL: 1}, PIXEL), ({WEIGHT: 1}, WEIGHT)]
)
def test_the_port_that_withholds_what_is_needed_is_blamed(
    missing: dict[str, int], blamed: str
) -> None:
    p = packet(11, SAMPLE)
    context, jobs = context_of(p)
    needs = _needs(p, 30)
    have = {port: needs[port] - missing.get(port, 0) for port in needs}
    port, why = context.stuck_port(tuple(states(jobs, have[PIXEL], have[WEIGHT], 30)))
    assert port == blamed
    assert "30" in why


def test_with_no_sum_owed_the_waiting_input_is_blamed() -> None:
    p = packet(12, SAMPLE)
    context, jobs = context_of(p)
    pixel, weight, owed = states(jobs, 40, 3, 0)
    done = replace(owed, frame=None)
    port, why = context.stuck_port((pixel, weight, done))
    assert port == PIXEL
    assert why == "pixel does not take beat 40"


def test_forgetting_keeps_the_last_packet_for_its_weights() -> None:
    first, second = packet(13, SAMPLE, name="first"), packet(14, SAMPLE)
    context, (old,) = context_of(first)
    context.forget()
    job = Job.of(second)
    context.add(job, Title())
    mixed = Packet(SAMPLE, ARRAY, second.x, first.kernel, second.x_zp, "mixed")
    beat = mixed.sums.body[-job.frames[SUM].beats // 3]
    values = context.words(SUM, beat.tobytes())
    assert "tile before" in first_cause(context, fault_with(job, 0, values))
    assert context.title(old.frames[SUM]).layer == "first"
