"""Cases of the array: short layers with idle clocks, and arbitrary control."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from golden.kraken import ArrayParams
from golden.streams.frame import Frame, numbers
from golden.streams.words import pack_marks, pack_words
from tb.bench import Values
from tb.designs.conv_engine.array_columns import Bools, Ints, array_columns
from tb.designs.conv_engine.array_timeline import Timeline, operands, timeline
from tb.designs.conv_engine.placed import PlacedCase
from tb.designs.conv_engine.short_layers import short_plans
from tb.designs.pe_array.definition import array_sums
from tb.designs.pe_core.definition import captured

LAYERS, LONGEST = 3, 100
"""Layers of a draw, and the most steps of each."""

CLOCKS = (2, 60)
"""Lengths of the cases of arbitrary control."""

DEPTH = 64
"""Weight rows that the layers are cut for; the array itself has no weight buffer."""


def array_for(values: Values) -> ArrayParams:
    """The array that layers are cut up for."""
    return ArrayParams(
        rows=values["Rows"],
        cols=values["Cols"],
        x_width=values["XWidth"] - 1,
        k_width=values["KWidth"],
        y_width=values["YWidth"],
        weight_depth=DEPTH,
        out_channels=values["ReadPorts"],
    )


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Layers, whose captured sums are those of their tensors, then control that no layer needs."""
    array, width = array_for(values), values["CoreWidth"]
    for plan in short_plans(rng, array, LAYERS, LONGEST):
        columns = [column for packet in plan.packets for column in array_columns(packet)]
        # The last capture is read in whole.
        tail = 2 + -(-array.cols // array.out_channels)
        line = timeline(rng, array, columns, tail)
        yield _layer_case(rng, array, width, plan.name, line)
    for clocks in CLOCKS:
        yield _control_case(rng, array, width, f"any control, {clocks} long", clocks)


def _layer_case(
    rng: np.random.Generator, array: ArrayParams, width: int, name: str, line: Timeline
) -> PlacedCase:
    """Steps of a layer; its tensors say what the cores hold after each column."""
    cores = _read_order(rng, array, line.clocks)
    # A read shows what was captured in clocks before it.
    column = np.append(-1, line.captured[:-1])
    sums = np.array([c.sums for c in line.columns])
    known = np.array([c.known for c in line.columns])
    shown = sums[column[:, None], cores]
    defined = known[column[:, None], cores] & (column >= 0)[:, None, None]

    def where(beat: int) -> Mapping[str, int]:
        return line.columns[column[beat]].place if column[beat] >= 0 else {}

    inputs = _inputs(
        array, line.step, line.restart, line.hand_over, line.capture, line.pixels, line.weights
    )
    detail = str(line.columns[0].packet.shape)
    return _case(name, detail, array, width, inputs, cores, shown, defined, where)


def _control_case(
    rng: np.random.Generator, array: ArrayParams, width: int, name: str, clocks: int
) -> PlacedCase:
    """Every combination of the control signals, operands at the ends of their ranges."""
    step, hand_over = rng.random(clocks) < 0.8, rng.random(clocks) < 0.3
    restart = rng.random((clocks, array.cols)) < 0.15
    restart[0], step[0] = True, True
    capture = rng.random(clocks) < 0.4
    pixels = operands(rng, (clocks, array.rows), array.x_width + 1)
    weights = operands(rng, (clocks, array.cols), array.k_width)
    sums, known = array_sums(step, restart, hand_over, pixels, weights)
    kept, kept_known = captured(sums, known, capture)
    cores = _read_order(rng, array, clocks)
    before = np.arange(clocks) - 1
    shown = kept[before[:, None], cores]
    defined = kept_known[before[:, None], cores] & (before >= 0)[:, None]
    marks = np.broadcast_to(defined[..., None], shown.shape)
    inputs = _inputs(array, step, restart, hand_over, capture, pixels, weights)
    return _case(name, "", array, width, inputs, cores, shown, marks, lambda beat: {})


def _read_order(rng: np.random.Generator, array: ArrayParams, clocks: int) -> Ints:
    """Cores that the ports read: all of them again and again, each time in another order."""
    reads = clocks * array.out_channels
    rounds = [rng.permutation(array.cols) for _ in range(-(-reads // array.cols))]
    return np.concatenate(rounds)[:reads].reshape(clocks, array.out_channels)


def _inputs(
    array: ArrayParams,
    step: Bools,
    restart: Bools,
    hand_over: Bools,
    capture: Bools,
    pixels: Ints,
    weights: Ints,
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    return {
        "step": numbers(step.astype(int).tolist(), 1),
        "restart": pack_marks(restart),
        "hand_over": numbers(hand_over.astype(int).tolist(), 1),
        "capture": numbers(capture.astype(int).tolist(), 1),
        "pixels": pack_words(pixels, array.x_width + 1),
        "weights": pack_words(weights, array.k_width),
    }


def _case(
    name: str,
    detail: str,
    array: ArrayParams,
    width: int,
    inputs: Mapping[str, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]],
    cores: Ints,
    shown: Ints,
    defined: Bools,
    where: Callable[[int], Mapping[str, int]],
) -> PlacedCase:
    """Inputs and reads as a case.

    Args:
        name: of the case.
        detail: of the case, for the table.
        array: the array.
        width: bits of a core's number.
        inputs: all inputs but the cores to read.
        cores: int64 [clocks, ports], read in each clock.
        shown: int64 [clocks, ports, R], what must show in the same clock.
        defined: bool, those that count.
        where: coordinates of the captured column that a beat shows.
    """
    beats = len(cores)
    care = np.where(defined, np.int64(-1), np.int64(0)).reshape(beats, -1)
    sums = pack_words(shown.reshape(beats, -1), array.y_width)
    frames = {
        "in": [Frame(f"{name}/in", {**inputs, "read_cores": pack_words(cores, width)})],
        "read": [
            Frame(f"{name}/read", {"sums": sums}, care={"sums": pack_words(care, array.y_width)})
        ],
    }

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        port, row = divmod(lane, array.rows)
        core = int(cores[beat, port])
        return {**where(beat), "core": core, "array_row": row, "read_port": port}

    return PlacedCase(name, frames, clocks=beats, detail=detail, locate={frames["read"][0]: locate})
