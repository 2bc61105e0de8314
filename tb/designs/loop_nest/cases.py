"""Where each step of a packet stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from golden.kraken import ArrayParams
from tb.bench import Field, Values
from tb.kraken.course import Stretch, random_courses
from tb.kraken.followers import Follower, course_case, places
from tb.kraken.placed import PlacedCase
from tb.kraken.words import PLACE

FOLLOWER = Follower((), (Field("place", "place", packed=PLACE),), whole_layer=False)
"""What the block is told and what it answers."""

ARRAY = ArrayParams(rows=4, cols=24)
"""Any array will do: the loops do not depend on it."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Random packets in time."""
    for name, course in random_courses(rng, ARRAY):
        yield nest_case(rng, name, course)


def nest_case(rng: np.random.Generator, name: str, course: Sequence[Stretch]) -> PlacedCase:
    """Packets in time, and where each of their steps stands."""
    due = [{"place": places(part.walk)} for part in course]
    return course_case(rng, name, FOLLOWER, course, [{} for _ in course], due)
