"""Cases whose beats tell their own place, for the benches of the engine's blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from golden.streams.frame import Frame
from tb.bench import Bench, Case, Port, Values
from tb.scoreboard.context import StreamContext

Place = Callable[[int, int], Mapping[str, int]]
"""From beat and lane of a packet to coordinates by name."""


@dataclass(frozen=True, eq=False)
class PlacedCase(Case):
    """A case that knows what its beats stand for.

    Attributes:
        places: by packet, the coordinates of its beats.
    """

    places: Mapping[Frame, Place] = field(default_factory=dict)


class PlacedContext(StreamContext):
    """Asks the cases for places; all else follows from the ports."""

    def __init__(self, ports: Sequence[Port]) -> None:
        super().__init__(ports)
        self._places: dict[Frame, Place] = {}

    @classmethod
    def of(cls, bench: Bench, values: Values) -> PlacedContext:
        """The context of a bench with these parameters."""
        return cls(bench.ports_for(values))

    def add(self, case: Case) -> None:
        """See `Context.add`."""
        super().add(case)
        if isinstance(case, PlacedCase):
            self._places.update(case.places)

    def forget(self) -> None:
        """See `Context.forget`."""
        super().forget()
        self._places.clear()

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        """See `Context.place`."""
        place = self._places.get(frame)
        return {} if place is None else place(beat, lane)
