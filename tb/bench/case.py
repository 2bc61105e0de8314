"""A piece of work for a design: what goes in, what must come out, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden.streams.frame import DATA, KEEP, LAST, Bytes, Frame, FrameError, numbers
from golden.streams.words import pack_marks, pack_words
from tb.bench.errors import BenchError
from tb.bench.ports import SINK, Port

MOST = 2**63 - 1
Array = NDArray[Any]
Arrays = Mapping[str, "Array | Mapping[str, Array]"]
"""Words by port: [beats, words] (or [beats] for one), or such arrays by field of the port."""


@dataclass(frozen=True)
class Title:
    """What a packet belongs to.

    Attributes:
        parts: what there is to say, by name: network, layer, operator, shape.
        packet: which of several packets.
        label: what the whole is called in reports.
    """

    parts: Mapping[str, str] = field(default_factory=dict)
    packet: str = ""
    label: str = "case"

    def __str__(self) -> str:
        parts = [part for part in self.parts.values() if part]
        if self.packet and self.packet not in parts:
            parts.append(f"packet {self.packet}")
        return ", ".join(parts)


@dataclass(frozen=True, eq=False)
class Case:
    """Packets to send one after another, and those that must come out.

    Attributes:
        name: for tables and reports.
        frames: by port, inputs and outputs; a port that is not in it stays quiet.
        title: for reports; by default the name.
        clocks: clocks from the first beat of an input to the last beat of an output, both counted,
            when the bench holds nothing back; None where that is not predicted.
        quiet: longest legal row of clocks without a beat; None takes the bench's.
        total: longest legal run when the bench holds nothing back; None for no bound.
        bound: how `quiet` and `total` were derived.
        edges: by port and packet, indices of beats in whose place a pause hurts most.
        detail: for the table, such as a shape.
    """

    name: str
    frames: Mapping[str, Sequence[Frame]]
    title: Title | None = None
    clocks: int | None = None
    quiet: int | None = None
    total: int | None = None
    bound: str = ""
    edges: Mapping[str, Sequence[NDArray[np.int64]]] = field(default_factory=dict)
    detail: str = ""

    def edges_of(self, port: str, packet: int) -> NDArray[np.int64]:
        """Edges of one packet; its last beat where the case tells none."""
        if port in self.edges:
            return self.edges[port][packet]
        return np.array([self.frames[port][packet].beats - 1])

    def titled(self) -> Title:
        """What reports call it."""
        return self.title or Title({"case": self.name, "detail": self.detail})


def row_of(cases: Sequence[Case]) -> Case:
    """Cases straight behind each other as one, of which nothing is predicted but its beats."""
    ports = dict.fromkeys(port for case in cases for port in case.frames)
    frames = {port: [f for case in cases for f in case.frames.get(port, ())] for port in ports}
    return Case(f"{len(cases)} in a row", frames)


def to_frame(name: str, port: Port, words: Array | Mapping[str, Array]) -> Frame:
    """Arrays of words as a packet of a port.

    Args:
        name: of the packet.
        port: where it passes.
        words: integers [beats, words], word 0 in the lowest bits, or [beats] for signals of one
            word; by field where the port has several. ``keep`` is bool [beats, marks]; where a
            stream has it and no array says otherwise, all marks are set, one for each byte.
            An output's bytes that ``keep`` marks as null do not count, nor do the words that a
            masked array of NumPy hides.

    Raises:
        BenchError: a field is unknown, has no word width, a value does not fit its word, or words
            of an input are hidden.
    """
    if not isinstance(words, Mapping):
        main = port.main or (port.fields[0] if port.fields else None)
        if main is None:
            raise BenchError(f"{name}: port {port.name} carries nothing.")
        words = {main.name: words}
    known = [f.name for f in port.fields if f.name != LAST]
    buffers: dict[str, Bytes] = {}
    hidden: dict[str, Bytes] = {}
    for entry, given in words.items():
        if entry not in known:
            raise BenchError(
                f"{name}: port {port.name} has no field {entry}; there are: {', '.join(known)}."
            )
        values = np.asarray(np.ma.filled(given, 0))
        if values.ndim not in (1, 2) or 0 in values.shape:
            raise BenchError(
                f"{name}: {entry} of port {port.name} has the shape {list(values.shape)}; "
                "give integers [beats, words], or [beats]."
            )
        if values.dtype == np.bool_ and values.ndim == 2:
            buffers[entry] = pack_marks(values)
        else:
            buffers[entry] = _packed(name, port, entry, values)
        if np.ma.is_masked(given):
            hidden[entry] = _shown(name, port, entry, ~np.ma.getmaskarray(given))
    if KEEP in known and KEEP not in buffers:
        beats, size = buffers[DATA if DATA in buffers else next(iter(buffers))].shape
        buffers[KEEP] = pack_marks(np.ones((beats, size), np.bool_))
    try:
        return Frame(name, buffers, care=_care(port, words, buffers, hidden))
    except FrameError as fault:
        raise BenchError(str(fault)) from fault


def _care(
    port: Port,
    words: Mapping[str, Array],
    buffers: Mapping[str, Bytes],
    hidden: Mapping[str, Bytes],
) -> dict[str, Bytes]:
    """What counts beside hidden words, and the null bytes that an output's ``keep`` marks."""
    if port.role is not SINK or KEEP not in words or DATA not in buffers:
        return dict(hidden)
    marks = np.asarray(words[KEEP])
    if marks.dtype != np.bool_ or marks.shape != buffers[DATA].shape:
        return dict(hidden)
    kept = np.where(marks, 255, 0).astype(np.uint8)
    return {**hidden, DATA: kept & hidden[DATA] if DATA in hidden else kept}


def _shown(name: str, port: Port, entry: str, shown: Array) -> Bytes:
    """Ones in the bits of the words that are not hidden."""
    if port.role is not SINK:
        raise BenchError(
            f"{name}: words of {entry} of port {port.name} are masked, but it is an input; give "
            "each word a value."
        )
    if port.field(entry).word == 0:
        raise BenchError(
            f"{name}: {entry} of port {port.name}: say how many bits a word has (word=), so that "
            "words can be masked."
        )
    width = port.field(entry).word
    marks = shown.reshape(len(shown), -1)
    ones = (1 << width) - 1
    rows = [sum(ones << i * width for i in np.flatnonzero(row).tolist()) for row in marks]
    return numbers(rows, width * marks.shape[1])


def _packed(name: str, port: Port, entry: str, values: Array) -> Bytes:
    field_ = port.field(entry)
    columns = values.reshape(len(values), -1)
    width = field_.word or 64
    what = f"{name}: {entry} of port {port.name}"
    whole = columns.dtype.kind in "iub" or all(isinstance(v, int) for v in columns.flat)
    if not whole:
        raise BenchError(f"{what} is {columns.dtype}; give integers (astype(np.int64)).")
    low = -(1 << (width - 1)) if field_.signed else 0
    high = low + (1 << width) - 1
    least, most = int(columns.min()), int(columns.max())
    if not (low <= least and most <= high):
        raise BenchError(
            f"{what} has values from {least} to {most}, but its words hold {low} to {high}."
        )
    if not field_.word and (least < 0 or columns.shape[1] > 1):
        raise BenchError(f"{what}: say how many bits a word has (word=).")
    if width > 64:
        mask = (1 << width) - 1
        rows = [sum((int(v) & mask) << i * width for i, v in enumerate(row)) for row in columns]
        return numbers(rows, width * columns.shape[1])
    return pack_words(
        columns.astype(np.uint64).view(np.int64) if most > MOST else columns.astype(np.int64), width
    )
