"""Cases of the array: short layers with idle clocks, and arbitrary control."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from golden.kraken import ArrayParams
from golden.streams.frame import Bytes, Frame
from golden.streams.words import pack_marks, pack_words
from tb.bench import Values
from tb.designs.pe_array.definition import array_sums
from tb.kraken.columns import array_columns
from tb.kraken.draw import operands, short_plans
from tb.kraken.placed import PlacedCase
from tb.kraken.running_sums import captured
from tb.kraken.shared import shared_packets
from tb.kraken.steps import Bools, Ints
from tb.kraken.timeline import Control, Timeline, timeline
from tb.kraken.words import bits

LAYERS, LONGEST = 3, 100
"""Layers of a draw, and the most steps of each."""

CLOCKS = (2, 150)
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
        pixel_buses=values["Buses"],
    )


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Layers, whose captured sums are those of their tensors, then control that no layer needs."""
    array, widths = array_for(values), Widths(values["CoreWidth"], values["BusWidth"])
    work = [(plan.name, plan.packets) for plan in short_plans(rng, array, LAYERS, LONGEST)]
    work += [(packet.name, [packet]) for packet in shared_packets(rng, array, LONGEST)]
    for name, packets in work:
        columns = [column for packet in packets for column in array_columns(packet)]
        # The last capture is read in whole.
        tail = 2 + -(-array.cols // array.out_channels)
        line = timeline(rng, array, columns, tail)
        yield _layer_case(rng, array, widths, name, line)
    for clocks in CLOCKS:
        yield _control_case(rng, array, widths, f"any control, {clocks} long", clocks)


@dataclass(frozen=True)
class Widths:
    """Bits of the number of a core and of a bus."""

    core: int
    bus: int


def _layer_case(
    rng: np.random.Generator, array: ArrayParams, widths: Widths, name: str, line: Timeline
) -> PlacedCase:
    """Steps of a layer; its tensors say what the cores hold after each column."""
    cores = _read_order(rng, array, line.clocks)
    # A read shows what was captured in clocks before it.
    column = np.append(-1, line.captured[:-1])
    sums = np.array([c.sums for c in line.columns])
    known = np.array([c.known for c in line.columns])
    shown = sums[column[:, None], cores]
    defined = known[column[:, None], cores] & (column >= 0)[:, None, None]

    def where(beat: int, core: int) -> Mapping[str, int]:
        if column[beat] < 0:
            return {}
        shows = line.columns[column[beat]]
        return {**shows.place, "bus": int(shows.buses[core])}

    detail = str(line.columns[0].packet.shape)
    inputs = _inputs(array, widths, line)
    return _case(name, detail, array, widths, inputs, cores, shown, defined, where)


def _control_case(
    rng: np.random.Generator, array: ArrayParams, widths: Widths, name: str, clocks: int
) -> PlacedCase:
    """Every combination of the control signals, operands at the ends of their ranges."""
    step, hand_over = rng.random(clocks) < 0.8, rng.random(clocks) < 0.3
    share = rng.choice([0.0, 0.15, 1.0], clocks)
    restart = rng.random((clocks, array.cols)) < share[:, None]
    restart[0], step[0] = True, True
    control = Control(
        step,
        hand_over,
        rng.random(clocks) < 0.4,
        restart,
        operands(rng, (clocks, array.pixel_buses, array.rows), array.x_width + 1),
        operands(rng, (clocks, array.cols), array.k_width),
        rng.integers(array.pixel_buses, size=(clocks, array.cols)),
    )
    sums, known = array_sums(control)
    kept, kept_known = captured(sums, known, control.capture)
    cores = _read_order(rng, array, clocks)
    before = np.arange(clocks) - 1
    shown = kept[before[:, None], cores]
    defined = kept_known[before[:, None], cores] & (before >= 0)[:, None]
    marks = np.broadcast_to(defined[..., None], shown.shape)
    inputs = _inputs(array, widths, control)
    return _case(name, "", array, widths, inputs, cores, shown, marks, lambda beat, core: {})


def _read_order(rng: np.random.Generator, array: ArrayParams, clocks: int) -> Ints:
    """Cores that the ports read: all of them again and again, each time in another order."""
    reads = clocks * array.out_channels
    rounds = [rng.permutation(array.cols) for _ in range(-(-reads // array.cols))]
    return np.concatenate(rounds)[:reads].reshape(clocks, array.out_channels)


def _inputs(array: ArrayParams, widths: Widths, control: Control) -> dict[str, Bytes]:
    return {
        "step": bits(control.step),
        "restart": pack_marks(control.restart),
        "hand_over": bits(control.hand_over),
        "capture": bits(control.capture),
        "buses": pack_words(control.buses, widths.bus),
        "pixels": pack_words(control.pixels.reshape(control.clocks, -1), array.x_width + 1),
        "weights": pack_words(control.weights, array.k_width),
    }


def _case(
    name: str,
    detail: str,
    array: ArrayParams,
    widths: Widths,
    inputs: Mapping[str, Bytes],
    cores: Ints,
    shown: Ints,
    defined: Bools,
    where: Callable[[int, int], Mapping[str, int]],
) -> PlacedCase:
    """Inputs and reads as a case.

    Args:
        name: of the case.
        detail: of the case, for the table.
        array: the array.
        widths: bits of a core's and of a bus's number.
        inputs: all inputs but the cores to read.
        cores: int64 [clocks, ports], read in each clock.
        shown: int64 [clocks, ports, R], what must show in the same clock.
        defined: bool, those that count.
        where: coordinates of the captured column that a beat shows of a core.
    """
    beats = len(cores)
    care = np.where(defined, np.int64(-1), np.int64(0)).reshape(beats, -1)
    sums = pack_words(shown.reshape(beats, -1), array.y_width)
    frames = {
        "in": [Frame(f"{name}/in", {**inputs, "read_cores": pack_words(cores, widths.core)})],
        "read": [
            Frame(f"{name}/read", {"sums": sums}, care={"sums": pack_words(care, array.y_width)})
        ],
    }

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        port, row = divmod(lane, array.rows)
        core = int(cores[beat, port])
        return {**where(beat, core), "core": core, "array_row": row, "read_port": port}

    return PlacedCase(name, frames, clocks=beats, detail=detail, locate={frames["read"][0]: locate})
