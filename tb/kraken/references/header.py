"""The header off the front of a packet: two clocks to check it, then the body passes."""

from __future__ import annotations

from golden.kraken import ErrorCode, Header, header_error
from golden.kraken.format.header import unpack
from golden.kraken.format.params import HEADER_BITS, ArrayParams
from tb.bench.parts import Due, Dues, Signals, Values
from tb.kraken.references.bits import ones
from tb.kraken.words import LAYER, START_MASK, layer_word


def array_in(values: Values) -> ArrayParams:
    """The array that a block of an input stream is part of."""
    return ArrayParams(
        rows=values["Rows"],
        cols=values["Cols"],
        x_width=values["XWidth"],
        kh_max=values["KhMax"],
        kw_max=values["KwMax"],
        s_max=values["SMax"],
        weight_depth=values["WeightDepth"],
        pixel_buses=values["PixelBuses"],
        out_channels=1,
    )


class HeaderFront:
    """Where a stream is: in a header, two clocks behind it, in a body, or refused for good.

    Attributes:
        state: ``header``, ``check``, ``judge``, ``body``, ``work`` or ``faulty``.
        layer: ``layer_t`` of the packet that has begun, None before its start.
        packets: how many have begun.
    """

    def __init__(self, values: Values, port_bits: int) -> None:
        self.array = array_in(values)
        self.port = port_bits
        self.beats = -(-HEADER_BITS // port_bits)
        self.last_fault = ErrorCode.WEIGHT_LAST if values["OfWeights"] else ErrorCode.PIXEL_LAST
        self.state = "header"
        self.bits = self.count = 0
        self.fault = 0
        self.held: Header | None = None
        self.header: Header | None = None
        self.layer: int | None = None
        self.whole = False
        self.packets = 0

    def judged(self) -> tuple[Header, int]:
        """The header that has come, and the code of the first rule that it breaks."""
        header = unpack(self.bits & ones(HEADER_BITS))
        return header, int(header_error(header, self.array, self.held) or 0)

    def starts(self, drain: int) -> bool:
        """Whether the packet begins."""
        return self.state == "judge" and not drain and not self.judged()[1]

    def active(self) -> bool:
        """Whether a packet has begun and is not done."""
        return self.state in ("check", "judge", "body", "work") or self.count > 0

    def due_layer(self, drain: int) -> Due | None:
        """``layer_t``, as far as it is known in this clock."""
        if self.starts(drain):
            return Due(layer_word(self.judged()[0], self.array), START_MASK)
        if self.state in ("body", "work") and self.layer is not None:
            return Due(self.layer, ones(LAYER.width))
        return None

    def clock(
        self, beat: int | None, *, last: int, drain: int, body_done: int, packet_done: int
    ) -> None:
        """An edge.

        Args:
            beat: data that is offered; None without an offer.
            last: its ``tlast``.
            drain: everything is dropped from now on.
            body_done: the last beat of the body is taken.
            packet_done: the header is needed no more.
        """
        if drain:
            self.state, self.count = "faulty", 0
        elif self.state == "header" and beat is not None:
            low = self.count * self.port
            self.bits = self.bits & ones(low) | beat << low
            self.count = (self.count + 1) % self.beats
            if last:
                self.state, self.count, self.fault = "faulty", 0, int(self.last_fault)
            elif self.count == 0:
                self.state = "check"
        elif self.state == "check":
            self.state = "judge"
        elif self.state == "judge":
            header, self.fault = self.judged()
            self.state = "faulty" if self.fault else "body"
            if not self.fault:
                self.header, self.layer = header, layer_word(header, self.array)
                self.packets += 1
            self.held = header if header.hold else None
        elif self.state in ("body", "work"):
            if packet_done:
                self.state = "header"
            elif body_done:
                self.state = "work"


class HeaderReference:
    """A header reader by itself."""

    def __init__(self, values: Values) -> None:
        self.front = HeaderFront(values, values["PortWidth"])

    def due(self, now: Signals) -> Dues:
        """Handshakes, the begin of a packet and what it says of the layer."""
        front, drain = self.front, now["drain"]
        takes = bool(drain) or front.state in ("header", "faulty")
        takes = takes or (front.state == "body" and bool(now["body_tready"]))
        found: dict[str, int | Due] = {
            "s_axis_tready": int(takes),
            "body_tvalid": int(front.state == "body" and now["s_axis_tvalid"] and not drain),
            "start": int(front.starts(drain)),
            "active": int(front.active()),
            "fault": front.fault,
        }
        layer = front.due_layer(drain)
        return found if layer is None else {**found, "layer": layer}

    def clock(self, now: Signals) -> None:
        """See `HeaderFront.clock`."""
        self.front.clock(
            now["s_axis_tdata"] if now["s_axis_tvalid"] else None,
            last=now["s_axis_tlast"],
            drain=now["drain"],
            body_done=now["body_done"],
            packet_done=now["packet_done"],
        )

    def place(self) -> dict[str, int | str]:
        """The packet, and where its reader stands."""
        return {"packet": self.front.packets, "state": self.front.state}
