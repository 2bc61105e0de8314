"""The bench's own idea of what the buses show, on an example worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tb.designs.pixel_shifter.definition import Given, shown

CLOCKS = 4


def given(together: bool) -> Given:
    """A load of the words 10, 11 and so on, then a clock of rest and two shifts."""
    clock = np.arange(CLOCKS)
    words = np.tile(np.arange(10, 18), (CLOCKS, 1))
    marks = words != 11
    return Given(
        clock == 0, clock >= 2, np.full(CLOCKS, together), words, marks, np.full(CLOCKS, 10)
    )


def test_sets_slide_on_by_a_word() -> None:
    pixels, known = shown(given(False), 2, 2)
    assert pixels[:, 0].tolist() == [[0, 0], [0, 0], [0, 2], [2, 3]]
    assert pixels[:, 1].tolist() == [[4, 5], [4, 5], [5, 6], [6, 7]]
    assert known.all()


def test_sets_that_are_together_lie_behind_one_another() -> None:
    pixels, known = shown(given(True), 2, 2)
    assert pixels[0].tolist() == [[0, 0], [2, 3]]
    # Nothing is said of what a shift brings in.
    assert known[:, 1].tolist() == [[True, True], [True, True], [True, False], [False, False]]


@pytest.mark.parametrize("rows", [1, 2])
def test_nothing_is_known_before_a_load(rows: int) -> None:
    late = given(False)
    late.load[0] = False
    late.load[3] = True
    _, known = shown(late, rows, 2)
    assert known[:3].sum() == 0
    assert known[3].all()
