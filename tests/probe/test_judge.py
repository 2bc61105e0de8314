"""A block is judged by the inputs that it really had, and the first that deviates is named."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Due,
    Dues,
    Field,
    IllegalInputError,
    Part,
    Reset,
    Same,
    Signals,
    Values,
    strobe,
)
from tb.probe.judge import WARM, judge
from tb.probe.locate import Search, locate
from tb.probe.recording import Column, Moment
from tests.probe.columns import Written

QUIET = WARM + 1
"""Edges that go ahead, of which the first ones are not compared."""


class Successor:
    """Tells one more than what came a clock before; 0 is none of its inputs."""

    def __init__(self, values: Values) -> None:
        self.due_now: int | None = None

    def due(self, now: Signals) -> Dues:
        return {} if self.due_now is None else {"y": Due(self.due_now, 0xFF)}

    def clock(self, now: Signals) -> None:
        if now["x"] == 99:
            raise IllegalInputError("99 came")
        self.due_now = now["x"] + 1

    def place(self) -> dict[str, int]:
        return {"due": self.due_now or 0}


def block(name: str, *, parts: Sequence[Part] = (), reference: bool = True) -> Bench:
    return Bench(
        toplevel=name,
        sources=[],
        ports=[
            strobe("in", SOURCE, "v", Field("x", "x")),
            strobe("out", SINK, "w", Field("y", "y")),
        ],
        reset=Reset(),
        parts=parts,
        reference=Successor if reference else None,
    )


def chain(*outputs: Sequence[int | None]) -> Written:
    """Blocks a, b, .. behind one another: what each tells is what the next one gets."""
    length = len(outputs[0])
    reset = [0] * QUIET + [1] * (length - QUIET)
    signals: dict[str, tuple[int, Sequence[int | None]]] = {"rst_n": (1, reset)}
    for i, (came, told) in enumerate(pairwise(outputs)):
        name = f"u_{'abc'[i]}"
        signals |= {
            f"{name}.rst_n": (1, reset),
            f"{name}.x": (8, came),
            f"{name}.y": (8, told),
        }
    return Written(signals)


def follow(*values: int) -> list[int | None]:
    return [*[0] * QUIET, *values]


FIRST = follow(10, 20, 30, 40, 50)
SECOND = follow(1, 11, 21, 31, 41)
THIRD = follow(1, 2, 12, 22, 32)
PARTS = (Part("u_a", block("first")), Part("u_b", block("second")))


def found(written: Written, parts: Sequence[Part] = PARTS) -> tuple[str, str, int]:
    top = block("whole", parts=parts)
    report = {"port": "out", "clock": 7}
    told = locate(top, {}, Search(written, "icarus"), report, written.edges - 1)
    assert told is not None
    return told.module, told.signal, told.clock


def test_a_sound_chain_leaves_the_design_itself() -> None:
    assert found(chain(FIRST, SECOND, THIRD)) == ("whole", "", 7)


def test_the_block_that_makes_the_fault_is_named_and_not_the_one_that_hands_it_on() -> None:
    wrong = follow(1, 11, 99 - 50, 31, 41)
    handed_on = follow(1, 2, 12, 50, 32)
    assert found(chain(FIRST, wrong, handed_on)) == ("first", "y", QUIET + 3)


def test_of_two_faults_the_earlier_one_counts() -> None:
    late = follow(1, 11, 21, 0, 41)
    early = follow(1, 2, 0, 22, 1)
    assert found(chain(FIRST, late, early)) == ("second", "y", QUIET + 3)


def test_an_illegal_input_ends_the_judgement_of_a_block() -> None:
    came = follow(10, 99, 30, 40, 50)
    told = follow(1, 11, 0, 0, 0)
    verdict = judge(block("first"), {}, chain(came, told), "u_a", 0, QUIET + 4)
    assert verdict.deviation is None
    assert "99 came" in verdict.stopped


@pytest.mark.parametrize(("came", "deviates"), [(20, True), (None, False)])
def test_an_x_counts_only_where_the_inputs_had_none(came: int | None, deviates: bool) -> None:
    inputs: list[int | None] = [*follow(10), came, 30, 40, 50]
    outputs: list[int | None] = [*follow(1, 11), None, 31, 41]
    verdict = judge(block("first"), {}, chain(inputs, outputs), "u_a", 0, QUIET + 2)
    assert (verdict.deviation is not None) is deviates
    if verdict.deviation is not None:
        assert verdict.deviation.unknown == 0xFF


def test_an_x_that_came_long_ago_excuses_nothing() -> None:
    """It comes of the input that was X, and of no other."""
    inputs: list[int | None] = [*follow(10), None, 30, 40, 50]
    outputs: list[int | None] = [*follow(1, 11), None, 31, None]
    verdict = judge(block("first"), {}, chain(inputs, outputs), "u_a", 0, QUIET + 4)
    assert verdict.deviation is not None
    assert (verdict.deviation.edge, verdict.deviation.unknown) == (QUIET + 4, 0xFF)


@pytest.mark.parametrize(("told", "deviates"), [(0, False), (1, False), (2, True)])
def test_bits_that_hang_on_an_x_may_be_anything(told: int, deviates: bool) -> None:
    """The lowest bit does, whether 0 or 255 came."""
    inputs: list[int | None] = [*follow(10), None, 30, 40, 50]
    written = chain(inputs, follow(1, 11, told, 31, 41))
    verdict = judge(block("first"), {}, written, "u_a", 0, QUIET + 4)
    assert (verdict.deviation is not None) is deviates
    assert not verdict.stopped


def test_a_word_with_an_x_may_be_anything() -> None:
    """Here it is its lowest bit, which a block that rounds would not see."""

    class Partly(Written):
        def column(self, path: str) -> Column:
            values, hidden = super().column(path)
            return (values, {5: 1}) if path == "u.x" else (values, hidden)

    inputs = Partly({"u.x": (8, [20] * 9)})
    plain, other = Moment(inputs, "u"), Moment(inputs, "u", ones=True)
    plain.edge = other.edge = 5
    assert plain["x"] == 20
    assert other["x"] == 21
    assert plain.words("x", 4) == [4, 1]
    assert other.words("x", 4) == [1, 1]  # 0100 and 0101; the word beside it has no X
    assert (plain.signed("x"), other.signed("x")) == (20, 0b01000001)
    other.edge = 6
    assert other.words("x", 4) == [4, 1]


def test_a_reset_begins_anew() -> None:
    written = chain(FIRST, SECOND)
    reset = [0] * QUIET + [1, 1, 0, 1, 1]
    told = follow(1, 11, 21, 7, 41)  # behind the reset anything may stand for a clock
    signals = {**written.signals, "u_a.rst_n": (1, reset), "u_a.y": (8, told)}
    verdict = judge(block("first"), {}, Written(signals), "u_a", 0, QUIET + 4)
    assert verdict.deviation is None
    assert verdict.compared > 0


def test_what_goes_on_in_a_long_reset_is_compared() -> None:
    """A block that shows its registers in reset is found there."""

    class Zero(Successor):
        def due(self, now: Signals) -> Dues:
            return {"y": 0}

        def clock(self, now: Signals) -> None:
            """Stays."""

    bench = Bench(toplevel="zero", sources=[], ports=[], reset=Reset(), reference=Zero)
    written = Written({"u.rst_n": (1, [0] * 9), "u.y": (8, [0] * 6 + [5] * 3)})
    verdict = judge(bench, {}, written, "u", 0, 8)
    assert verdict.deviation is not None
    assert verdict.deviation.edge == 6


def test_a_part_is_blamed_before_what_is_around_it() -> None:
    inner = block("inner")
    outer = block("outer", parts=(Part("u_inner", inner),))
    written = chain(FIRST, follow(1, 11, 0, 31, 41))
    a = {name.replace("u_a.", "u_a.u_inner."): s for name, s in written.signals.items()}
    both = Written({**written.signals, **a})
    assert found(both, (Part("u_a", outer),))[0] == "inner"
    sound_inside = {**both.signals, "u_a.u_inner.y": (8, SECOND)}
    assert found(Written(sound_inside), (Part("u_a", outer),))[0] == "outer"


class Wiring:
    """The first part gets what comes, the second one the upper bits of what the first one tells."""

    def __init__(self, values: Values) -> None:
        """Nothing to keep."""

    def due(self, now: Signals) -> Dues:
        return {"u_a.x": Same("x"), "u_b.x": Same("u_a.y", 4)}

    def clock(self, now: Signals) -> None:
        """Nothing to keep."""


ENGINE = Bench(
    toplevel="engine",
    sources=[],
    ports=[],
    parts=(Part("u_a", block("first")), Part("u_b", block("second"))),
    wiring=Wiring,
)
CAME = follow(15, 31, 47, 63, 79)
HIGH = follow(0, 1, 2, 3, 4)


def told_by(came: Sequence[int | None]) -> list[int | None]:
    """What a sound block tells."""
    return [0, *[None if value is None else value + 1 for value in came[:-1]]]


def named(between: Sequence[int | None], told: Sequence[int | None]) -> tuple[str, str, int]:
    """What is named where the second block gets and tells these."""
    signals: dict[str, tuple[int, Sequence[int | None]]] = {
        "u.x": (8, CAME),
        "u.u_a.x": (8, CAME),
        "u.u_a.y": (8, told_by(CAME)),
        "u.u_b.x": (4, between),
        "u.u_b.y": (8, told),
    }
    return found(Written(signals), (Part("u", ENGINE),))


def test_what_lies_between_sound_parts_is_judged_too() -> None:
    assert named(HIGH, told_by(HIGH))[0] == "whole"


@pytest.mark.parametrize("wrong", [9, None])
def test_a_wrong_connection_is_a_fault_of_what_is_around(wrong: int | None) -> None:
    got: list[int | None] = [*HIGH[:-2], wrong, HIGH[-1]]
    assert named(got, told_by(got)) == ("engine", "u_b.x", QUIET + 4)


def test_a_part_is_named_though_all_between_the_parts_is_right() -> None:
    assert named(HIGH, follow(0, 0, 2, 3, 4))[:2] == ("second", "y")
