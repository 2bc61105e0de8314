"""Scores: what counts, and what does not."""

from __future__ import annotations

import pytest

from sim.mutate.result import Fate, Judged
from sim.mutate.score import by_module, by_operator, kinds, passed, score, summary_of
from sim.mutate.show import verdict
from tests.mutate.made import campaign, killed, mutant, named, survivor

EQUIVALENT = Judged(state="equivalent", how="Proven.")
FATES = (
    killed(mutant(1), "data", named("ram")),
    killed(mutant(2), "stuck", named("relu", "stuck")),
    killed(mutant(3, operator="index"), "X", named("relu", "X")),
    survivor(mutant(4), EQUIVALENT),
    survivor(mutant(5), Judged(state="different", how="A trace shows it.")),
    Fate(mutant=mutant(6, "relu"), state="lost"),
)


def test_the_harmless_and_the_open_do_not_count() -> None:
    found = score("all", FATES)
    assert (found.mutants, found.killed, found.weak) == (6, 3, 1)
    assert (found.harmless, found.survived, found.open) == (1, 1, 1)
    assert found.percent == 75.0


def test_a_standstill_and_what_was_not_seen_say_nothing_of_the_search() -> None:
    found = score("all", [*FATES, killed(mutant(7), "data", named("", None))])
    assert (found.probed, found.located, found.unprobed) == (2, 1, 2)
    assert found.named == 50.0
    assert score("none", [FATES[-1]]).named is None


def test_no_verdict_is_no_score() -> None:
    assert score("none", [FATES[-1]]).percent is None
    assert score("none", []).percent is None
    assert not passed(campaign([FATES[-1]]))


def test_they_are_told_by_sort() -> None:
    assert [(one.name, one.mutants) for one in by_module(FATES)] == [("ram", 5), ("relu", 1)]
    assert [(one.name, one.killed) for one in by_operator(FATES)] == [("index", 1), ("swap", 2)]
    assert kinds(FATES) == {"data": 1, "X": 1, "stuck": 1}


@pytest.mark.parametrize(("goal", "enough"), [(75.0, True), (75.1, False)])
def test_the_goal_decides(goal: float, enough: bool) -> None:
    assert passed(campaign(FATES, goal, 0.0)) is enough
    assert summary_of(campaign(FATES, goal, 0.0)).passed is enough


@pytest.mark.parametrize(("goal", "enough"), [(50.0, True), (50.1, False)])
def test_the_goal_of_the_search_decides_too(goal: float, enough: bool) -> None:
    made = campaign(FATES, 75.0, goal)
    assert passed(made) is enough
    assert [fate.mutant for fate in made.mistaken()] == [mutant(3, operator="index")]
    told = "50.0 % of 2 mutants located"
    assert told in verdict(made, score("all", made.fates))


def test_what_is_void_or_cut_short_does_not_pass() -> None:
    whole = campaign([FATES[0]])
    assert passed(whole)
    assert not passed(whole.model_copy(update={"faults": ("The control survived.",)}))
    assert not passed(whole.model_copy(update={"interrupted": True}))


def test_survivors_that_are_holes_come_first() -> None:
    states = [fate.judged.state for fate in campaign(FATES).survivors() if fate.judged]
    assert states == ["different", "equivalent"]
