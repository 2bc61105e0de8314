"""One sentence for everything that a transport can find, and nothing else to find it in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from golden.streams.frame import Frame, numbers
from tb.bench import SINK, SOURCE, Field, Port, handshake, level_output, stream, strobe
from tb.scoreboard.wording import sentence, state_text
from tb.transport.fault import (
    KIND_OF,
    Fault,
    FaultKind,
    FlagChange,
    PortState,
    Rule,
    Standstill,
)
from tests.tb.fakes import frame

PORTS: dict[str, Port] = {
    port.name: port
    for port in (
        stream("in", "s_axis", SOURCE, keep=True),
        stream("out", "m_axis", SINK, keep=True),
        handshake(
            "step",
            SOURCE,
            "step_valid",
            "step_take",
            Field("count", "step_count"),
            Field("done", "step_done", turned=True),
        ),
        strobe("note", SINK, "note_valid", Field("value", "note_value")),
        level_output("sum", "in", 1, Field("sum", "sum_of_words", word=4)),
    )
}
FRAME = frame(6)
STILL = Standstill(31, 30, "the clock model")
FLAGS = (FlagChange("error", "0", "1"), FlagChange("code", "00", "10"))
NAMES = {"code": {2: "KERNEL"}}


def fault(rule: Rule, port: str, **changes: object) -> Fault:
    return replace(Fault(rule, port, 40, 400.0), **changes)  # type: ignore[arg-type]


SAID: dict[str, tuple[Fault, str]] = {
    "differs": (
        fault(Rule.DIFFERS, "out", frame=FRAME, beat=3, fields=("data", "last")),
        "tdata and tlast of out differs in beat 3 of frame",
    ),
    "level differs": (
        fault(Rule.DIFFERS, "sum", frame=FRAME, beat=1, fields=("sum",)),
        "sum_of_words of sum differs in beat 1 of frame",
    ),
    "stray": (
        fault(Rule.STRAY, "step", fields=("done",), source=True),
        "step_done of step is not 0, though no beat is there",
    ),
    "driver": (
        fault(Rule.DIFFERS, "in", frame=FRAME, fields=("data",), source=True),
        "the bench's own driver sent a wrong tdata on in",
    ),
    "answer": (
        fault(Rule.DIFFERS, "step", frame=FRAME, beat=2, fields=("done",), source=True),
        "step_done of step differs in beat 2 of frame",
    ),
    "surplus": (
        fault(Rule.SURPLUS, "note"),
        "note offers a beat, but no packet is expected",
    ),
    "valid": (fault(Rule.UNKNOWN_VALID, "out", text="X"), "tvalid of out is X"),
    "valid in reset": (
        fault(Rule.UNKNOWN_VALID, "note", text="Z", in_reset=True),
        "note_valid of note is Z during reset",
    ),
    "ready": (fault(Rule.UNKNOWN_READY, "step", text="X"), "step_take of step is X"),
    "payload": (
        fault(Rule.UNKNOWN_PAYLOAD, "sum", fields=("sum",)),
        "sum offers undefined bits in sum_of_words",
    ),
    "flag X": (
        fault(Rule.UNKNOWN_FLAG, "code", flags=(FlagChange("code", "00", "X0"),), in_reset=True),
        "code is X0, expected 0 during reset",
    ),
    "fell": (fault(Rule.VALID_FELL, "out"), "tvalid of out fell before tready took the beat"),
    "changed": (
        fault(Rule.PAYLOAD_CHANGED, "out", fields=("data", "keep")),
        "tdata and tkeep of out changed before tready took the beat",
    ),
    "high in reset": (
        fault(Rule.VALID_IN_RESET, "note", in_reset=True),
        "note_valid of note is high during reset",
    ),
    "quiet": (
        fault(Rule.QUIET, "out", standstill=STILL),
        "no port has moved a beat for 31 clocks, 30 are legal (the clock model)",
    ),
    "total": (
        fault(Rule.TOTAL, "out", standstill=STILL),
        "the work has taken more than 30 clocks (the clock model)",
    ),
    "flags": (
        fault(Rule.FLAG_DIFFERS, "error", flags=FLAGS),
        "error is 1, expected 0, code is 2 (KERNEL), expected 0",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_a_fault_is_said_in_one_sentence(name: str) -> None:
    told, words = SAID[name]
    assert sentence(told, PORTS, NAMES) == words


def test_every_rule_has_a_kind_and_words() -> None:
    assert set(KIND_OF) == set(Rule)
    assert set(KIND_OF.values()) == set(FaultKind)
    assert {told.rule for told, _ in SAID.values()} == set(Rule)


def test_a_port_that_stands_still_is_said_with_the_signals_that_it_has() -> None:
    sent = PortState("in", True, FRAME, 4, "1", "0", 30)
    level = PortState("sum", False, Frame("f", {"sum": numbers([1], 8)}), 0, "", "", 9)
    assert state_text(sent, PORTS) == (
        "in: offers beat 4 of 6 of frame, 30 clocks without a transfer (tvalid 1, tready 0)"
    )
    assert state_text(replace(sent, port="out", source=False), PORTS) == (
        "out: waits for beat 4 of 6 of frame, 30 clocks without a transfer (tvalid 1, tready 0)"
    )
    assert state_text(replace(level, port="note", valid="0"), PORTS) == (
        "note: waits for beat 0 of 1 of f, 9 clocks without a transfer (note_valid 0)"
    )
    assert (
        state_text(level, PORTS) == "sum: waits for beat 0 of 1 of f, 9 clocks without a transfer"
    )
    assert state_text(replace(sent, frame=None), PORTS) == "in: nothing left to move"
