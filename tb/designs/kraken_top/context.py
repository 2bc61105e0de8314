"""Explains the accelerator's passes to the scoreboard: names, places, and who is stuck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from golden.kraken import needs
from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import (
    ACTIVATED,
    ADDED,
    CONFIG,
    OPERAND,
    OUT,
    POOLED,
    REQUANTIZED,
    TENSOR,
    Pass,
)
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from golden.kraken.stages.route import parts_of
from golden.kraken.timing.way import words_of_stages
from golden.streams.frame import Frame
from tb.bench import Bench, Case, Port, Title, Values
from tb.designs.kraken_top.cases import PassCase
from tb.designs.kraken_top.ports import params_of
from tb.kraken.pictures import pictures
from tb.scoreboard.context import StreamContext
from tb.scoreboard.report import Picture
from tb.transport.fault import PortState

CHAIN = (SUM, REQUANTIZED, ACTIVATED, ADDED, POOLED, OUT)
"""Outputs in the order in which a beat passes them."""

Place = tuple[int, int]
"""Index of a pass, and of a beat of the words that came into it."""


def top_context(bench: Bench, values: Values) -> TopContext:
    """The context of the accelerator with these parameters."""
    return TopContext(bench.ports_for(values), params_of(values))


class TopContext(StreamContext):
    """What the scoreboard must know of the passes on their way.

    Args:
        ports: the design's ports.
        params: the accelerator.
    """

    lane_columns = ("h", "channel")

    def __init__(self, ports: Sequence[Port], params: AcceleratorParams) -> None:
        super().__init__(ports)
        self._params = params
        self._passes: list[Pass] = []
        self._owner: dict[Frame, tuple[int, Title]] = {}

    def add(self, case: Case) -> None:
        """Make passes known, in the order in which they are sent."""
        super().add(case)
        assert isinstance(case, PassCase)
        for item in case.passes:
            for port, frames in item.frames.items():
                title = case.title_of(item, port)
                self._owner.update(dict.fromkeys(frames, (len(self._passes), title)))
            self._passes.append(item)

    def forget(self) -> None:
        """See `Context.forget`."""
        super().forget()
        self._passes.clear()
        self._owner.clear()

    def title(self, frame: Frame) -> Title:
        """What the packet belongs to."""
        return self._owner[frame][1] if frame in self._owner else super().title(frame)

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        """Coordinates of a lane, by name; only those that it has."""
        if frame not in self._owner:
            return {}
        locate = self._passes[self._owner[frame][0]].places.get(frame)
        return locate(beat, field, lane) if locate else {}

    def pictures(self, frame: Frame) -> Sequence[Picture]:
        """See `Context.pictures`."""
        if frame not in self._owner:
            return ()
        return pictures(self._passes[self._owner[frame][0]].extents.get(frame, {}))

    def stuck_port(self, ports: tuple[PortState, ...]) -> tuple[str, str]:
        """The port to blame for a standstill.

        Of the outputs in the order of a beat's way it is the first that owes the earliest beat,
        unless an input withholds what that beat needs.
        """
        states = {state.port: state for state in ports}
        owed = [(self._position(states[port]), i) for i, port in enumerate(CHAIN) if port in states]
        due = [(place, i) for place, i in owed if place is not None]
        if not due:
            return super().stuck_port(ports)
        (index, beat), i = min(due)
        port = CHAIN[i]
        for name, needed in self._needs(port, index, beat).items():
            state = states[name]
            if state.frame is None:
                continue
            if state.frame not in self._owner:
                return name, f"{name} does not take beat {state.beat} of {state.frame.name}"
            if (self._owner[state.frame][0], state.beat) < (index, needed):
                doing = "does not take" if state.valid == "1" else "is not offered"
                return name, (
                    f"{name} {doing} beat {state.beat} of {state.frame.name}, without which "
                    f"{port} owes beat {states[port].beat}"
                )
        return port, f"{port} does not send beat {states[port].beat}, though all it needs was taken"

    def _needs(self, port: str, index: int, beat: int) -> dict[str, int]:
        """Beats of the inputs, within a pass, that a beat of words needs."""
        item = self._passes[index]
        needed: dict[str, int] = {CONFIG: 1}
        if item.packet is None:
            needed[TENSOR] = beat + 1
        elif port == SUM:
            needed |= {name: needs(item.packet, beat)[name] for name in (WEIGHT, PIXEL)}
        if OPERAND in item.frames and port in CHAIN[CHAIN.index(ADDED) :]:
            needed[OPERAND] = beat + 1
        return needed

    def _position(self, state: PortState) -> Place | None:
        """The words that an output's next beat is made of; None where it owes none."""
        if state.frame is None or state.frame not in self._owner:
            return None
        index = self._owner[state.frame][0]
        item, beat = self._passes[index], state.beat
        if state.port == OUT:
            params = self._params
            beat //= parts_of(params.lanes, params.out_bytes, item.raw)
        if state.port in (POOLED, OUT) and not item.raw:
            beat = int(np.flatnonzero(item.pool.leaving(words_of_stages(item)))[beat])
        return index, beat
