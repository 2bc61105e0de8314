"""Explains the beats of the gatherer: which word of which set, and what it stands for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from golden.kraken import axes
from golden.streams.frame import Frame
from tb.bench import Bench, Case, Values
from tb.designs.axis_gather.cases import SetCase
from tb.designs.axis_gather.sets import coordinates, with_whole_sets
from tb.scoreboard.context import StreamContext


def set_context(bench: Bench, values: Values) -> SetContext:
    """The context of the gatherer with these parameters."""
    return SetContext(bench, values)


class SetContext(StreamContext):
    """Gives the set and the word, and the coordinates of a layer's word.

    Args:
        bench: the gatherer's.
        values: its parameters.
    """

    lane_columns = ("word",)

    def __init__(self, bench: Bench, values: Values) -> None:
        super().__init__(bench.ports_for(values))
        self._lanes = values["InWords"]
        self._owner: dict[Frame, tuple[SetCase, str, int]] = {}

    def add(self, case: Case) -> None:
        """See `Context.add`."""
        super().add(case)
        assert isinstance(case, SetCase)
        for port, frames in case.frames.items():
            self._owner.update({frame: (case, port, i) for i, frame in enumerate(frames)})

    def forget(self) -> None:
        """See `Context.forget`."""
        super().forget()
        self._owner.clear()

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        """See `Context.place`."""
        case, port, index = self._owner[frame]
        group, part = beat, 0
        if port == "in":
            ends = np.cumsum(case.parts[index])
            group = int(np.searchsorted(ends, beat, side="right"))
            part = beat - int(ends[group] - case.parts[index][group])
        place = {"set": group, "word": part * self._lanes + lane}
        if not case.packets:
            return place
        packet = case.packets[index]
        if port == "out":
            packet = with_whole_sets(packet)
        header = axes(packet.tiling, case.stream).header_beats
        return place | coordinates(packet, case.stream, header + beat, lane)
