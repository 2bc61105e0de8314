"""How a mutant was killed, from the first report of its run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.mutate.result import Kind, Tried
from sim.outcome import Outcome

SORTS: Mapping[str, Kind] = {
    "contract": "contract",
    "surplus": "surplus",
    "handshake": "handshake",
    "unknown": "X",
    "stuck": "stuck",
    "flag": "status",
    "clocks": "clocks",
    "assertion": "assertion",
    "tensor": "data",
    "busy": "status",
    "packet_done": "status",
    "error": "status",
    "error code": "status",
    "closing": "place",
}
"""By the kind of a report."""
MARKS = ("last", "keep", "user")
"""Fields of a stream that say which words count and where a packet ends."""


def tried_of(outcome: Outcome, mutant: str, trial: str) -> Tried:
    """What a trial said of a mutant.

    Args:
        outcome: of its run.
        mutant: its key.
        trial: the trial's key.
    """
    passed = outcome.state == "passed"
    return Tried(
        mutant=mutant,
        trial=trial,
        state="passed" if passed else "killed",
        kind=None if passed else kind_of(outcome),
        test=outcome.test,
        port=outcome.port,
        clock=outcome.clock,
        case=outcome.case,
        seconds=outcome.seconds,
        detail=outcome.detail,
    )


def kind_of(outcome: Outcome) -> Kind:
    """How a variant that did not pass was caught."""
    if outcome.state == "timeout":
        return "stuck"
    if outcome.state == "crashed":
        return "crash"
    if outcome.kind == "mismatch":
        return "place" if _right_words(outcome.report or {}) else "data"
    return SORTS.get(outcome.kind, "crash")


def _right_words(report: Mapping[str, Any]) -> bool:
    """Whether nothing but marks, kept bytes or the end of the packet differ."""
    fields = report.get("fields") or ()
    return bool(fields) and report.get("lane") is None and all(_is_mark(str(f)) for f in fields)


def _is_mark(field: str) -> bool:
    return field.removeprefix("t") in MARKS
