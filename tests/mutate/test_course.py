"""The way of a batch through its trials."""

from __future__ import annotations

import pytest

from sim.mutate.course import SECOND_LOOKS, START_SECONDS, Bounds, Course
from sim.mutate.result import Batch, Judged, Kind
from tests.mutate.made import batch, mutant, trial, tried

FIRST, SECOND, THIRD, FOURTH = (trial(name) for name in ("a", "bb", "ccc", "dddd"))


def course(made: Batch, survivor: float = 100.0) -> Course:
    return Course(made, Bounds(survivor=survivor), {})


def test_a_survivor_goes_on_and_the_dead_do_not() -> None:
    made = batch(3, [FIRST, SECOND])
    found = course(made)
    assert found.trial() == FIRST
    one, two, three = made.mutants
    found.take(tried(one, FIRST, "data"))
    found.take(tried(two, FIRST))
    assert found.trial() == FIRST  # the third has yet to take it
    found.take(tried(three, FIRST))
    assert found.trial() == SECOND
    assert found.due(SECOND) == [two.key, three.key]
    found.take(tried(two, SECOND, "X"))
    found.take(tried(three, SECOND))
    assert found.trial() is None
    assert [found.state(each.key) for each in made.mutants] == ["killed", "killed", "survived"]
    assert [found.fate(each, {}, {}).trials for each in made.mutants] == [1, 2, 2]


def test_what_is_known_counts_once() -> None:
    made = batch(1, [FIRST])
    found = course(made)
    assert found.take(tried(made.mutants[0], FIRST))
    assert not found.take(tried(made.mutants[0], FIRST, "data"))
    assert found.state(made.mutants[0].key) == "survived"


@pytest.mark.parametrize("kind", ["stuck", "clocks", "crash"])
def test_one_that_only_takes_too_long_is_looked_at_again(kind: Kind) -> None:
    made = batch(2, [FIRST, SECOND, THIRD, FOURTH])
    one, two = made.mutants
    found = course(made)
    found.take(tried(one, FIRST, kind))
    found.take(tried(two, FIRST))
    assert found.trial() == SECOND
    assert found.due(SECOND) == [one.key, two.key]
    assert found.fate(one, {}, {}).weak
    found.take(tried(one, SECOND, "data"))
    assert found.due(SECOND) == [two.key]
    kill = found.fate(one, {}, {}).kill
    assert kill is not None
    assert kill.trial == SECOND.key
    assert not found.fate(one, {}, {}).weak


def test_such_looks_come_to_an_end() -> None:
    made = batch(2, [FIRST, SECOND, THIRD, FOURTH])
    one, two = made.mutants
    found = course(made)
    for now in (FIRST, SECOND, THIRD):
        assert one.key in found.due(now)
        found.take(tried(one, now, "stuck"))
        found.take(tried(two, now))
    assert SECOND_LOOKS == 2
    assert found.due(FOURTH) == [two.key]
    kill = found.fate(one, {}, {}).kill
    assert kill is not None
    assert kill.trial == FIRST.key


def test_nothing_is_built_for_such_looks_alone_nor_for_controls() -> None:
    made = batch(3, [FIRST, SECOND], controls=1)
    control, one, two = made.mutants
    found = course(made)
    found.take(tried(control, FIRST, "stuck"))
    found.take(tried(one, FIRST, "stuck"))
    found.take(tried(two, FIRST))
    assert found.trial() == SECOND
    assert found.due(SECOND) == [one.key, two.key]
    found.take(tried(two, SECOND))
    assert found.trial() is None


def test_a_survivor_s_time_is_bounded() -> None:
    slow = trial("slow", seconds=50.0)
    made = batch(1, [FIRST, slow, SECOND])
    (one,) = made.mutants
    found = course(made, survivor=10.0)  # 3 s are the start of each
    found.take(tried(one, FIRST, seconds=2.0))
    assert START_SECONDS == 3.0
    assert found.trial() == SECOND  # 50 s are too many, 1 s is not
    found.take(tried(one, SECOND, seconds=2.0))
    assert found.trial() is None
    assert found.state(one.key) == "survived"


def test_the_first_trial_is_always_taken() -> None:
    assert course(batch(1, [trial("slow", seconds=50.0)]), survivor=1.0).trial() is not None


def test_who_gets_no_verdict_is_lost_and_not_alive() -> None:
    made = batch(1, [FIRST])
    (one,) = made.mutants
    found = course(made)
    assert found.state(one.key) == "not run"
    found.without(FIRST, [one.key])
    assert found.trial() is None
    assert found.state(one.key) == "lost"
    assert found.fate(one, {}, {}).judged is None


def test_a_batch_that_is_void_says_nothing_of_the_living() -> None:
    made = batch(2, [FIRST, SECOND])
    one, two = made.mutants
    found = course(made)
    found.take(tried(one, FIRST, "data"))
    found.take(tried(two, FIRST))
    found.void = "The sound design does not pass."
    assert found.trial() is None
    assert [found.state(each.key) for each in (one, two)] == ["killed", "not run"]


def test_a_judge_s_word_stands_with_the_survivor_alone() -> None:
    made = batch(2, [FIRST])
    one, two = made.mutants
    found = course(made)
    found.take(tried(one, FIRST))
    found.take(tried(two, FIRST, "data"))
    judged = {mutant(1).key: Judged(state="equivalent", how="Proven.")}
    assert found.fate(one, judged, {}).harmless
    assert found.fate(two, judged, {}).judged is None
