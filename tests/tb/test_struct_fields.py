"""A packed struct is compared as a whole and told member by member."""

from __future__ import annotations

from golden.streams.frame import Frame, numbers
from tb.bench import SINK, Field, strobe
from tb.scoreboard.context import StreamContext
from tb.scoreboard.reporter import Circumstances, build_report
from tb.transport.fault import Fault, Rule, SeenBeat

WORD = Field("word", "word", parts={"low": (0, 4), "middle": (4, 8), "high": (12, 60)})
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
        ("word.low", "5", "6"),
        ("word.high", "1000", "999"),
    ]


def test_a_member_with_undefined_bits_has_no_value() -> None:
    assert report_lines(1 << 4, 1 << 4, unknown=2) == [("word.low", "0", "X")]
