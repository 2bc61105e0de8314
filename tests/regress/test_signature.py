"""Failures that look like one bug."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.regress.model import JobResult
from sim.regress.signature import group_failures, signature
from sim.results import RunResult, TestOutcome
from tb.results import FAILED
from tests.regress.conftest import job

REPORT = {
    "kind": "mismatch",
    "port": "out",
    "fields": ["data"],
    "cause": "off by one",
    "place": {"row": 3, "column": 7},
    "test": "differs",
    "clock": 100,
    "replay": "make SEED=1",
}


def failed(seed: int = 1, simulator: str = "icarus", clocks: int = 50, **report: Any) -> JobResult:
    work = job("differs", seed, simulator)
    result = RunResult(
        spec=work.spec,
        parameters={},
        folder=Path("/nowhere"),
        tests=(TestOutcome(name="differs", verdict=FAILED, seconds=1.0, message="it differs"),),
        mismatches=({**REPORT, **report},),
        replay="make whole",
    )
    return JobResult(job=work, state="failed", why=result.why(), result=result, clocks=clocks)


def lost(why: str, seed: int = 1) -> JobResult:
    return JobResult(job=job(seed=seed), state="lost", why=why)


def test_values_seeds_and_simulators_do_not_matter() -> None:
    here = signature(failed())
    assert here == "slice: mismatch on out, in data, caused by off by one, at column, row"
    for other in (
        failed(seed=2),
        failed(simulator="verilator"),
        failed(clock=7, place={"column": 0, "row": 0}),
        failed(lane=5, beat=9),
    ):
        assert signature(other) == here


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "standstill"},
        {"port": "sums"},
        {"fields": ["data", "last"]},
        {"cause": "one lane"},
        {"place": {"row": 3}},
    ],
    ids=str,
)
def test_kind_port_fields_cause_and_names_of_places_matter(other: dict[str, Any]) -> None:
    assert signature(failed(**other)) != signature(failed())


def test_sentences_are_the_same_without_their_numbers_and_paths() -> None:
    one = lost("vvp wrote nothing for 5 s and was ended. See /a/b1/sim.log.\nmore")
    two = lost("vvp wrote nothing for 17.5 s and was ended. See /c/sim.log.\nother")
    assert signature(one) == signature(two)
    assert "See sim.log" in signature(one)
    assert signature(lost("The worker tls://10.0.0.1:4211 died while it had it.")) == signature(
        lost("The worker tls://10.0.0.2:999 died while it had it.")
    )
    assert signature(one) != signature(lost("It was given up."))
    assert signature(lost("Width is 1, not 2.5.")) == "slice: Width is N, not N."


def test_a_crash_is_grouped_by_what_is_told_of_it_and_a_test_by_its_exception() -> None:
    base = failed().result
    assert base
    crash = base.model_copy(update={"mismatches": (), "fault": "It ended with exit code -9; bye"})
    assert signature(failed().model_copy(update={"result": crash})).endswith("exit code -N; bye")
    raised = TestOutcome(name="t", verdict=FAILED, seconds=1, message="no 7", kind="KeyError")
    error = base.model_copy(update={"mismatches": (), "tests": (raised,)})
    assert signature(failed().model_copy(update={"result": error})) == "slice: t: KeyError: no N"


def test_groups_tell_how_many_the_shortest_and_whether_they_are_new() -> None:
    many = [failed(seed=1, clock=90), failed(seed=2, clock=30), failed(seed=3, clock=60)]
    other = failed(seed=4, port="sums", replay="")
    passed = JobResult(job=job(seed=5), state="passed")
    first, second = group_failures([other, *many, passed], known={signature(other)})
    assert first.keys == tuple(found.job.key for found in many)
    assert first.shortest == many[1].job.key
    assert first.test == "differs"
    assert first.replay == "make SEED=1"
    assert "it differs" in first.report
    assert first.new
    assert second.keys == (other.job.key,)
    assert second.replay == "make whole"
    assert not second.new


def test_what_never_ran_is_repeated_by_its_own_words() -> None:
    (group,) = group_failures([lost("Its build failed: no")])
    for word in ("SIM=icarus", "TOPLEVEL=slice", "TESTCASE=works", "SEED=1"):
        assert word in group.replay
