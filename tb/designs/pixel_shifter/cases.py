"""What the shifter gets of a packet, and what the array must see, tap by tap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from golden.kraken import ArrayParams, Packet
from golden.streams.frame import DATA, USER, Frame
from golden.streams.words import pack_marks, pack_words, unpack_marks, unpack_words
from tb.bench import Values
from tb.designs.pixel_shifter.definition import Given, shown
from tb.kraken.draw import operands, packets_of
from tb.kraken.placed import Locate, PlacedCase
from tb.kraken.random_layers import random_layer
from tb.kraken.shared import shared_packets
from tb.kraken.spec import LayerSpec
from tb.kraken.step_operands import image_rows, pixels_of
from tb.kraken.steps import Bools, Ints, Steps
from tb.kraken.words import bits

LAYERS = 8
"""Random layers of a draw."""
LONGEST = 400
"""Steps of the longest of them, about."""

CLOCKS = (1, 60, 200)
"""Lengths of the cases of arbitrary control."""

IDLE = 0.2
"""Share of the steps that are followed by idle clocks, where there are any."""


def array_for(values: Values) -> ArrayParams:
    """An engine with such a shifter; its cores and weights do not matter."""
    rows, words = values["Rows"], values["SetWords"]
    return ArrayParams(
        rows=rows,
        cols=8,
        x_width=values["XWidth"],
        kh_max=words - rows + 1,
        kw_max=3,
        pixel_buses=values["Buses"],
    )


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Layers at the ends of the ranges on one bus, then others on as many as there are, then any
    control.
    """
    array = array_for(values)
    alone = replace(array, pixel_buses=1)
    for spec in _ends(array):
        yield shifter_case(rng, array, spec.name, packets_of(rng, alone, spec))
    for spec in _drawn(rng, array):
        yield shifter_case(rng, array, spec.name, packets_of(rng, array, spec))
    for packet in shared_packets(rng, array, LONGEST):
        yield shifter_case(rng, array, packet.name, [packet])
    for clocks in CLOCKS:
        yield any_case(rng, array, clocks)


def _ends(array: ArrayParams) -> Iterator[LayerSpec]:
    """The tallest kernel with every stride, and operands and zero points at their ends."""
    tall, rows = array.kh_max, array.rows
    size, edges = (tall, 1), (tall - 1, tall - 1, 0, 0)
    for stride in range(1, array.s_max + 1):
        h = max(stride * rows + 1 - tall, 1)
        name = f"kernel {tall}x1 stride {stride}"
        yield LayerSpec(name, h, 2, 2, 1, size, (stride, 1), pad=edges, x_zp=7 * stride)
    half = 1 << (min(array.x_width, 8) - 1)
    for x_zp in (-half, -1, 0, half - 1):
        name = f"extreme operands zero point {x_zp}"
        yield LayerSpec(name, rows + 1, 2, 2, 1, size, pad=edges, x_zp=x_zp, extreme=True)


def _drawn(rng: np.random.Generator, array: ArrayParams) -> Iterator[LayerSpec]:
    for i in range(LAYERS):
        yield random_layer(rng, array, f"layer {i}", LONGEST)


def shifter_case(
    rng: np.random.Generator, array: ArrayParams, name: str, packets: Sequence[Packet]
) -> PlacedCase:
    """Packets one after another, some without an idle clock, some with many.

    Of iterations that bring the same pixels again only the first is sent.
    """
    inputs, outputs = [], []
    locate: dict[Frame, Locate] = {}
    for packet in packets:
        idle = IDLE if rng.random() < 0.5 else 0.0
        taken, sent, place = _frames(rng, array, packet, idle)
        inputs.append(taken)
        outputs.append(sent)
        locate |= dict.fromkeys((taken, sent), place)
    return _case(name, inputs, outputs, str(packets[0].shape), locate)


def any_case(rng: np.random.Generator, array: ArrayParams, clocks: int) -> PlacedCase:
    """Loads and shifts that no packet needs, the first of them a load."""
    load = rng.random(clocks) < 0.2
    load[0] = True
    share = rng.choice([0.0, 0.8, 1.0], clocks)
    given = Given(
        load,
        rng.random(clocks) < 0.6,
        rng.random(clocks) < 0.5,
        operands(rng, (clocks, array.pixel_buses * array.set_words), array.x_width),
        rng.random((clocks, array.pixel_buses * array.set_words)) < share[:, None],
        operands(rng, (clocks,), array.x_width),
    )
    pixels, known = shown(given, array.rows, array.pixel_buses)
    name = f"any control, {clocks} long"
    taken = Frame(f"{name}/in", _inputs(array, given))
    sent = _shown(f"{name}/pixels", array, pixels, known)

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        bus, row = divmod(lane, array.rows)
        return {"bus": bus, "array_row": row}

    return _case(name, [taken], [sent], "", {sent: locate})


