"""Where each step of a packet stands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.kraken import ArrayParams
from tb.bench import Field, Values
from tb.kraken.course import Follower, course_case, courses, places
from tb.kraken.placed import PlacedCase
from tb.kraken.words import PLACE

FOLLOWER = Follower((), (Field("place", "place", packed=PLACE),), whole_layer=False)
"""What the block is told and what it answers."""

ARRAY = ArrayParams(rows=4, cols=24)
"""Any array will do: the loops do not depend on it."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Packets in time."""
    for name, course in courses(rng, ARRAY):
        due = [{"place": places(part.walk)} for part in course]
        yield course_case(rng, name, FOLLOWER, course, [{} for _ in course], due)
