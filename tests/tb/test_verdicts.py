"""The line that a case leaves has its verdict from all of its checks, and so has all above it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree

import numpy as np
import pytest

from sim.results import JUNIT_XML
from sim.run import simulate
from tb.bench import Case
from tb.env.base import RECOVERY
from tb.env.test import BenchTest
from tb.results import FAILED, PASSED
from tb.spec import RunSpec
from tb.transport.pattern import NO_DELAY, Pattern
from tests.tb.dut.bench import LEVELS
from tests.tb.dut.faults import BEATS
from tests.tb.fakes import frame

JUDGED = Path(__file__).parent / "dut" / "judged_bench.py"


@pytest.mark.parametrize("limit", [1, 10])
def test_a_check_behind_the_beats_fails_the_case(limit: int) -> None:
    """Whether the run goes on behind it or not."""
    result = simulate(
        RunSpec(
            toplevel="axis_tap",
            simulator="icarus",
            bench=JUDGED,
            tests=("judged", "clocks", "extra"),
            max_mismatches=limit,
        )
    )
    assert not result.fault
    assert not result.passed
    assert {test.verdict for test in result.tests} == {FAILED}
    verdicts = [(case["test"], case["case"], case["verdict"]) for case in result.cases]
    assert verdicts == [
        ("judged", "bad", FAILED),
        *([("judged", "good", PASSED)] if limit > 1 else []),
        ("clocks", "packet", FAILED),
        ("extra", "packet", FAILED),
    ]
    kinds = dict.fromkeys(line["kind"] for line in result.mismatches)
    assert [kind for kind in kinds if kind != "unknown"] == ["tensor", "clocks", "surplus"]
    # All beats have been compared and count, whatever the verdict.
    assert {case["beats"] for case in result.cases} == {3 * BEATS + 2 * LEVELS}
    suites = ElementTree.parse(result.folder / JUNIT_XML)
    entries = [(entry.get("name", ""), len(entry) > 0) for entry in suites.iter("testcase")]
    for _, name, verdict in verdicts:
        told = [failed for entry, failed in entries if name in entry]
        assert told
        assert all(failed == (verdict == FAILED) for failed in told)


def limit_of(*cases: Case, patterns: tuple[Pattern, ...] = (NO_DELAY,)) -> Any:
    test = cast(Any, SimpleNamespace(bench=SimpleNamespace(quiet=64)))
    return BenchTest.limit(test, cases, patterns)


def test_limits_add_up_over_cases() -> None:
    frames = {"out": [frame(6)], "in": [frame(5)]}
    one = Case("one", frames, quiet=7, total=20, bound="a model")
    two = Case("two", frames, total=30)
    both = limit_of(one, two)
    assert (both.quiet, both.total, both.why) == (64, 50, "a model")
    assert limit_of(one).quiet == 7
    assert limit_of(one, Case("open", frames)).total is None


def test_a_design_may_need_longer_where_a_port_is_held_back() -> None:
    one = Case("one", {"out": [frame(6)], "in": [frame(5)]}, total=20)
    held = Pattern("some", np.array([3], np.uint32))
    assert limit_of(one, patterns=(NO_DELAY, held)).total == 20 + RECOVERY * 11
    assert limit_of(one, patterns=(Pattern("free", np.zeros(3, np.uint32)),)).total == 20
