from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.streams.words import wrap
from tb.scoreboard.diagnosis import diagnose
from tb.scoreboard.evidence import Candidate, Evidence, Grid, Term

EXPECTED = np.random.default_rng(3).integers(-(2**20), 2**20, (4, 7))
EXPECTED[0, 0] = 70_000
TERM = np.random.default_rng(4).integers(-(2**14), 2**14, (4, 7))


def evidence(actual: Grid, **changes: object) -> Evidence:
    base = Evidence(
        expected=EXPECTED,
        actual=actual,
        unknown=np.zeros_like(EXPECTED, np.bool_),
        carries=np.ones_like(EXPECTED, np.bool_),
        width=32,
        fields=("data",),
        last_expected=False,
        slot="core",
        candidates=[Candidate("stale weights", "of the tile before", EXPECTED[::-1] + 5)],
        terms=[Term("kernel column 1", TERM), Term("tap 3", TERM // 2)],
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def at(values: dict[tuple[int, int], int]) -> Grid:
    """The expected lanes with some replaced."""
    actual = EXPECTED.copy()
    for place, value in values.items():
        actual[place] = value
    return actual


def slot(index: int, values: Grid) -> Grid:
    actual = EXPECTED.copy()
    actual[index] = values
    return actual


CASES: dict[str, tuple[Grid, str, str]] = {
    "stale": (EXPECTED[::-1] + 5, "stale weights", "tile before"),
    "stale in one core": (slot(2, (EXPECTED[::-1] + 5)[2]), "stale weights", "tile before"),
    "two lanes swapped": (
        at({(1, 2): int(EXPECTED[3, 4]), (3, 4): int(EXPECTED[1, 2])}),
        "swapped lanes",
        "core 1 row 2 and core 3 row 4",
    ),
    "two cores swapped": (EXPECTED[[0, 2, 1, 3]], "swapped lanes", "cores 1 and 2"),
    "two rows swapped": (EXPECTED[:, [0, 1, 2, 6, 4, 5, 3]], "swapped lanes", "rows 3 and 6"),
    "lanes permuted": (EXPECTED[::-1, ::-1], "swapped lanes", "each other's values"),
    "one core further": (
        np.concatenate([EXPECTED[:1] * 3, EXPECTED[:-1]]),
        "shifted by one core",
        "before it",
    ),
    "one row back": (
        np.concatenate([EXPECTED[:, 1:], EXPECTED[:, :1] * 3], axis=1),
        "shifted by one row",
        "after it",
    ),
    "negative": (-EXPECTED, "sign", "negative"),
    "part missing": (EXPECTED - TERM, "left out", "kernel column 1 is left out"),
    "tap missing": (EXPECTED - TERM // 2, "left out", "tap 3 is left out"),
    "part twice": (EXPECTED + TERM, "counted twice", "kernel column 1"),
    "part subtracted": (EXPECTED - 2 * TERM, "subtracted", "kernel column 1"),
    "zero": (EXPECTED * 0, "zero", "are 0"),
    "one too many": (EXPECTED + 1, "off by one", "rounding"),
    "one too few in a row": (
        np.where(np.arange(7) == 2, EXPECTED - 1, EXPECTED),
        "off by one",
        "rounding",
    ),
    "clipped": (np.clip(EXPECTED, -(2**15), 2**15 - 1), "saturation", "16 bits"),
    "at the limit": (at({(1, 1): 2**31 - 1, (2, 2): -(2**31)}), "saturation", "limits of 32 bits"),
    "cut off": (wrap(EXPECTED, 16), "truncation", "lowest 16 bits"),
    "no sign": (EXPECTED & 0xFFFFFF, "sign extension", "above bit 23"),
    "one bit": (EXPECTED ^ 64, "one bit", "bit 6"),
    "sign of an operand": (EXPECTED + 512 * (TERM | 1), "operand's sign", r"2^9"),
    "one lane": (at({(2, 5): 123_457}), "one lane", "core 2 row 5"),
    "one core": (slot(3, TERM[3] * 3 + 1), "one core", "core 3"),
    "one row": (np.where(np.arange(7) == 4, TERM * 3 + 1, EXPECTED), "one row", "row 4"),
    "all": (TERM * 3 + 1, "all lanes", "every lane"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_cause_is_named(name: str) -> None:
    actual, cause, words = CASES[name]
    first = diagnose(evidence(actual))[0]
    assert first.name == cause, first
    assert words in first.text


def test_the_lanes_that_are_wrong_are_always_told() -> None:
    assert diagnose(evidence(-EXPECTED))[-1].name == "all lanes"
    assert diagnose(evidence(at({(2, 5): -int(EXPECTED[2, 5])})))[-1].name == "one lane"


def test_undefined_lanes_come_before_everything() -> None:
    unknown = np.zeros_like(EXPECTED, np.bool_)
    unknown[1] = True
    first = diagnose(evidence(slot(1, EXPECTED[1] * 0), unknown=unknown))[0]
    assert first.name == "undefined"
    assert "7 of 28" in first.text


@pytest.mark.parametrize(
    ("fields", "due", "cause"),
    [
        (("last",), True, "tlast missing"),
        (("last",), False, "tlast early"),
        (("keep",), False, "lane marks"),
    ],
)
def test_marks_are_told_apart(fields: tuple[str, ...], due: bool, cause: str) -> None:
    found = diagnose(evidence(EXPECTED, fields=fields, last_expected=due))
    assert [guess.name for guess in found] == [cause]


def test_what_nothing_explains_is_said_to_be_so() -> None:
    assert diagnose(evidence(EXPECTED, fields=()))[0].name == "unexplained"


@given(st.integers(8, 64), st.integers(-(2**62), 2**62))
def test_wrap_is_twos_complement(width: int, value: int) -> None:
    (wrapped,) = wrap(np.array([value]), width)
    assert -(2 ** (width - 1)) <= wrapped < 2 ** (width - 1)
    assert (int(wrapped) - value) % (1 << width) == 0
