"""The order in which pieces of a campaign are given out."""

from __future__ import annotations

from sim.mutate.agenda import Agenda, Judging, Locate, Locating
from sim.mutate.course import Bounds
from sim.mutate.result import Named
from tests.mutate.made import ALL, agenda, batch, named, piece_of, trial, tried

LONG, SHORT = trial("a", seconds=9.0), trial("bb", seconds=1.0)
LATE = trial("bb", "icarus")


def test_a_batch_is_cut_into_pieces_and_each_survivor_goes_on() -> None:
    made = batch(5, [LONG, SHORT])
    plan = agenda([made], piece=2)
    pieces = [piece_of(plan.take(ALL)) for _ in range(3)]
    assert plan.take(ALL) is None
    assert sorted(key for piece in pieces for key in piece.mutants) == sorted(
        each.key for each in made.mutants
    )
    by_key = {each.key: each for each in made.mutants}
    for piece in pieces:
        for key in piece.mutants:
            plan.tried(tried(by_key[key], LONG, None if key == made.mutants[3].key else "data"))
        plan.ended(piece)
    last = piece_of(plan.take(ALL))
    assert last.trial == SHORT
    assert last.mutants == (made.mutants[3].key,)


def test_survivors_are_judged_and_controls_are_not() -> None:
    made = batch(3, [SHORT], controls=1)
    plan = agenda([made])
    piece = piece_of(plan.take(ALL))
    plan.tried(tried(made.mutants[0], SHORT))
    plan.tried(tried(made.mutants[1], SHORT))
    plan.tried(tried(made.mutants[2], SHORT, "data"))
    plan.ended(piece)
    judging = plan.take(ALL)
    assert isinstance(judging, Judging)
    assert judging.mutant == made.mutants[1]
    assert plan.take(ALL) is None


def test_nobody_judges_where_none_is_asked_for() -> None:
    made = batch(1, [SHORT])
    plan = Agenda(
        [made], Bounds(survivor=9.0), {}, tried=[tried(made.mutants[0], SHORT)], judge=False
    )
    assert plan.waiting(ALL) == []


def test_a_campaign_goes_on_from_what_was_found() -> None:
    made = batch(3, [LONG, SHORT])
    one, two, three = made.mutants
    known = [tried(one, LONG, "data"), tried(two, LONG)]
    plan = Agenda([made], Bounds(survivor=99.0), {}, tried=known)
    piece = piece_of(plan.take(ALL))
    assert (piece.trial, piece.mutants) == (LONG, (three.key,))
    plan.tried(tried(three, LONG, "X"))
    plan.ended(piece)
    assert piece_of(plan.take(ALL)).mutants == (two.key,)


def test_the_longest_piece_comes_first_but_none_that_waits_for_a_build() -> None:
    first, second = batch(4, [LONG]), batch(4, [SHORT], module="relu")
    plan = agenda([first, second], piece=2)
    assert piece_of(plan.take(ALL)).trial == LONG
    other = piece_of(plan.take(ALL))
    assert other.trial == SHORT  # the rest of the first batch needs a build that is under way
    assert {piece_of(plan.take(ALL)).trial.key for _ in range(2)} == {LONG.key, SHORT.key}


def test_only_what_a_worker_can_do_is_given_out() -> None:
    plan = agenda([batch(1, [LATE])])
    assert plan.take(["verilator"]) is None
    assert [task.spec.simulator for task in plan.waiting(["icarus"])] == ["icarus"]
    assert plan.drop(["icarus"]) != []
    assert plan.waiting(ALL) == []


def test_a_second_attempt_takes_what_is_left() -> None:
    made = batch(3, [SHORT])
    plan = agenda([made])
    piece = piece_of(plan.take(ALL))
    plan.tried(tried(made.mutants[1], SHORT, "data"))
    plan.again(piece)
    assert piece_of(plan.take(ALL)).mutants == (made.mutants[0].key, made.mutants[2].key)
    plan.tried(tried(made.mutants[0], SHORT, "data"))
    plan.tried(tried(made.mutants[2], SHORT, "data"))
    plan.again(piece)  # nothing is left of it
    assert plan.waiting(ALL) == []


def test_a_void_batch_gives_nothing_out_any_more() -> None:
    made = batch(4, [LONG, SHORT])
    plan = agenda([made, batch(1, [SHORT], module="relu")], piece=2)
    piece = piece_of(plan.take(ALL))
    plan.void(piece, "The sound design does not pass.")
    assert [piece_of(task).course.batch.module for task in plan.waiting(ALL)] == ["relu"]


def test_of_the_killed_some_are_located_once_all_batches_are_through() -> None:
    probes = {"probes": (SHORT,)}
    first = batch(4, [SHORT], controls=1).model_copy(update=probes)
    second = batch(1, [SHORT], module="relu").model_copy(update=probes)
    plan = Agenda([first, second], Bounds(survivor=9.0), {}, judge=False, locate=Locate(2))
    for piece in (piece_of(plan.take(ALL)), piece_of(plan.take(ALL))):
        for mutant in piece.course.batch.mutants:
            plan.tried(tried(mutant, SHORT, "data"))
        assert plan.unnamed() == []
        plan.ended(piece)
    locating = [plan.take(ALL), plan.take(ALL)]
    assert plan.take(ALL) is None
    assert all(isinstance(one, Locating) and one.probes == (SHORT,) for one in locating)
    keys = {one.mutant.key for one in locating if isinstance(one, Locating)}
    assert len(keys) == 2
    assert not keys & set(first.controls)
    assert {mutant.key for mutant in plan.unnamed()} == keys
    plan.named[keys.pop()] = named("ram")
    assert {mutant.key for mutant in plan.unnamed()} == keys


def test_what_was_located_is_not_located_again_and_the_same_are_drawn() -> None:
    made = batch(5, [SHORT]).model_copy(update={"probes": (SHORT,)})
    known = [tried(mutant, SHORT, "data") for mutant in made.mutants]

    def located(done: dict[str, Named]) -> list[str]:
        plan = Agenda(
            [made], Bounds(survivor=9.0), {}, tried=known, named=done, locate=Locate(3, seed=5)
        )
        return [task.mutant.key for task in plan.waiting(ALL) if isinstance(task, Locating)]

    one, *others = located({})
    assert len(others) == 2
    assert located({one: named("ram")}) == others
