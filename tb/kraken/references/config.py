"""A configuration: the header off its front, then the body passes, then it is taken over."""

from __future__ import annotations

from golden.kraken.stages.fields import HEADER_BITS
from tb.bench.parts import Due, Dues, Signals, Values
from tb.kraken.references.bits import ones


class ConfigFront:
    """Where a configuration stream is.

    Attributes:
        state: ``header``, ``body`` or ``ready``.
        bits: the header, as far as it is here.
        packets: how many were taken over.
    """

    def __init__(self, port_bits: int, header_bits: int = HEADER_BITS) -> None:
        self.port, self.header_bits = port_bits, header_bits
        self.beats = -(-header_bits // port_bits)
        self.state = "header"
        self.bits = self.count = self.packets = 0

    @property
    def header(self) -> int:
        """The header that is here."""
        return self.bits & ones(self.header_bits)

    def ready(self, body_ready: int) -> bool:
        """Whether a beat is taken."""
        return self.state == "header" or (self.state == "body" and bool(body_ready))

    def clock(self, beat: int | None, *, last: int, body_ready: int, take: int) -> None:
        """An edge, with the beat that is offered; None without one."""
        fires = beat is not None and self.ready(body_ready)
        if self.state == "header" and beat is not None:
            low = self.count * self.port
            self.bits = self.bits & ones(low) | beat << low
            self.count = (self.count + 1) % self.beats
            if self.count == 0:
                self.state = "ready" if last else "body"
        elif self.state == "body" and fires and last:
            self.state = "ready"
        elif self.state == "ready" and take:
            self.state = "header"
            self.packets += 1


class ConfigReference:
    """A reader of configurations by itself."""

    def __init__(self, values: Values) -> None:
        self.front = ConfigFront(values["ConfigWidth"], values["HeaderBits"])

    def due(self, now: Signals) -> Dues:
        """Handshakes, the header and the body."""
        front = self.front
        body = front.state == "body" and bool(now["s_axis_config_tvalid"])
        found: dict[str, int | Due] = {
            "s_axis_config_tready": int(front.ready(now["body_tready"])),
            "header_valid": int(front.state == "ready"),
            "body_tvalid": int(body),
        }
        if front.state != "header":
            found["header"] = front.header
        if body:
            found["body_tdata"] = now["s_axis_config_tdata"]
            found["body_tlast"] = now["s_axis_config_tlast"]
        return found

    def clock(self, now: Signals) -> None:
        """See `ConfigFront.clock`."""
        self.front.clock(
            now["s_axis_config_tdata"] if now["s_axis_config_tvalid"] else None,
            last=now["s_axis_config_tlast"],
            body_ready=now["body_tready"],
            take=now["take"],
        )

    def place(self) -> dict[str, int | str]:
        """The packet, and where its reader stands."""
        return {"packet": self.front.packets, "state": self.front.state}
