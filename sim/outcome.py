"""What came of one variant of a design, read from the folder that its tests ran in."""

from __future__ import annotations

import re
import signal
from functools import partial
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sim.results import LOG, RESULTS_XML, ResultsError, Row, TestOutcome, read_tests
from sim.run import lines
from sim.told import broken_rule, first_assertion
from tb.results import CASES, MISMATCHES, PASSED, USAGE

ASSERTION = "assertion"
"""The kind of a failure that an assertion of the design, and no check of the bench, has told."""
SANITIZER = "sanitizer"
"""The kind of one that a sanitized build has told."""
ENDED = "ended"
"""The kind of one where the simulation ended before its tests had."""
KINDS = {"SimFailure": ENDED}

State = Literal["passed", "failed", "timeout", "crashed"]
RUNNING = re.compile(r" running \S+\.(?P<test>\w+) \(\d+/\d+\)$", re.MULTILINE)
"""What cocotb's log says when a test begins."""
LAST_WORDS = 600
"""Characters of a log that an outcome holds where nothing better is known."""


class Outcome(BaseModel):
    """What came of one variant.

    Attributes:
        number: which one; 0 is the sound design.
        state: ``passed``; ``failed`` by a check or an assertion; ``timeout``; or ``crashed`` where
            the simulator ended without a verdict.
        test: the first test that did not pass, as far as it is known.
        kind: of its first report (``mismatch``, ``clocks``, ``stuck``, ...), else ``assertion``,
            ``ended``, the name of the exception, or that of the signal; empty when it passed.
        port, clock, case: where that report gives them.
        seconds: processor time that it took, user and system, with all that it started.
        detail: one sentence or the last words of the log.
        report: the first report, a line of ``mismatches.jsonl``; None where there is none.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    state: State
    test: str = ""
    kind: str = ""
    port: str = ""
    clock: int | None = None
    case: str = ""
    seconds: float = 0.0
    detail: str = ""
    report: Row | None = None

    @property
    def explained(self) -> bool:
        """Whether more than the end of a process says what came of it."""
        return self.state == PASSED or self.report is not None or self.kind == ASSERTION


def read_outcome(
    number: int, folder: Path, *, code: int, timed_out: bool, seconds: float
) -> Outcome:
    """Judge a variant by what `sim.run` judges a run by.

    Args:
        number: of the variant.
        folder: its tests have run there.
        code: exit code of its process; negative for the signal that ended it.
        timed_out: it was ended for taking too long.
        seconds: processor time.
    """
    log = folder / LOG
    mismatches, broken = lines(folder / MISMATCHES)
    cases, broken_too = lines(folder / CASES)
    usage, _ = lines(folder / USAGE)
    tests: tuple[TestOutcome, ...] = ()
    unfinished = False
    try:
        tests = read_tests(folder / RESULTS_XML)
    except ResultsError:
        unfinished = True
    failed = next((test for test in tests if test.verdict != PASSED), None)
    outcome = partial(Outcome, number=number, seconds=seconds)
    case = next((str(row["case"]) for row in cases if row.get("verdict") != PASSED), "")
    if rule := broken_rule(log):
        return outcome(state="crashed", kind=SANITIZER, detail=rule)
    if mismatches:
        first = mismatches[0]
        return outcome(
            state="failed",
            test=str(first.get("test", "")),
            kind=str(first.get("kind", "")),
            port=str(first.get("port", "")),
            clock=first.get("clock"),
            case=case,
            detail=str(first.get("detail", "")),
            report=first,
        )
    name = failed.name if failed else ""
    if assertion := first_assertion(log):
        return outcome(
            state="failed", test=name, kind=ASSERTION, case=case, detail=assertion.sentence
        )
    if timed_out:
        last = _last_words(log)
        return outcome(state="timeout", kind="timeout", test=_running(log), detail=last)
    if unfinished or broken or broken_too or (code != 0 and failed is None):
        kind = signal.Signals(-code).name if code < 0 else "exit code" if code else "unfinished"
        detail = broken or broken_too or _last_words(log)
        test = name or _running(log)
        return outcome(state="crashed", test=test, kind=kind, case=case, detail=detail)
    if failed:
        what = str(usage[0]["message"]) if usage else failed.message
        kind = KINDS.get(failed.kind, failed.kind)
        return outcome(state="failed", test=name, kind=kind, case=case, detail=what)
    if not tests:
        return outcome(state="crashed", kind="no test", detail="No test ran.")
    if case:
        return outcome(state="failed", kind="case", case=case, detail=f"{case} failed.")
    return outcome(state="passed")


def _last_words(log: Path) -> str:
    return _text(log)[-LAST_WORDS:].strip()


def _running(log: Path) -> str:
    """The test that was running last."""
    begun = [found["test"] for found in RUNNING.finditer(_text(log))]
    return begun[-1] if begun else ""


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
