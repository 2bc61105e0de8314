"""A piece of work for a design: what goes in, what must come out, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden.streams.frame import KEEP, Bytes, Frame
from golden.streams.words import pack_marks, pack_words
from tb.bench.errors import BenchError
from tb.bench.ports import Port

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


def to_frame(name: str, port: Port, words: Array | Mapping[str, Array]) -> Frame:
    """Arrays of words as a packet of a port.

    Args:
        name: of the packet.
        port: where it passes.
        words: integers [beats, words], word 0 in the lowest bits, or [beats] for signals of one
            word; by field where the port has several. ``keep`` is bool [beats, marks]; where a
            stream has it and no array says otherwise, all marks are set, one for each byte.

    Raises:
        BenchError: a field is unknown, has no word width, or a value does not fit its word.
    """
    if not isinstance(words, Mapping):
        main = port.main or (port.fields[0] if port.fields else None)
        if main is None:
            raise BenchError(f"{name}: port {port.name} carries nothing.")
        words = {main.name: words}
    known = {f.name for f in port.fields}
    buffers: dict[str, Bytes] = {}
    for entry, values in words.items():
        if entry not in known:
            raise BenchError(f"{name}: port {port.name} has no field {entry}.")
        values = np.asarray(values)
        if values.dtype == np.bool_ and values.ndim == 2:
            buffers[entry] = pack_marks(values)
        else:
            buffers[entry] = _packed(name, port, entry, values)
    if KEEP in known and KEEP not in buffers:
        beats, size = next(iter(buffers.values())).shape
        buffers[KEEP] = pack_marks(np.ones((beats, size), np.bool_))
    return Frame(name, buffers)


def _packed(name: str, port: Port, entry: str, values: Array) -> Bytes:
    field_ = port.field(entry)
    columns = values.reshape(len(values), -1)
    width = field_.word or 64
    if columns.dtype.kind not in "iub" or width > 64:
        raise BenchError(
            f"{name}: {entry} of port {port.name} is {columns.dtype}, words of {width} bits; "
            "give integers of at most 64 bits."
        )
    low = -(1 << (width - 1)) if field_.signed else 0
    high = low + (1 << width) - 1
    if columns.size and not (low <= int(columns.min()) and int(columns.max()) <= high):
        raise BenchError(
            f"{name}: {entry} of port {port.name} has values from {columns.min()} to "
            f"{columns.max()}, but its words hold {low} to {high}."
        )
    return pack_words(columns.astype(np.int64), width)
