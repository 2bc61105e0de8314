"""What each core does with each step of a packet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from golden.kraken import ArrayParams
from golden.streams.words import pack_marks
from tb.bench import Field, Values
from tb.kraken.array import array_of
from tb.kraken.buses import bus_numbers
from tb.kraken.course import Stretch, random_courses
from tb.kraken.followers import PLACE_INPUT, Follower, Signals, Told, course_case, places
from tb.kraken.placed import PlacedCase
from tb.kraken.walk import Walk
from tb.kraken.words import CAPTURE

LANES = {"restart": "core", "buses": "core"}
"""What a lane of an output is."""


def follower(values: Values) -> Follower:
    """What the block is told and what it answers."""
    return Follower(
        (PLACE_INPUT, Field("phase_first", "phase_first")),
        (
            Field("restart", "restart", word=1),
            Field("buses", "buses", word=values["BusWidth"]),
            Field("rows_valid", "rows_valid"),
            Field("rows_from", "rows_from"),
        ),
    )


def array_for(values: Values) -> ArrayParams:
    """An array with such cores."""
    own = {name: value for name, value in values.items() if name != "BusWidth"}
    return array_of({**own, "OutChannels": 1})


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Random packets in time."""
    for name, course in random_courses(rng, array_for(values)):
        yield map_case(rng, values, name, course)


def map_case(
    rng: np.random.Generator, values: Values, name: str, course: Sequence[Stretch]
) -> PlacedCase:
    """Packets in time, and what each core does."""
    told = [
        {"place": places(part.walk), "phase_first": Told.marks(part.walk.phase_first)}
        for part in course
    ]
    due = [_answers(part.walk, values["BusWidth"]) for part in course]
    return course_case(rng, name, follower(values), course, told, due, LANES)


def _answers(walk: Walk, width: int) -> Signals:
    """Restarts of cores count that work on a wanted sum; buses of all cores do."""
    rows = [valid for valid, _ in walk.rows]
    firsts = [first or 0 for _, first in walk.rows]
    fewer = np.array([first is not None for _, first in walk.rows])
    bound = CAPTURE.members["rows_from"]
    return {
        "restart": Told(pack_marks(walk.restart), pack_marks(walk.wanted)),
        "buses": Told(bus_numbers(walk.buses, width)),
        "rows_valid": Told.numbers(rows, CAPTURE.members["rows_valid"]),
        "rows_from": Told.numbers(firsts, bound).where(fewer),
    }
