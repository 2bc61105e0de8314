"""What the scoreboard asks of the design's side: names, places and evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from golden.streams.frame import LAST, Frame
from tb.bench.case import Case, Title
from tb.bench.ports import Port
from tb.scoreboard.evidence import Candidate, Evidence
from tb.scoreboard.lanes import compared, has_lanes, lanes_of, mark_fields
from tb.scoreboard.report import Picture
from tb.transport.fault import Fault, PortState


class Context(Protocol):
    """Explains the beats of one design to the scoreboard."""

    @property
    def lane_columns(self) -> Sequence[str]:
        """Coordinates that stand beside each lane of a bad beat."""

    def add(self, case: Case) -> None:
        """Make the packets of a case known, in the order in which cases are sent."""

    def forget(self) -> None:
        """Drop what is no longer needed; packets take memory."""

    def title(self, frame: Frame) -> Title:
        """What the packet belongs to."""

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        """Coordinates of a word, by name; only those that it has."""

    def pictures(self, frame: Frame) -> Sequence[Picture]:
        """Pairs of coordinates of the packet's lanes over which wrong ones are worth a picture."""

    def evidence(self, fault: Fault) -> Evidence | None:
        """What speaks about the cause of a bad beat; None where there is no such knowledge."""

    def stuck_port(self, ports: tuple[PortState, ...]) -> tuple[str, str]:
        """Name of the port to blame for a standstill, and a sentence that says why."""


class StreamContext:
    """What can be said of any design from its ports alone.

    Args:
        ports: the design's ports.
    """

    lane_columns: Sequence[str] = ()

    def __init__(self, ports: Sequence[Port]) -> None:
        self.ports = {port.name: port for port in ports}
        self._titles: dict[Frame, Title] = {}

    def add(self, case: Case) -> None:
        """See `Context.add`."""
        for frames in case.frames.values():
            self._titles.update(dict.fromkeys(frames, case.titled()))

    def forget(self) -> None:
        """See `Context.forget`."""
        self._titles.clear()

    def title(self, frame: Frame) -> Title:
        """See `Context.title`."""
        return self._titles.get(frame, Title({"packet": frame.name}))

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        """See `Context.place`: a design that knows more says more."""
        return {}

    def pictures(self, frame: Frame) -> Sequence[Picture]:
        """See `Context.pictures`: a design that knows more says more."""
        return ()

    def evidence(self, fault: Fault) -> Evidence | None:
        """The words of the port's main field, and the beats around the one that was due."""
        frame, seen, field = fault.frame, fault.actual, self.ports[fault.port].main
        if frame is None or seen is None or field is None or field.name not in frame.body:
            return None
        width = fault.widths[field.name]
        if not has_lanes(field, width):
            return None
        name, beat = field.name, fault.beat

        def grid(value: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
            return lanes_of(field, value, width)[:, None]

        words = compared(field, width, frame, beat, seen)
        counts = words.counts[:, None]
        expected = words.expected[:, None]
        return Evidence(
            expected=expected,
            actual=np.where(counts, words.actual[:, None], expected),
            unknown=words.unknown[:, None] & counts,
            carries=counts,
            width=field.word or width,
            fields=fault.fields,
            last_expected=LAST in fault.fields and beat in frame.lasts,
            marks=mark_fields(fault.widths, len(expected)),
            slot="lane",
            candidates=[
                Candidate(
                    "shifted by one beat",
                    f"the beat is the one that is due one beat {when}",
                    grid(frame.value(name, other)),
                )
                for other, when in ((beat - 1, "earlier"), (beat + 1, "later"))
                if 0 <= other < frame.beats
            ],
        )

    def stuck_port(self, ports: tuple[PortState, ...]) -> tuple[str, str]:
        """An input that is not taken, else the output that owes a beat."""
        owing = [state for state in ports if state.frame is not None]
        inputs = [s for s in owing if s.source and s.valid == "1"]
        late = max(inputs or owing, key=lambda state: state.waiting)
        doing = "does not take" if late.source else "does not send"
        return late.port, f"{late.port} {doing} beat {late.beat}"
