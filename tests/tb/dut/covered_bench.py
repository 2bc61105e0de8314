"""A register slice with coverage of its own, in tests that pass and in one that fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from tb.bench import Case
from tb.bench.find import find_bench
from tb.coverage.model import Group, Point, Sample, Values
from tb.env.test import BenchTest
from tb.stimulus.profiles import NO_PROFILE


def of_case(case: Case, before: Any, values: Values) -> Iterator[Sample]:
    yield {"behind": "nothing" if before is None else before.name, "width": str(values["Width"])}


class SliceTest(BenchTest):
    """Sends cases one by one."""

    async def send(self, *names: str) -> None:
        for name in names:
            case = replace(next(self.bench.draw(self.rng, self.values)), name=name)
            await self.run_case(case, NO_PROFILE, self.rng, partial(self.judge, case))

    def judge(self, case: Case) -> None:
        if case.name == "bad":
            self.complain("judge", "it is bad", case.titled())


class PassingTest(SliceTest):
    """Two cases in a row, and one behind a reset."""

    test = "passing"

    async def body(self) -> None:
        """See the class."""
        await self.send("a", "b")
        await self.env.conductor.reset()
        await self.send("a")
        self.cover.sample("said", word=("yes", "no"))


class FailingTest(SliceTest):
    """A sound case, and one that fails behind it."""

    test = "failing"

    async def body(self) -> None:
        """See the class."""
        await self.send("b", "bad")


class MisspeltTest(SliceTest):
    """A sample of a bin that there is not."""

    test = "misspelt"

    async def body(self) -> None:
        """See the class."""
        await self.send("a")
        self.cover.sample("said", word="yet")


GROUPS = (
    Group(
        "cases",
        "cases that have passed",
        (
            Point("behind", ("nothing", "a", "b", "bad"), "the case before"),
            Point("width", ("8", "16"), "of the slice"),
        ),
        of_case=of_case,
    ),
    Group("said", "what a test says", (Point("word", ("yes", "no"), "it says"),)),
)
BENCH = replace(
    find_bench("axis_skid"),
    tests=(PassingTest, FailingTest, MisspeltTest),
    coverage=lambda: GROUPS,
)
