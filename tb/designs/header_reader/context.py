"""Explains packets that are told by their number in a run."""

from __future__ import annotations

from collections.abc import Mapping

from golden.streams.frame import Frame
from tb.bench import Case
from tb.scoreboard.context import StreamContext


class PacketContext(StreamContext):
    """Gives the number of the packet that a beat belongs to, the first of a case being 0."""

    def add(self, case: Case) -> None:
        """See `Context.add`."""
        super().add(case)
        for frames in case.frames.values():
            self._packets.update({frame: i for i, frame in enumerate(frames)})

    def forget(self) -> None:
        """See `Context.forget`."""
        super().forget()
        self._packets: dict[Frame, int] = {}

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        """See `Context.place`."""
        return {"packet": self._packets[frame]} if frame in self._packets else {}
