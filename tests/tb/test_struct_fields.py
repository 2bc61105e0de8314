"""A packed struct is compared as a whole and told member by member."""

from __future__ import annotations

import pytest

from golden.streams.frame import Frame, numbers
from tb.bench import SINK, Field, Packed, strobe
from tb.scoreboard.context import StreamContext
from tb.scoreboard.reporter import Circumstances, build_report
from tb.transport.fault import Fault, Rule, SeenBeat

STRUCT = Packed({"high": 60, "middle": 8, "low": 4})
WORD = Field("word", "word", packed=STRUCT)
PORT = strobe("told", SINK, "told_valid", WORD)


def report_lines(due: int, seen: int, unknown: int = 0) -> list[tuple[str, str, str]]:
    frame = Frame("packet", {"word": numbers([due], 72)})
    fault = Fault(
        Rule.DIFFERS,
        "told",
        7,
        70.0,
        frame,
        fields=("word",),
        actual=SeenBeat(7, {"word": seen}, {"word": unknown} if unknown else {}),
        widths={"word": 72},
    )
    told = Circumstances("test", "icarus", 1, "make", {"told": PORT})
    report = build_report(fault, StreamContext([PORT]), told)
    return [(mark.label, mark.expected, mark.actual) for mark in report.marks]


def test_members_that_differ_are_told() -> None:
    due = 5 | 17 << 4 | 1000 << 12
    assert report_lines(due, due ^ 0x30) == [("word.middle", "17", "18")]
    assert report_lines(due, 6 | 17 << 4 | 999 << 12) == [
        ("word.high", "1000", "999"),
        ("word.low", "5", "6"),
    ]


def test_a_member_with_undefined_bits_has_no_value() -> None:
    assert report_lines(1 << 4, 1 << 4, unknown=2) == [("word.low", "0", "X")]


def test_members_lie_side_by_side_the_first_one_highest() -> None:
    values = {"high": 3, "middle": 2, "low": 1}
    whole = STRUCT.pack(**values)
    assert whole == 3 << 12 | 2 << 4 | 1
    assert STRUCT.unpack(whole) == values


def test_a_value_too_wide_for_its_member_is_refused() -> None:
    with pytest.raises(ValueError, match="low is 16, but it has 4 bits"):
        STRUCT.pack(low=16)
