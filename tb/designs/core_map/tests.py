"""Tests of `core_map` beside those that every design has."""

from __future__ import annotations

from collections.abc import Iterator

from tb.designs.core_map.cases import array_for, map_case
from tb.kraken.course import directed_courses
from tb.kraken.followers import DirectedCourses
from tb.kraken.placed import PlacedCase


class DirectedTest(DirectedCourses):
    """Packets at which the order of steps, columns and cores breaks, in a row without a pause."""

    def directed_cases(self) -> Iterator[PlacedCase]:
        """See `DirectedCourses.directed_cases`."""
        for name, course in directed_courses(array_for(self.values)):
            yield map_case(self.rng, self.values, name, course)
