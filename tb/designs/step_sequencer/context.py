"""What reports say of the sequencer's beats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden.streams.frame import Frame
from tb.bench import Bench, Case, Port, Values
from tb.designs.step_sequencer.case import SequencerCase
from tb.designs.step_sequencer.ports import ARRAY, PIXELS, ROWS
from tb.designs.step_sequencer.walk import Walk
from tb.scoreboard.context import StreamContext


def sequencer_context(bench: Bench, values: Values) -> SequencerContext:
    """The context of the sequencer with these parameters."""
    return SequencerContext(bench.ports_for(values))


class SequencerContext(StreamContext):
    """Names iteration, image, block, column, input channel and kernel row of a step, and cores.

    Args:
        ports: the design's ports.
    """

    def __init__(self, ports: Sequence[Port]) -> None:
        super().__init__(ports)
        self._owner: dict[Frame, tuple[str, Walk]] = {}

    def add(self, case: Case) -> None:
        """See `Context.add`."""
        super().add(case)
        assert isinstance(case, SequencerCase)
        for port, frames in case.frames.items():
            self._owner.update(dict.fromkeys(frames, (port, case.walk)))

    def forget(self) -> None:
        """See `Context.forget`."""
        super().forget()
        self._owner.clear()

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        """See `Context.place`."""
        port, walk = self._owner[frame]
        if port == PIXELS:
            return walk.loads.split(beat)
        if port not in (ROWS, ARRAY):
            return {}
        at = walk.steps.split(beat)
        at["kh"] = walk.packet.tiling.tap_rows[at.pop("tap")]
        return {**at, "core": lane} if field == "restart" else at
