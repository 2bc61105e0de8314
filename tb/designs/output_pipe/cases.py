"""Cases of the output pipe: the captures of short layers, and any that the contract allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from golden.kraken import SUM, ArrayParams, Packet
from golden.kraken.format.coordinates import coordinates
from golden.streams.frame import DATA, KEEP, USER, Frame, numbers
from golden.streams.words import pack_marks, pack_words, wrap
from tb.bench import Values
from tb.designs.output_pipe.definition import Capture, Leaving, kept_bytes
from tb.kraken.captures import captures
from tb.kraken.columns import ArrayColumn, array_columns
from tb.kraken.draw import operands, short_plans
from tb.kraken.placed import Locate, PlacedCase
from tb.kraken.shared import shared_packets
from tb.kraken.words import CAPTURE

LAYERS, LONGEST = 2, 40
"""Layers of a draw, and the most beats of sums of each."""

CAPTURES = (1, 8)
"""Captures in the cases that no layer made."""

WAITING = 3
"""Beats that wait where none is taken: two in the register slice and one in front of it."""

LATENCY = 2
"""Clocks from a capture to its first beat on the port."""

DUE = 16
"""Bits of the number of beats that a capture sends."""


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
    """Layers, some on several buses, then captures of any kind."""
    array = array_for(values)
    for plan in short_plans(rng, array, LAYERS, LONGEST):
        yield _layer_case(rng, array, plan.name, plan.sending)
    for packet in shared_packets(rng, array, LONGEST):
        yield _layer_case(rng, array, packet.name, [packet])
    for count in CAPTURES:
        yield any_case(rng, array, f"any captures, {count} in a row", count)


def closing_cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Cases behind which no capture may come until reset.

    A packet that has left in part is closed by a beat that carries nothing; one that has left as a
    whole is not, nor is one that reset took away, of which the case in front leaves a part.
    """
    array = array_for(values)
    for count in CAPTURES:
        yield any_case(rng, array, f"closed in mid-packet after {count}", count, True, False)
        yield any_case(rng, array, f"closed behind a packet after {count}", count, True, True)
    yield any_case(rng, array, "left in part", 1, False, False)
    yield closed_at_once()


def closed_at_once() -> PlacedCase:
    """No capture comes at all, so nothing leaves."""
    return _case("closed at once", "", [_close_frame("closed at once/close", 0)], [], {})


def left_open(rng: np.random.Generator, values: Values) -> PlacedCase:
    """Captures of which the last one does not end its packet."""
    return any_case(rng, array_for(values), "cut short", WAITING, whole=False)


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


def any_case(
    rng: np.random.Generator,
    array: ArrayParams,
    name: str,
    count: int,
    close: bool = False,
    whole: bool | None = None,
) -> PlacedCase:
    """Captures that need not follow from one another, packets of any length among them.

    Args:
        rng: draws the captures.
        array: whose sums leave.
        name: of the case.
        count: how many captures.
        close: whether no capture comes behind them.
        whole: whether the last of them ends its packet; None draws it too.
    """
    taken = [_any_capture(rng, array) for _ in range(count)]
    if whole is not None:
        taken[-1] = Capture({**taken[-1].info, "packet_last": int(whole)}, taken[-1].sums)
    leaving = [Leaving.of(array, capture) for capture in taken]
    ends = np.cumsum([len(part.data) for part in leaving])
    last = np.zeros(ends[-1], np.bool_)
    last[ends - 1] = [capture.info["packet_last"] for capture in taken]
    data = np.concatenate([part.data for part in leaving])
    user = np.concatenate([part.user for part in leaving])
    cores = np.concatenate([part.cores for part in leaving])
    inputs = [_capture_frame(f"{name}/capture", array, taken)]
    if close:
        open_end = not last[-1]
        inputs.append(_close_frame(f"{name}/close", int(open_end)))
        if open_end:
            last = np.append(last, True)
            data, user = (np.pad(words, ((0, 1), (0, 0))) for words in (data, user))
    sent = Frame(
        f"{name}/sum",
        {
            DATA: pack_words(data, array.y_width),
            USER: pack_marks(user),
            KEEP: pack_marks(kept_bytes(user, last, array.y_width)),
        },
        last_at=tuple(int(beat) for beat in np.flatnonzero(last)),
    )

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        slot, row = divmod(lane, array.rows)
        index = int(np.searchsorted(ends, beat, side="right"))
        if index == count:
            return {"capture": index}
        return {"capture": index, "core": int(cores[beat, slot]), "array_row": row}

    return _case(name, "", inputs, [sent], {sent: locate})


def _any_capture(rng: np.random.Generator, array: ArrayParams) -> Capture:
    """A capture of a kernel and a stride that the array has room for."""
    kernel = int(rng.integers(1, min(15, array.cols) + 1))
    stride = int(rng.integers(1, min(15, array.cols - kernel + 1) + 1))
    size = kernel + stride - 1
    groups = array.cols // size
    tap = int(rng.integers(kernel))
    info = {
        "columns": int(rng.integers(1, tap // stride + 2)),
        "tap": tap,
        "kernel_w": kernel,
        "stride_w": stride,
        "channels_valid": int(rng.integers(1, stride * groups + 1)),
        "rows_valid": int(rng.integers(1, array.rows + 1)),
        # A block begins with a group, maybe with one behind the last.
        "rows_from": size * int(rng.integers(groups + 2)) if rng.random() < 0.7 else 0,
        "packet_last": int(rng.integers(2)),
    }
    return Capture(info, operands(rng, (array.cols, array.rows), array.y_width))


def _capture_frame(name: str, array: ArrayParams, taken: Sequence[Capture]) -> Frame:
    fields = {
        field: numbers([capture.info[field] for capture in taken], width)
        for field, width in CAPTURE.members.items()
    }
    sums = np.array([capture.sums.reshape(-1) for capture in taken])
    due = numbers([capture.beats(array) for capture in taken], DUE)
    return Frame(name, {**fields, "sums": pack_words(sums, array.y_width), "due": due})


def _close_frame(name: str, beats: int) -> Frame:
    return Frame(name, {"close": numbers([1], 1), "due": numbers([beats], DUE)})


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
    clocks = beats + LATENCY if sent else None
    return PlacedCase(name, frames, clocks=clocks, detail=detail, locate=locate)
