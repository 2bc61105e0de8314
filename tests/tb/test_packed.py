"""Packed structs: numbers side by side in one signal, and how reports tell them."""

from __future__ import annotations

import pytest

from golden.streams.frame import Frame, numbers
from tb.bench import SINK, Field, Packed, strobe
from tb.scoreboard.context import StreamContext
from tb.scoreboard.reporter import Circumstances, build_report
from tb.transport.fault import Fault, Rule, SeenBeat

POINT = Packed({"x": 4, "y": 8, "valid": 1})


def test_the_first_member_is_highest() -> None:
    assert POINT.width == 13
    assert POINT.pack(x=0xA, y=0x31, valid=1) == 0b1010_00110001_1
    assert POINT.pack(y=1) == 0b10


def test_unpack_is_the_inverse() -> None:
    values = {"x": 3, "y": 255, "valid": 0}
    assert POINT.unpack(POINT.pack(**values)) == values


def test_a_value_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="x is 16, but it has 4 bits"):
        POINT.pack(x=16)
    with pytest.raises(KeyError):
        POINT.pack(z=0)


def test_a_report_tells_the_members_that_differ() -> None:
    port = strobe("p", SINK, "valid", Field("at", "point", packed=POINT))
    due = Frame("f", {"at": numbers([POINT.pack(x=1, y=2, valid=1)], POINT.width)})
    came = SeenBeat(7, {"at": POINT.pack(x=1, y=3)}, {"at": POINT.pack(valid=1)})
    fault = Fault(
        Rule.DIFFERS, "p", 7, 70.0, due, fields=("at",), actual=came, widths={"at": POINT.width}
    )
    circumstances = Circumstances("test", "icarus", 1, "", {"p": port})
    report = build_report(fault, StreamContext([port]), circumstances)
    assert [(m.label, m.expected, m.actual) for m in report.marks] == [
        ("point.y", "2", "3"),
        ("point.valid", "1", "X"),
    ]
