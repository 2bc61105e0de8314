"""Cases of one core: short layers as one of the cores sees them, and arbitrary control."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ArrayParams
from golden.streams.frame import Bytes, Frame
from golden.streams.words import pack_words, wrap
from tb.bench import Values
from tb.kraken.columns import array_columns
from tb.kraken.draw import operands, short_plans
from tb.kraken.placed import Locate, PlacedCase
from tb.kraken.running_sums import captured, running_sums
from tb.kraken.shared import shared_packets
from tb.kraken.steps import Bools, Ints
from tb.kraken.timeline import Timeline, timeline

LAYERS, LONGEST = 3, 120
"""Layers of a draw, and the most steps of each."""

CLOCKS = (1, 2, 40, 100)
"""Lengths of the cases of arbitrary control."""


def array_for(values: Values) -> ArrayParams:
    """An array with such cores; it decides which layers the core takes part in."""
    return ArrayParams(
        rows=values["Rows"],
        cols=24,
        x_width=values["XWidth"] - 1,
        k_width=values["KWidth"],
        y_width=values["YWidth"],
        weight_depth=64,
        pixel_buses=values["Buses"],
    )


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Layers as a core of theirs sees them, some on several buses, then any control."""
    array, width = array_for(values), values["BusWidth"]
    work = [(plan.name, plan.packets) for plan in short_plans(rng, array, LAYERS, LONGEST)]
    work += [(packet.name, [packet]) for packet in shared_packets(rng, array, LONGEST)]
    for name, packets in work:
        columns = [column for packet in packets for column in array_columns(packet)]
        yield layer_case(rng, array, width, name, timeline(rng, array, columns, tail=2))
    for clocks in CLOCKS:
        control = _any(rng, array, clocks)
        yield _case(f"any control, {clocks} long", array, width, control, None)


Control = dict[str, NDArray[Any]]
"""Inputs by field: [clocks], [clocks, words], or the pixels as [clocks, buses, R]."""


def layer_case(
    rng: np.random.Generator, array: ArrayParams, width: int, name: str, line: Timeline
) -> PlacedCase:
    """A layer as one of the cores that it uses sees it."""
    used = np.flatnonzero(np.any([column.known[:, 0] for column in line.columns], axis=0))
    core = int(rng.choice(used))
    left = operands(rng, (line.clocks, array.rows), array.y_width)
    first = np.flatnonzero(line.step)[_firsts(line)]
    for at, before, column in zip(first[1:], line.columns, line.columns[1:], strict=False):
        if column.hand_over and core:
            known = before.known[core - 1]
            left[at, known] = wrap(before.sums[core - 1], array.y_width)[known]
    control: Control = {
        "step": line.step,
        "restart": line.restart[:, core],
        "hand_over": line.hand_over,
        "capture": line.capture,
        "bus": line.buses[:, core],
        "pixels": line.pixels,
        "weight": line.weights[:, [core]],
        "left_sums": left,
    }
    return _case(name, array, width, control, (line, core))


def _firsts(line: Timeline) -> Ints:
    """The first step of each column, counted over all columns."""
    steps = np.array([column.steps for column in line.columns])
    return np.cumsum(steps) - steps


def _any(rng: np.random.Generator, array: ArrayParams, clocks: int) -> Control:
    """Every combination of the control signals, operands at the ends of their ranges."""
    return {
        "step": rng.random(clocks) < 0.7,
        "restart": rng.random(clocks) < 0.15,
        "hand_over": rng.random(clocks) < 0.3,
        "capture": rng.random(clocks) < 0.3,
        "bus": rng.integers(array.pixel_buses, size=clocks),
        "pixels": operands(rng, (clocks, array.pixel_buses, array.rows), array.x_width + 1),
        "weight": operands(rng, (clocks, 1), array.k_width),
        "left_sums": operands(rng, (clocks, array.rows), array.y_width),
    }


def _case(
    name: str, array: ArrayParams, width: int, control: Control, layer: tuple[Timeline, int] | None
) -> PlacedCase:
    """Inputs and what follows; the captured sums of a layer are those of its tensors."""
    step, restart = control["step"], control["restart"]
    chosen = control["pixels"][np.arange(len(step)), control["bus"]]
    products = np.where(step[:, None], chosen * control["weight"], 0)
    opens = (step & (restart | control["hand_over"]))[:, None]
    start = np.where(restart[:, None], 0, control["left_sums"])
    sums, known = running_sums(products[:, None], opens, start[:, None])
    kept, kept_known = captured(sums, known, control["capture"])
    defined = np.broadcast_to(kept_known[..., None], kept.shape)
    if layer is not None:
        kept, defined = _of_tensors(*layer)
    widths = {
        "bus": width,
        "pixels": array.x_width + 1,
        "weight": array.k_width,
        "left_sums": array.y_width,
    }
    inputs = {
        field: pack_words(words.reshape(len(words), -1), widths.get(field, 1))
        for field, words in control.items()
    }
    marks = np.broadcast_to(known[..., None], sums.shape)
    frames = {
        "in": [Frame(f"{name}/in", inputs)],
        "sums": [_frame(f"{name}/sums", "sums", sums, marks, array.y_width)],
        "captured": [_frame(f"{name}/captured", "captured", kept, defined, array.y_width)],
    }
    locate = _locate(layer, control)
    return PlacedCase(
        name,
        frames,
        clocks=len(step) + 1,
        detail=str(layer[0].columns[0].packet.shape) if layer is not None else "",
        locate={frames[port][0]: where for port, where in locate.items()},
    )


def _of_tensors(line: Timeline, core: int) -> tuple[Ints, Bools]:
    """Captured sums after each clock, from the tensors: [clocks, 1, R], and those that count."""
    sums = np.array([column.sums[core] for column in line.columns])[line.captured]
    known = np.array([column.known[core] for column in line.columns])[line.captured]
    return sums[:, None], (known & (line.captured >= 0)[:, None])[:, None]


def _frame(name: str, field: str, sums: Ints, known: Bools, width: int) -> Frame:
    def packed(words: Ints) -> Bytes:
        return pack_words(words.reshape(len(words), -1), width)

    care = {field: packed(np.where(known, np.int64(-1), np.int64(0)))}
    return Frame(name, {field: packed(sums)}, care=care)


def _locate(layer: tuple[Timeline, int] | None, control: Control) -> Mapping[str, Locate]:
    """By port: row of a sum; in a layer the core, and the step or column that it belongs to.

    A sum that a step has changed has the step's bus too.
    """

    def step(beat: int, field: str, lane: int) -> Mapping[str, int]:
        found = {"array_row": lane}
        if control["step"][beat]:
            found["bus"] = int(control["bus"][beat])
        if layer is not None:
            line, core = layer
            found["core"] = core
            if line.stepped[beat] >= 0:
                found |= line.places[line.stepped[beat]]
        return found

    def column(beat: int, field: str, lane: int) -> Mapping[str, int]:
        if layer is None:
            return {"array_row": lane}
        line, core = layer
        at = line.columns[line.captured[beat]].place if line.captured[beat] >= 0 else {}
        return {**at, "core": core, "array_row": lane}

    return {"sums": step, "captured": column}