def _frames(
    rng: np.random.Generator, p: ArrayParams, packet: Packet, idle: float
) -> tuple[Frame, Frame, Locate]:
    steps = Steps(packet)
    count = steps.count // packet.pixel.repeat
    begins = steps.begins_phase[:count]
    # An idle clock shows what the step before it showed. Clocks in front belong to no step.
    pauses = np.where(rng.random(count) < idle, rng.integers(1, 4, count), 0)
    step = np.repeat(np.arange(count), 1 + pauses)
    fresh = np.diff(step, prepend=-1) > 0
    load = fresh & begins[step]
    # The engine shifts in the clock of a load too; the load counts.
    shift = (fresh & ~begins[step]) | (load & rng.choice([False, True], len(step)))
    lead = int(rng.integers(0, 3))
    beats = lead + len(step)

    # What stands on the wires where nothing is loaded, and beside the words of a load.
    wires = (beats, p.pixel_buses * p.set_words)
    words, marks = operands(rng, wires, p.x_width), rng.choice([False, True], wires)
    zero_point = operands(rng, (beats,), p.x_width)
    together = rng.choice([False, True], beats)
    loads = np.flatnonzero(load) + lead
    runs, run = packet.tiling.load_shape
    for i, (data, carries) in enumerate(zip(*_runs(packet), strict=True)):
        at = slice(i * p.set_words, i * p.set_words + run)
        words[loads, at], marks[loads, at] = data, carries
    zero_point[loads] = packet.x_zp
    sets = packet.sharing.sets
    if sets > 1:
        together[loads] = runs < sets

    pixels = np.zeros((beats, p.pixel_buses, p.rows), np.int64)
    known = np.zeros(pixels.shape, np.bool_)
    # Before the first load the packet before is still there, and buses without a set show anything.
    pixels[lead:, :sets], known[lead:, :sets] = pixels_of(steps)[step], True
    given = Given(
        np.pad(load, (lead, 0)), np.pad(shift, (lead, 0)), together, words, marks, zero_point
    )
    rows = image_rows(steps)

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        if beat < lead:
            return {}
        at = int(step[beat - lead])
        found = steps.named(at)
        bus, row = divmod(lane, p.rows)
        if field == "pixels" and bus < sets:
            found |= {"bus": bus, "array_row": row}
            if 0 <= rows[at, bus, row] < packet.shape.h:
                found["h"] = int(rows[at, bus, row])
        return found

    return (
        Frame(f"{packet.name}/in", _inputs(p, given)),
        _shown(f"{packet.name}/pixels", p, pixels, known),
        locate,
    )


def _runs(packet: Packet) -> tuple[Ints, Bools]:
    """Words and marks of the loads of a packet's body: [runs, loads, words of a run]."""
    p, t = packet.params, packet.tiling
    runs, run = t.load_shape
    shape = (-1, runs, t.beats_per_run * p.pixel_port)
    words = unpack_words(packet.pixel.body[DATA], p.pixel_port, p.x_width).reshape(shape)
    marks = unpack_marks(packet.pixel.body[USER], p.pixel_port).reshape(shape)
    return words[..., :run].swapaxes(0, 1), marks[..., :run].swapaxes(0, 1)


def _inputs(
    array: ArrayParams, given: Given
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    return {
        "load": bits(given.load),
        "shift": bits(given.shift),
        "together": bits(given.together),
        "words": pack_words(given.words, array.x_width),
        "marks": pack_marks(given.marks),
        "zero_point": pack_words(given.zero_point[:, None], array.x_width),
    }


def _shown(name: str, array: ArrayParams, pixels: Ints, known: Bools) -> Frame:
    beats, width = len(pixels), array.x_width + 1
    counts = np.where(known, np.int64(-1), np.int64(0))
    return Frame(
        name,
        {"pixels": pack_words(pixels.reshape(beats, -1), width)},
        care={"pixels": pack_words(counts.reshape(beats, -1), width)},
    )


def _case(
    name: str,
    taken: Sequence[Frame],
    sent: Sequence[Frame],
    detail: str,
    locate: Mapping[Frame, Locate],
) -> PlacedCase:
    clocks = sum(frame.beats for frame in taken) + 1
    frames = {"in": taken, "pixels": sent}
    return PlacedCase(name, frames, clocks=clocks, detail=detail, locate=locate)
