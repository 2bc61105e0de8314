"""The faults of `axis_tap`, and what the bench must say about each of them."""

from __future__ import annotations

from dataclasses import dataclass

TRIGGER = 5
"""Beat at which the faults show."""

BEATS = 40
"""Beats of a packet."""

LAST = BEATS - 1


@dataclass(frozen=True)
class Planted:
    """One fault of the design.

    Attributes:
        bug: value of the design's `bug` input.
        kind: kind of the report.
        port: port or status output that the report names.
        beat: beat that it names, None where that does not matter.
        cause: the cause that it guesses; None where that follows from the random values.
        stalled: whether the sink has to stall to see it.
        four_state: whether only a simulator with X can see it.
        words: part of the report's sentence.
        mark: label of a field that the report tells as a whole.
    """

    bug: int
    kind: str
    port: str
    beat: int | None = None
    cause: str | None = ""
    stalled: bool = False
    four_state: bool = False
    words: str = ""
    mark: str = ""


PLANTED = {
    "drop": Planted(1, "mismatch", "out", TRIGGER, "shifted by one beat"),
    "twice": Planted(2, "mismatch", "out", TRIGGER + 1, "shifted by one beat"),
    "swap": Planted(3, "mismatch", "out", TRIGGER, "swapped lanes"),
    "fall": Planted(4, "handshake", "out", stalled=True, words="tvalid of out fell"),
    "change": Planted(5, "handshake", "out", stalled=True, words="tdata of out changed"),
    "data_x": Planted(6, "unknown", "out", TRIGGER, "undefined", four_state=True),
    "valid_x": Planted(7, "unknown", "out", four_state=True, words="tvalid of out is X"),
    "deaf": Planted(8, "stuck", "in", TRIGGER, words="no port has moved a beat"),
    "mute": Planted(9, "stuck", "out", TRIGGER, words="the work has taken more than"),
    "last_early": Planted(10, "mismatch", "out", TRIGGER, "tlast early", mark="tlast"),
    "last_missing": Planted(11, "mismatch", "out", LAST, "tlast missing", mark="tlast"),
    "keep": Planted(12, "mismatch", "out", TRIGGER, "lane marks", mark="tkeep"),
    "slow": Planted(13, "stuck", "in", words="the work has taken more than"),
    "error": Planted(14, "flag", "error", words="error is 1, expected 0"),
    "not_reset": Planted(15, "handshake", "out", words="tvalid of out is high during reset"),
    "bit": Planted(16, "mismatch", "out", TRIGGER, "one bit"),
    "negate": Planted(17, "mismatch", "out", TRIGGER, "sign"),
    "stale": Planted(18, "mismatch", "out", TRIGGER, "shifted by one beat"),
    "extra": Planted(19, "surplus", "out", words="no packet is expected"),
    "ready_x": Planted(20, "unknown", "in", four_state=True, words="tready of in is X"),
    "user": Planted(21, "mismatch", "out", TRIGGER, "unexplained", mark="tuser"),
    "user_x": Planted(22, "unknown", "out", TRIGGER, "unexplained", four_state=True, mark="tuser"),
    "echo": Planted(
        23, "mismatch", "in", TRIGGER, "unexplained", words="echo of in differs", mark="echo"
    ),
    "echo_x": Planted(24, "unknown", "in", TRIGGER, "unexplained", four_state=True, mark="echo"),
    "note": Planted(25, "mismatch", "note", TRIGGER, mark="note_mark"),
    "note_lost": Planted(26, "mismatch", "note", TRIGGER, mark="note_tag"),
    "note_twice": Planted(27, "surplus", "note", words="note offers a beat, but"),
    "note_x": Planted(28, "unknown", "note", four_state=True, words="note_valid of note is X"),
    "note_data_x": Planted(
        29, "unknown", "note", TRIGGER, four_state=True, words="bits in note_done"
    ),
    "note_in_reset": Planted(30, "handshake", "note", words="note_valid of note is high"),
    "old_tag": Planted(31, "mismatch", "note", 1, mark="note_tag"),
    "now": Planted(32, "mismatch", "now", TRIGGER, "one bit", words="now_level of now differs"),
    "now_x": Planted(33, "unknown", "now", TRIGGER, "undefined", four_state=True),
    "next": Planted(34, "mismatch", "next", TRIGGER, "off by one"),
    "next_x": Planted(35, "unknown", "next", TRIGGER, "undefined", four_state=True),
    "next_late": Planted(36, "mismatch", "next", 0, cause=None),
    "code": Planted(37, "flag", "code", words="code is 4 (TAP), expected 0"),
    "pulse": Planted(38, "flag", "error", words="error is 1, expected 0"),
    "error_x": Planted(39, "unknown", "error", four_state=True, words="error is X, expected 0"),
    "error_in_reset": Planted(40, "flag", "error", words="error is 1, expected 0 during reset"),
    "error_x_in_reset": Planted(
        41, "unknown", "error", four_state=True, words="error is X, expected 0 during reset"
    ),
    "ready_x_in_reset": Planted(
        42, "unknown", "in", four_state=True, words="tready of in is X during reset"
    ),
    "user_change": Planted(43, "handshake", "out", stalled=True, words="tuser of out changed"),
}


def visible(simulator: str) -> list[str]:
    """Names of the faults that a simulator can show."""
    four_state = simulator == "icarus"
    return [name for name, fault in PLANTED.items() if four_state or not fault.four_state]
