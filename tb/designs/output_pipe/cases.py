"""Cases of the output pipe: the captures of short layers, and any that the contract allows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from golden.kraken import ArrayParams, Packet, locate_sum
from golden.streams.frame import DATA, KEEP, Frame, numbers
from golden.streams.words import pack_marks, pack_words, wrap
from tb.bench import Values
from tb.designs.conv_engine.array_columns import ArrayColumn, Ints, array_columns
from tb.designs.conv_engine.array_timeline import operands
from tb.designs.conv_engine.placed import Locate, PlacedCase
from tb.designs.conv_engine.short_layers import short_plans

LAYERS, LONGEST = 3, 60
"""Layers of a draw, and the most beats of sums of each."""

CAPTURES = (1, 8)
"""Captures in the cases that no layer made."""

LATENCY = 2
"""Clocks from a capture to its first beat on the port."""

WIDTHS = {
    "columns": 4,
    "tap": 4,
    "kernel_w": 4,
    "stride_w": 4,
    "iteration_channels": 16,
    "channels_valid": 16,
    "rows_valid": 8,
    "packet_last": 1,
}
"""Bits of what describes a capture."""


@dataclass(frozen=True, eq=False)
class Capture:
    """Sums of one input column on their way out.

    Attributes:
        info: what describes them, as `capture_t` of the RTL has it.
        sums: int64 [C, R] of all cores.
    """

    info: Mapping[str, int]
    sums: Ints

    def beats(self, out_channels: int) -> int:
        """Beats that leave."""
        return self.info["columns"] * -(-self.info["iteration_channels"] // out_channels)


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
        columns = [column for column in array_columns(packet) if column.leaving]
        captures = [_capture(rng, column, column is columns[-1]) for column in columns]
        assert packet.sums is not None
        taken.append(_capture_frame(f"{packet.name}/capture", array, captures))
        sent.append(packet.sums)
        locate[taken[-1]] = _column_places(columns)
        locate[sent[-1]] = _sum_places(packet)
    return _case(name, str(packets[0].shape), taken, sent, locate)


def _capture(rng: np.random.Generator, column: ArrayColumn, last: bool) -> Capture:
    """What the cores hold after a column; those that belong to no output hold anything."""
    s, t, p = column.packet.shape, column.packet.tiling, column.packet.params
    noise = operands(rng, column.sums.shape, p.y_width)
    info = {
        "columns": len(column.leaving),
        "tap": column.first_tap,
        "kernel_w": s.kw,
        "stride_w": s.sw,
        "iteration_channels": t.channels,
        "channels_valid": min(s.co - column.place["iteration"] * t.channels, t.channels),
        "rows_valid": min(s.h_o - column.place["block"] * p.rows, p.rows),
        "packet_last": int(last),
    }
    return Capture(info, np.where(column.known, wrap(column.sums, p.y_width), noise))


def _column_places(columns: Sequence[ArrayColumn]) -> Locate:
    return lambda beat, field, lane: columns[beat].place


def _sum_places(packet: Packet) -> Locate:
    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        parts = dataclasses.asdict(locate_sum(packet, beat, lane))
        return {k: v for k, v in parts.items() if v is not None and k not in ("beat", "lane")}

    return locate


def _any_case(rng: np.random.Generator, array: ArrayParams, name: str, count: int) -> PlacedCase:
    """Captures that need not follow from one another, packets of any length among them."""
    captures = [_any_capture(rng, array) for _ in range(count)]
    leaving = [_Leaving.of(array, capture) for capture in captures]
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


@dataclass(frozen=True, eq=False)
class _Leaving:
    """What leaves after one capture: words and marks [beats, M*R], and cores [beats, M]."""

    data: Ints
    keep: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    cores: Ints

    @classmethod
    def of(cls, array: ArrayParams, capture: Capture) -> _Leaving:
        """Channel ch of column x leaves from core (ch div S)*G + ch mod S + tap - x*S."""
        info, m = capture.info, array.out_channels
        stride, channels = info["stride_w"], info["iteration_channels"]
        group = info["kernel_w"] + stride - 1
        column = np.arange(info["columns"])[:, None]
        channel = np.arange(-(-channels // m) * m)
        core = channel // stride * group + channel % stride + info["tap"] - column * stride
        inside = channel < info["channels_valid"]
        keep = inside[:, None] & (np.arange(array.rows) < info["rows_valid"])
        keep = np.broadcast_to(keep, (*core.shape, array.rows))
        words = np.where(keep, capture.sums[np.where(inside, core, 0)], 0)
        lanes = array.sum_lanes
        return cls(words.reshape(-1, lanes), keep.reshape(-1, lanes), core.reshape(-1, m))


def _capture_frame(name: str, array: ArrayParams, captures: Sequence[Capture]) -> Frame:
    fields = {
        field: numbers([capture.info[field] for capture in captures], width)
        for field, width in WIDTHS.items()
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
