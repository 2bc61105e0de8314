"""What the scoreboard can say of any design from its ports alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from golden.streams.frame import DATA, KEEP, LAST, Frame, numbers
from tb.bench import SINK, SOURCE, Case, Field, Port, Title, handshake, level_output, stream
from tb.scoreboard.context import StreamContext
from tb.scoreboard.diagnosis import diagnose
from tb.transport.fault import Fault, PortState, Rule, SeenBeat
from tests.tb.fakes import frame

WIDTHS = {DATA: 16, KEEP: 2, LAST: 1}
OUT = stream("out", "m_axis", SINK, keep=True)
FRAME = frame(6)


def context_of(*ports: Port) -> StreamContext:
    return StreamContext(ports)


def fault(values: dict[str, int], fields: tuple[str, ...] = (DATA,), **changes: object) -> Fault:
    right = {name: FRAME.value(name, 3) for name in WIDTHS}
    seen = SeenBeat(123, {**right, **values})
    told = Fault(Rule.DIFFERS, "out", 123, 1230.0, FRAME, 3, fields, actual=seen, widths=WIDTHS)
    return replace(told, **changes)  # type: ignore[arg-type]


def test_packets_are_titled_as_their_case_says() -> None:
    context = context_of(OUT)
    other = frame(2, name="other", seed=2)
    context.add(Case("small", {"out": [FRAME]}, detail="6 beats"))
    context.add(Case("told", {"out": [other]}, Title({"layer": "conv"}, label="layer")))
    assert str(context.title(FRAME)) == "small, 6 beats"
    assert context.title(other) == Title({"layer": "conv"}, label="layer")
    context.forget()
    assert str(context.title(FRAME)) == "frame"


def test_words_of_the_beat_are_the_evidence() -> None:
    evidence = context_of(OUT).evidence(fault({DATA: 0xFF02}))
    assert evidence is not None
    low, high = FRAME.body[DATA][3].astype(np.int8).tolist()
    assert evidence.expected.tolist() == [[low], [high]]
    assert evidence.actual.tolist() == [[2], [-1]]
    assert not evidence.unknown.any()
    assert evidence.carries.all()
    assert (evidence.width, evidence.fields, evidence.last_expected) == (8, (DATA,), False)


@pytest.mark.parametrize(("other", "when"), [(2, "earlier"), (4, "later")])
def test_a_neighbour_is_recognised(other: int, when: str) -> None:
    evidence = context_of(OUT).evidence(fault({DATA: FRAME.value(DATA, other)}))
    assert evidence is not None
    first = diagnose(evidence)[0]
    assert (first.name, first.text.split()[-1]) == ("shifted by one beat", when)


def test_marks_are_told_apart() -> None:
    evidence = context_of(OUT).evidence(fault({LAST: 1}, (LAST,)))
    assert evidence is not None
    assert [cause.name for cause in diagnose(evidence)] == ["tlast early"]
    end = fault({LAST: 0}, (LAST,), beat=5)
    right = {name: FRAME.value(name, 5) for name in WIDTHS}
    end = replace(end, actual=SeenBeat(9, {**right, LAST: 0}))
    evidence = context_of(OUT).evidence(end)
    assert evidence is not None
    assert [cause.name for cause in diagnose(evidence)] == ["tlast missing"]


def test_what_does_not_count_is_neither_wrong_nor_undefined() -> None:
    care = {DATA: np.tile(np.array([0xFF, 0x00], np.uint8), (6, 1))}
    masked = replace(FRAME, care=care)
    seen = SeenBeat(9, {DATA: 0xAB00, KEEP: 0, LAST: 0}, {DATA: 0x0F00})
    evidence = context_of(OUT).evidence(fault({}, frame=masked, actual=seen))
    assert evidence is not None
    assert evidence.wrong.tolist() == [[masked.body[DATA][3][0] != 0], [False]]
    assert evidence.carries.tolist() == [[True], [False]]
    assert not evidence.unknown.any()


def test_undefined_words_are_undefined() -> None:
    seen = SeenBeat(9, {DATA: FRAME.value(DATA, 3) & 0xEFFF, KEEP: 0, LAST: 0}, {DATA: 0x1000})
    evidence = context_of(OUT).evidence(fault({}, actual=seen))
    assert evidence is not None
    assert evidence.unknown.tolist() == [[False], [True]]
    assert diagnose(evidence)[0].name == "undefined"


@pytest.mark.parametrize("signed", [True, False])
def test_a_level_of_one_word(signed: bool) -> None:
    level = level_output("sum", "out", 1, Field("sum", "sum", word=12, signed=signed))
    told = Frame("f", {"sum": numbers([0xFFF, 0xFFE], 12)})
    seen = SeenBeat(9, {"sum": 0xFFE})
    evidence = context_of(OUT, level).evidence(
        fault({}, ("sum",), port="sum", frame=told, beat=0, actual=seen, widths={"sum": 12})
    )
    assert evidence is not None
    assert evidence.expected.tolist() == [[-1 if signed else 4095]]
    assert evidence.actual.tolist() == [[-2 if signed else 4094]]


@pytest.mark.parametrize(
    "changes",
    [
        {"frame": None},
        {"actual": None},
        {"frame": Frame("marks only", {KEEP: numbers([0] * 6, 2)})},
        {"port": "bare", "widths": {"go": 1}},
        {"port": "wide", "widths": {"word": 65}, "frame": Frame("f", {"word": numbers([0], 65)})},
    ],
    ids=["no packet", "no beat", "not said", "no words", "too wide"],
)
def test_where_there_are_no_words_there_is_no_evidence(changes: dict[str, Any]) -> None:
    bare = handshake("bare", SINK, "v", "r", Field("go", "go"))
    wide = handshake("wide", SINK, "v", "r", Field("word", "word", word=65))
    assert context_of(OUT, bare, wide).evidence(fault({}, (DATA,), **changes)) is None


def state(port: str, source: bool, owing: bool, valid: str, waiting: int) -> PortState:
    return PortState(port, source, FRAME if owing else None, 4, valid, "0", waiting)


@pytest.mark.parametrize(
    ("states", "port", "why"),
    [
        (
            [state("in", True, True, "1", 3), state("out", False, True, "0", 9)],
            "in",
            "in does not take beat 4",
        ),
        (
            [state("in", True, False, "0", 30), state("out", False, True, "0", 9)],
            "out",
            "out does not send beat 4",
        ),
        (
            [state("in", True, True, "0", 3), state("out", False, True, "0", 9)],
            "out",
            "out does not send beat 4",
        ),
        (
            [state("in", True, True, "1", 3), state("side", True, True, "1", 5)],
            "side",
            "side does not take beat 4",
        ),
    ],
)
def test_the_port_that_stands_still_is_blamed(states: list[PortState], port: str, why: str) -> None:
    context = context_of(OUT, stream("in", "s_axis", SOURCE))
    assert context.stuck_port(tuple(states)) == (port, why)
