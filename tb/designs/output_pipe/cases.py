"""Cases of the output pipe: the captures of short layers, and any that the contract allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from golden.kraken import SUM, ArrayParams, Packet
from golden.streams.frame import DATA, KEEP, Frame, numbers
from golden.streams.words import pack_marks, pack_words, wrap
from tb.bench import Values
from tb.designs.output_pipe.definition import Capture, Leaving
from tb.kraken.captures import captures
from tb.kraken.columns import ArrayColumn, array_columns
from tb.kraken.draw import operands, short_plans
from tb.kraken.placed import Locate, PlacedCase, coordinates
from tb.kraken.words import CAPTURE

LAYERS, LONGEST = 3, 60
"""Layers of a draw, and the most beats of sums of each."""

CAPTURES = (1, 8)
"""Captures in the cases that no layer made."""

LATENCY = 2
"""Clocks from a capture to its first beat on the port."""


def array_for(values: Values) -> ArrayParams:
    """The array whose sums leave."""
    return ArrayParams(
        rows=values["Rows"],
        cols=values["Cols"],
        y_width=values["YWidth"],
        weight_depth=16,
        out_channels=values["OutChannels"],
    )


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Layers, then captures of any kind."""
    array = array_for(values)
    for plan in short_plans(rng, array, LAYERS, LONGEST):
        yield _layer_case(rng, array, plan.name, plan.sending)
    for count in CAPTURES:
        yield _any_case(rng, array, f"any captures, {count} in a row", count)


def _layer_case(
    rng: np.random.Generator, array: ArrayParams, name: str, packets: Sequence[Packet]
) -> PlacedCase:
    """The captures of a layer's packets; what must come out are the packets' own sums."""
    taken, sent, locate = [], [], dict[Frame, Locate]()
    for packet in packets:
        told = zip(array_columns(packet), captures(packet), strict=True)
        leaving = [(column, info) for column, info in told if info]
        taken_sums = [_capture(rng, column, info) for column, info in leaving]
        assert packet.sums is not None
        taken.append(_capture_frame(f"{packet.name}/capture", array, taken_sums))
        sent.append(packet.sums)
        locate[taken[-1]] = _column_places([column for column, _ in leaving])
        locate[sent[-1]] = _sum_places(packet)
    return _case(name, str(packets[0].shape), taken, sent, locate)


def _capture(rng: np.random.Generator, column: ArrayColumn, info: Mapping[str, int]) -> Capture:
    """What the cores hold after a column; those that belong to no output hold anything."""
    width = column.packet.params.y_width
    noise = operands(rng, column.sums.shape, width)
    return Capture(info, np.where(column.known, wrap(column.sums, width), noise))


def _column_places(columns: Sequence[ArrayColumn]) -> Locate:
    return lambda beat, field, lane: columns[beat].place


def _sum_places(packet: Packet) -> Locate:
    return lambda beat, field, lane: coordinates(packet, SUM, beat, lane)


def _any_case(rng: np.random.Generator, array: ArrayParams, name: str, count: int) -> PlacedCase:
    """Captures that need not follow from one another, packets of any length among them."""
    captures = [_any_capture(rng, array) for _ in range(count)]
    leaving = [Leaving.of(array, capture) for capture in captures]
    ends = np.cumsum([len(part.data) for part in leaving])
    last_at = [int(end) - 1 for end, c in zip(ends, captures, strict=True) if c.info["packet_last"]]
    data = np.concatenate([part.data for part in leaving])
    keep = np.concatenate([part.keep for part in leaving])
    cores = np.concatenate([part.cores for part in leaving])
    taken = _capture_frame(f"{name}/capture", array, captures)
    sent = Frame(
        f"{name}/sum",
        {DATA: pack_words(data, array.y_width), KEEP: pack_marks(keep)},
        last_at=tuple(last_at),
    )

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        slot, row = divmod(lane, array.rows)
        index = int(np.searchsorted(ends, beat, side="right"))
        return {"capture": index, "core": int(cores[beat, slot]), "array_row": row}

    return _case(name, "", [taken], [sent], {sent: locate})


def _any_capture(rng: np.random.Generator, array: ArrayParams) -> Capture:
    """A capture of a kernel and a stride that the array has room for."""
    kernel = int(rng.integers(1, min(15, array.cols) + 1))
    stride = int(rng.integers(1, min(15, array.cols - kernel + 1) + 1))
    channels = stride * (array.cols // (kernel + stride - 1))
    tap = int(rng.integers(kernel))
    info = {
        "columns": int(rng.integers(1, tap // stride + 2)),
        "tap": tap,
        "kernel_w": kernel,
        "stride_w": stride,
        "iteration_channels": channels,
        "channels_valid": int(rng.integers(1, channels + 1)),
        "rows_valid": int(rng.integers(1, array.rows + 1)),
        "packet_last": int(rng.integers(2)),
    }
    return Capture(info, operands(rng, (array.cols, array.rows), array.y_width))


def _capture_frame(name: str, array: ArrayParams, captures: Sequence[Capture]) -> Frame:
    fields = {
        field: numbers([capture.info[field] for capture in captures], width)
        for field, width in CAPTURE.members.items()
    }
    sums = np.array([capture.sums.reshape(-1) for capture in captures])
    return Frame(name, {**fields, "sums": pack_words(sums, array.y_width)})


def _case(
    name: str,
    detail: str,
    taken: Sequence[Frame],
    sent: Sequence[Frame],
    locate: Mapping[Frame, Locate],
) -> PlacedCase:
    """A beat leaves in each clock, from the first capture on; the next is taken with the last."""
    beats = sum(frame.beats for frame in sent)
    frames = {"capture": taken, "sum": sent}
    return PlacedCase(name, frames, clocks=beats + LATENCY, detail=detail, locate=locate)
