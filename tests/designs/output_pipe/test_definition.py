"""The bench's own idea of what leaves, on examples worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from golden.kraken import ArrayParams
from tb.designs.output_pipe.definition import Capture, Leaving, kept_bytes

ARRAY = ArrayParams(rows=2, cols=8, kw_max=3, out_channels=2)
SUMS = np.arange(16).reshape(8, 2)
INFO = {
    "columns": 1,
    "tap": 2,
    "kernel_w": 3,
    "stride_w": 2,
    "channels_valid": 3,
    "rows_valid": 2,
    "rows_from": 0,
}


def test_channels_leave_group_by_group() -> None:
    leaving = Leaving.of(ARRAY, Capture(INFO, SUMS))
    # Groups of four cores with two channels each; the fourth channel does not exist.
    assert leaving.cores[leaving.user[:, ::2]].tolist() == [2, 3, 6]
    assert leaving.data.tolist() == [[4, 5, 6, 7], [12, 13, 0, 0]]


def test_the_next_column_leaves_from_a_stride_further_left() -> None:
    leaving = Leaving.of(ARRAY, Capture({**INFO, "columns": 2, "channels_valid": 1}, SUMS))
    assert leaving.cores[:, 0].tolist() == [2, 0]


@pytest.mark.parametrize(("rows_from", "second"), [(0, False), (4, True), (8, True)])
def test_blocks_before_the_last_have_all_rows(rows_from: int, second: bool) -> None:
    info = {**INFO, "rows_valid": 1, "rows_from": rows_from}
    user = Leaving.of(ARRAY, Capture(info, SUMS)).user
    assert user[0].tolist() == [True, second, True, second]
    assert user[1].tolist() == [True, rows_from == 8, False, False]


def test_a_byte_in_which_the_last_sum_ends_is_kept() -> None:
    user = np.array([[True, False, True, False]] * 2 + [[False] * 4])
    kept = kept_bytes(user, np.array([False, True, True]), 13)
    # Three words of 13 bits end in the fifth byte of seven.
    assert kept.sum(axis=1).tolist() == [7, 5, 0]
    assert kept[1].tolist() == [True] * 5 + [False] * 2
