"""Which output columns are whole after each step of a packet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from golden.kraken import ArrayParams
from tb.bench import Field, Values
from tb.kraken.course import Stretch, random_courses
from tb.kraken.followers import PLACE_INPUT, Follower, Signals, Told, course_case, places
from tb.kraken.placed import PlacedCase
from tb.kraken.walk import Walk

FOLLOWER = Follower(
    (PLACE_INPUT,),
    tuple(Field(name, name) for name in ("phase_first", "captures", "columns", "tap", "none_left")),
)
"""What the block is told and what it answers."""

ARRAY = ArrayParams(rows=4, cols=24)
"""Any array will do: columns do not depend on it."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Random packets in time."""
    for name, course in random_courses(rng, ARRAY):
        yield tracker_case(rng, name, course)


def tracker_case(rng: np.random.Generator, name: str, course: Sequence[Stretch]) -> PlacedCase:
    """Packets in time, and which of their columns are whole."""
    told = [{"place": places(part.walk)} for part in course]
    due = [_answers(part.walk) for part in course]
    return course_case(rng, name, FOLLOWER, course, told, due)


def _answers(walk: Walk) -> Signals:
    """What leaves is only told of steps after which something does."""
    captured = walk.captured
    captures = np.array([leaving is not None for leaving in captured])
    none_left = np.array([leaving is not None and leaving.none_left for leaving in captured])
    columns = [leaving.columns if leaving else 0 for leaving in captured]
    taps = [leaving.tap if leaving else 0 for leaving in captured]
    return {
        "phase_first": Told.marks(walk.phase_first),
        "captures": Told.marks(captures),
        "columns": Told.numbers(columns, 4).where(captures),
        "tap": Told.numbers(taps, 4).where(captures),
        "none_left": Told.marks(none_left).where(captures),
    }
