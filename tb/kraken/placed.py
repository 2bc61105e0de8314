"""Cases of blocks that know what each word of their beats stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from golden.streams.frame import Frame
from tb.bench import Bench, Case, Port, Values
from tb.scoreboard.context import StreamContext

Work = TypeVar("Work")

Locate = Callable[[int, str, int], Mapping[str, int]]
"""Coordinates by name from beat, field and lane."""


@dataclass(frozen=True, eq=False)
class PlacedCase(Case):
    """A case with coordinates.

    Attributes:
        locate: by packet, where the lanes of its beats are.
    """

    locate: Mapping[Frame, Locate] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class WorkCase(PlacedCase, Generic[Work]):
    """A case that keeps what its packets were made from.

    Attributes:
        works: one for each packet.
    """

    works: Sequence[Work] = ()


def numbered(frames: Mapping[str, Sequence[Frame]]) -> dict[Frame, Locate]:
    """Places that only say which packet of its port it is, the first of a case being 0."""

    def numbers(index: int) -> Locate:
        return lambda beat, field, lane: {"packet": index}

    return {frame: numbers(i) for of_port in frames.values() for i, frame in enumerate(of_port)}


class PlacedContext(StreamContext):
    """Names the place of a wrong word as its case does.

    Args:
        ports: the design's ports.
        columns: coordinates that stand beside each lane of a bad beat.
    """

    def __init__(self, ports: Sequence[Port], columns: Sequence[str] = ()) -> None:
        super().__init__(ports)
        self.lane_columns = columns
        self._locate: dict[Frame, Locate] = {}

    def add(self, case: Case) -> None:
        """See `Context.add`."""
        super().add(case)
        assert isinstance(case, PlacedCase)
        self._locate.update(case.locate)

    def forget(self) -> None:
        """See `Context.forget`."""
        super().forget()
        self._locate.clear()

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        """See `Context.place`."""
        locate = self._locate.get(frame)
        return locate(beat, field, lane) if locate else {}


def placed(*columns: str) -> Callable[[Bench, Values], PlacedContext]:
    """The `context` of a bench whose cases are all `PlacedCase`s.

    Args:
        columns: coordinates that stand beside each lane of a bad beat.
    """
    return lambda bench, values: PlacedContext(bench.ports_for(values), columns)
