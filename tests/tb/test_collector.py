"""What the environment counts of cases and ports, and what it keeps of them."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, cast

import pytest
from pyuvm import ConfigDB

from tb.bench.case import Case
from tb.coverage.cover import Cover
from tb.env.config import KEY, EnvConfig
from tb.env.coverage import CoverageCollector
from tb.stimulus.profiles import NO_PROFILE, Profile
from tb.transport.counts import PortCounts
from tests.tb.fakes import fake_stream

NAMES = (f"collector_{i}" for i in count())
GAP_AND_BEAT = PortCounts(held=(1, 0, 0, 0, 0), beats=(0, 0, 0, 1, 0), packets=(1, 0))
BEAT = PortCounts(beats=(0, 0, 0, 1, 0), packets=(1, 0))


class Counting(Cover):
    """Keeps what is sampled."""

    counts = True

    def __init__(self) -> None:
        self.samples: list[dict[str, Any]] = []
        self.behind: list[str | None] = []

    def sample(self, group: str, **seen: str | Iterable[str]) -> None:
        self.samples.append(seen)

    def case(self, case: Any, before: Any, values: Any) -> None:
        self.behind.append(before and before.name)


class Moved:
    """A transport at whose port a known number of beats has passed."""

    def __init__(self) -> None:
        self.total = PortCounts()

    def counts(self, port: str) -> PortCounts:
        return self.total

    def add(self, more: PortCounts) -> None:
        held, beats, packets = (
            tuple(a + b for a, b in zip(one, other, strict=True))
            for one, other in zip(
                (self.total.held, self.total.beats, self.total.packets),
                (more.held, more.beats, more.packets),
                strict=True,
            )
        )
        self.total = PortCounts(held, beats, packets)


@pytest.fixture
def moved() -> Iterator[Moved]:
    yield Moved()
    ConfigDB().clear()


def collector(moved: Moved, cover: Cover) -> CoverageCollector:
    config = EnvConfig((fake_stream(),), cast(Any, moved), cast(Any, None), cover, None)
    made = CoverageCollector(next(NAMES), None)
    ConfigDB().set(None, made.get_full_name(), KEY, config)
    made.build_phase()
    return made


def test_a_port_is_held_by_the_profile_of_the_case_and_by_no_other(moved: Moved) -> None:
    """What was held before the case began is not counted for its profile."""
    cover = Counting()
    collect = collector(moved, cover)
    held = Profile.parse("dense:s", ["s"])
    moved.add(GAP_AND_BEAT)
    collect.began()
    moved.add(BEAT)
    collect.passed([Case("a", {})], held, {})
    collect.began()
    moved.add(GAP_AND_BEAT)
    collect.passed([Case("b", {})], held, {})
    assert [sample["s_stalls"] for sample in cover.samples] == [("first",), (), ("first",)]
    assert [sample.get("s_stalls_by") for sample in cover.samples] == [None, None, ("dense",)]


def test_no_case_has_passed_before_one_that_follows_a_failed_one(moved: Moved) -> None:
    cover = Counting()
    collect = collector(moved, cover)
    collect.passed([Case("a", {}), Case("b", {})], NO_PROFILE, {})
    moved.add(BEAT)
    collect.failed()
    collect.passed([Case("c", {})], NO_PROFILE, {})
    collect.reset(1)
    collect.passed([Case("d", {})], NO_PROFILE, {})
    assert cover.behind == [None, "a", None, None]
    assert cover.samples == []


def test_a_run_that_counts_nothing_keeps_no_case(moved: Moved) -> None:
    collect = collector(moved, Cover())
    case = Case("large", {})
    kept = weakref.ref(case)
    collect.passed([case], NO_PROFILE, {})
    del case
    gc.collect()
    assert kept() is None
