"""What the stages behind the engine are made of: configurations, a pipeline, a register slice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tb.bench.parts import Due, Dues, Signals, Values
from tb.kraken.references.config import ConfigFront
from tb.kraken.references.pipeline import Pipeline
from tb.kraken.references.slice import Slice

Beat = dict[str, int]
"""What leaves, by signal."""


class StageReference:
    """A stage that takes a packet of words for each configuration.

    Attributes:
        lanes: words of a beat.
        config: the reader of the configurations.
        current: there is a configuration for the words that come.
        packets: how many packets of words have begun.
    """

    def __init__(
        self,
        values: Values,
        registers: int,
        vanishes: Callable[[int, Any], bool] = lambda _i, _beat: False,
    ) -> None:
        self.lanes = values["Rows"] * values["OutChannels"]
        self.config = ConfigFront(values["ConfigWidth"])
        self.pipeline: Pipeline[Any] = Pipeline(registers, vanishes)
        self.slice: Slice[Beat] = Slice()
        self.current = False
        self.packets = self.beat = 0

    # What a stage says of itself.

    def takes(self, now: Signals) -> bool:
        """Whether a beat would be taken if the pipeline has room."""
        return self.current

    def begin(self, header: int) -> None:
        """A configuration is taken over."""
        raise NotImplementedError

    def made(self, now: Signals) -> object:
        """What becomes of the beat that comes in."""
        raise NotImplementedError

    def body(self, row: int) -> None:
        """A row of a configuration's body comes in."""

    def leaving(self, made: Any) -> Beat:
        """What leaves of what was made."""
        beat: Beat = made
        return beat

    # What all do.

    def due(self, now: Signals) -> Dues:
        """Handshakes, and the beat that leaves."""
        head = self.slice.head
        room = self.pipeline.moves(self.slice.ready)[0]
        found: dict[str, int | Due] = {
            "s_axis_config_tready": int(self.config.ready(1)),
            "s_axis_tready": int(room and self.takes(now)),
            "m_axis_tvalid": int(head is not None),
        }
        return found if head is None else {**found, **head}

    def clock(self, now: Signals) -> None:
        """Move beats on, and take a configuration over."""
        ready = self.slice.ready
        fires = bool(now["s_axis_tvalid"]) and self.pipeline.moves(ready)[0] and self.takes(now)
        done = fires and bool(now["s_axis_tlast"])
        take = self.config.state == "ready" and (not self.current or done)
        leaves = self.pipeline.last
        self.slice.clock(
            None if leaves is None else self.leaving(leaves), taken=bool(now["m_axis_tready"])
        )
        self.pipeline.clock(self.made(now) if fires else None, ready)
        self.beat += fires
        offered = bool(now["s_axis_config_tvalid"])
        row = now["s_axis_config_tdata"]
        if self.config.state == "body" and offered:
            self.body(row)
        if done:
            self.current = False
        if take:
            self.begin(self.config.header)
            self.current, self.beat = True, 0
            self.packets += 1
        self.config.clock(
            row if offered else None,
            last=now["s_axis_config_tlast"],
            body_ready=1,
            take=int(take),
        )

    def place(self) -> dict[str, int]:
        """Packet and beat that come in."""
        return {"packet": self.packets - 1, "beat in": self.beat}
