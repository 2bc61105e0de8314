"""The faults of `axis_tap`, and what the bench must say about each of them."""

from __future__ import annotations

from dataclasses import dataclass

TRIGGER = 5
"""Beat at which the faults show."""


@dataclass(frozen=True)
class Planted:
    """One fault of the design.

    Attributes:
        bug: value of the design's `bug` input.
        kind: kind of the report.
        port: port or status output that the report names.
        beat: beat that it names, None where that does not matter.
        cause: the cause that it guesses, empty where there is none.
        stalled: whether the sink has to stall to see it.
        four_state: whether only a simulator with X can see it.
        words: part of the report's sentence.
    """

    bug: int
    kind: str
    port: str
    beat: int | None = None
    cause: str = ""
    stalled: bool = False
    four_state: bool = False
    words: str = ""


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
    "last_early": Planted(10, "mismatch", "out", TRIGGER, "tlast early"),
    "last_missing": Planted(11, "mismatch", "out", 39, "tlast missing"),
    "keep": Planted(12, "mismatch", "out", TRIGGER, "lane marks"),
    "slow": Planted(13, "stuck", "in", words="the work has taken more than"),
    "error": Planted(14, "flag", "error", words="error is 1, expected 0"),
    "not_reset": Planted(15, "handshake", "out", words="high during reset"),
    "bit": Planted(16, "mismatch", "out", TRIGGER, "one bit"),
    "negate": Planted(17, "mismatch", "out", TRIGGER, "sign"),
    "stale": Planted(18, "mismatch", "out", TRIGGER, "shifted by one beat"),
    "extra": Planted(19, "surplus", "out", words="no packet is expected"),
    "ready_x": Planted(20, "unknown", "in", four_state=True, words="tready of in is X"),
}


def visible(simulator: str) -> list[str]:
    """Names of the faults that a simulator can show, by its own name or ours."""
    four_state = simulator.lower().startswith("icarus")
    return [name for name, fault in PLANTED.items() if four_state or not fault.four_state]
