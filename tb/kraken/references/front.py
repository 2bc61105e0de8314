"""The front of an input stream: register slice, header, sets of words, loads of sets."""

from __future__ import annotations

from golden.kraken import Header
from tb.bench.parts import Due, Dues, Signals, Values
from tb.kraken.references.bits import ones
from tb.kraken.references.gather import Gather
from tb.kraken.references.header import HeaderFront
from tb.kraken.references.slice import Slice
from tb.kraken.words import set_words, together

Beat = tuple[int, int, int]
"""Data, marks and ``tlast``."""


class FrontReference:
    """Beats pass the slice; behind the header they are gathered twice in the same clock."""

    def __init__(self, values: Values) -> None:
        self.weights = bool(values["OfWeights"])
        self.word, self.set_most = values["WordWidth"], values["SetWords"]
        self.slice: Slice[Beat] = Slice()
        self.front = HeaderFront(values, values["PortWords"] * self.word)
        self.sets = Gather(self.word, values["PortWords"], self.set_most)
        self.loads = Gather(self.word, self.set_most, values["Sets"] * self.set_most)

    def due(self, now: Signals) -> Dues:
        """Handshakes, the packet's begin, the layer, and the load with its last beat."""
        front = self.front
        found: dict[str, int | Due] = {
            "s_axis_tready": int(self.slice.ready),
            "start": int(front.starts(now["drain"])),
            "active": int(front.active()),
            "header_fault": front.fault,
            "load_tvalid": 0,
            "stray_last": 0,
        }
        layer = front.due_layer(now["drain"])
        if layer is not None:
            found["layer"] = layer
        beat = self._body(now)
        if beat is None:
            return found
        data, marks, last = beat
        size, load_size = self._sizes()
        if not self.sets.completes(size):
            return {**found, "stray_last": last}
        data, marks = self.sets.with_beat(data, marks)
        if not self.loads.completes(load_size):
            return {**found, "stray_last": last}
        data, marks = self.loads.with_beat(data, marks)
        care = self._marks()
        found |= {
            "load_tvalid": 1,
            "load_tlast": last,
            "load_tdata": Due(data, self._bits(care)),
            "load_tuser": Due(marks, care),
        }
        return found

    def clock(self, now: Signals) -> None:
        """Move beats on."""
        front, head, drain = self.front, self.slice.head, now["drain"]
        beat = self._body(now)
        taken = bool(drain) or front.state in ("header", "faulty")
        if beat is not None:
            data, marks, _ = beat
            size, load_size = self._sizes()
            whole = self.sets.completes(size)
            loaded = whole and self.loads.completes(load_size)
            taken = not loaded or bool(now["load_tready"])
            if taken:
                if whole:
                    self.loads.take(*self.sets.with_beat(data, marks), load_size)
                self.sets.take(data, marks, size)
        front.clock(
            None if head is None else head[0],
            last=0 if head is None else head[2],
            drain=drain,
            body_done=now["body_done"],
            packet_done=now["packet_done"],
        )
        came = None
        if now["s_axis_tvalid"]:
            came = (now["s_axis_tdata"], now["s_axis_tuser"], now["s_axis_tlast"])
        self.slice.clock(came, taken=taken)

    def place(self) -> dict[str, int | str]:
        """The packet, and where its reader stands."""
        return {"packet": self.front.packets, "state": self.front.state}

    def _body(self, now: Signals) -> Beat | None:
        """The beat of the body that is offered to the gatherers."""
        return self.slice.head if self.front.state == "body" and not now["drain"] else None

    def _sizes(self) -> tuple[int, int]:
        """Words that the two gatherers collect."""
        header = self._header()
        if self.weights:
            return self.set_most, self.set_most
        if together(header, self.front.array):
            return set_words(header, self.front.array), self.set_most
        return set_words(header, self.front.array), self.set_most * header.sets

    def _marks(self) -> int:
        """Words of a load that count, as a mask."""
        header = self._header()
        if self.weights:
            return ones(self.set_most)
        words = min(set_words(header, self.front.array), self.set_most)
        if together(header, self.front.array):
            return ones(words)
        return sum(ones(words) << u * self.set_most for u in range(header.sets))

    def _bits(self, marks: int) -> int:
        word, whole = ones(self.word), 0
        for i in range(marks.bit_length()):
            if marks >> i & 1:
                whole |= word << i * self.word
        return whole

    def _header(self) -> Header:
        header = self.front.header
        assert header is not None, "a body follows a header"
        return header
