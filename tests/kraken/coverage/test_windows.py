"""Kinds of passes and of windows that are pooled, by examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from golden.kraken.stages.pool import PoolConfig, PoolOp
from tb.kraken.coverage.windows import Strips, strips_group, window_group
from tb.kraken.pooling import Pooling
from tests.kraken.coverage.seen import bins_of

PAIRS = PoolConfig(array_rows=2, kernel_h=2, kernel_w=2, columns=2)
"""Windows of two rows and two columns, of which one leaves for each two beats."""


def pooled(config: PoolConfig, words: Sequence[Sequence[int]], marks: Any) -> dict[str, set[str]]:
    """Bins by point of a pass; a word counts where `marks` is not 0."""
    x = np.array(words, np.int64)
    work = Pooling(config, x, np.broadcast_to(np.asarray(marks) != 0, x.shape))
    return bins_of(window_group(lambda case: case.works), [work])


@pytest.mark.parametrize("op", PoolOp)
@pytest.mark.parametrize(
    ("word", "name"), [(-128, "least"), (-127, "between"), (126, "between"), (127, "greatest")]
)
def test_ends_are_those_of_words_that_all_count(op: PoolOp, word: int, name: str) -> None:
    found = pooled(replace(PAIRS, op=op), [[word, word]] * 2, 1)
    assert found["value"] == {name}
    assert found["cells"] == {"all"}


@pytest.mark.parametrize("op", PoolOp)
def test_a_window_without_a_word_that_counts_has_no_value(op: PoolOp) -> None:
    """The greatest of no words is no word, and so not the least one either."""
    found = pooled(replace(PAIRS, op=op), [[5, 5]] * 2, 0)
    assert found["cells"] == {"none"}
    assert found["value"] == set()


@pytest.mark.parametrize("whole", [False, True])
def test_words_that_do_not_count_are_missing(whole: bool) -> None:
    config = replace(PAIRS, op=PoolOp.SUM, whole=whole)
    found = pooled(config, [[-128, -128], [-128, 77]], [[1, 1], [1, 0]])
    assert found["cells"] == {"some"}
    assert found["value"] == {"between"}


def test_rows_that_do_not_leave_are_not_counted() -> None:
    config = PoolConfig(array_rows=3, rows_out=1)
    assert pooled(config, [[127, -128, -128]], [[1, 0, 0]])["cells"] == {"all"}


@pytest.mark.parametrize(
    ("config", "beats", "due"),
    [
        (
            PoolConfig(array_rows=4, kernel_h=2, rows_out=3, kernel_w=3, columns=6, strips=1),
            6,
            {"rows_out": "as many as fit", "step_h": "below the kernel", "open": "all"},
        ),
        (
            PoolConfig(array_rows=4, rows_out=2, kernel_w=2, stride_w=2, columns=4),
            4,
            {"rows_out": "fewer", "open": "one", "windows": "2", "strips": "others"},
        ),
        (
            PoolConfig(array_rows=1, kernel_w=3, stride_w=2, columns=5, rows=2, strips=1),
            15,
            {"open": "some", "column": "some", "fewer": "fewer", "strips": "both"},
        ),
        (PoolConfig(array_rows=2, rows_out=2), 1, {"work": "lets all pass", "beats": "one"}),
    ],
)
def test_a_pass_is_of_its_kinds(config: PoolConfig, beats: int, due: dict[str, str]) -> None:
    """Three windows may share a column, which has room for four beats."""
    group = strips_group(lambda case, before, values: case.works)
    found = bins_of(group, [Strips(config, beats, 4, 3)])
    assert {name: found[name] for name in due} == {name: {kind} for name, kind in due.items()}
