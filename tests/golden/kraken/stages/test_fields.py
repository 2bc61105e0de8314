"""Headers of configurations: fields one behind another, and beats of any width."""

from __future__ import annotations

import pytest

from golden.kraken.errors import HeaderError
from golden.kraken.stages.fields import (
    HEADER_BITS,
    config_frame,
    header_beats,
    layout,
    pack_fields,
    unpack_fields,
)
from golden.streams.frame import DATA

FIELDS = layout(("low",), bypass=1, low=8, rows=16)


def test_fields_lie_one_behind_another() -> None:
    packed = pack_fields(FIELDS, {"bypass": 1, "low": -2, "rows": 0xABCD})
    assert packed == 1 | 0xFE << 1 | 0xABCD << 9
    assert unpack_fields(FIELDS, packed) == {"bypass": 1, "low": -2, "rows": 0xABCD}


@pytest.mark.parametrize(
    "values",
    [
        {"bypass": 2, "low": 0, "rows": 0},
        {"bypass": 0, "low": 128, "rows": 0},
        {"bypass": 0, "low": 0, "rows": -1},
        {"bypass": 0, "low": 0},
        {"bypass": 0, "low": 0, "rows": 0, "columns": 0},
    ],
)
def test_what_does_not_fit_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(HeaderError):
        pack_fields(FIELDS, values)


def test_a_header_has_an_end() -> None:
    assert layout(all=HEADER_BITS)
    with pytest.raises(HeaderError, match="257"):
        layout(all=HEADER_BITS, more=1)


@pytest.mark.parametrize("width", [72, 144, 200, 256, 300])
def test_header_and_rows_are_cut_into_beats(width: int) -> None:
    header = (1 << HEADER_BITS) - 12345
    rows = [7, (1 << 72) - 1, 0]
    frame = config_frame("packet", header, rows, width)
    count = header_beats(width)
    assert frame.beats == count + len(rows)
    joined = sum(frame.value(DATA, i) << i * width for i in range(count))
    assert joined == header
    assert [frame.value(DATA, count + i) for i in range(len(rows))] == rows
    assert frame.lasts == {frame.beats - 1}


def test_a_row_that_is_too_wide_is_refused() -> None:
    with pytest.raises(HeaderError, match="72 bits"):
        config_frame("packet", 0, [1 << 72], 72)
    with pytest.raises(HeaderError, match="256 bits"):
        config_frame("packet", 1 << 256, [], 72)
