"""What a finished run left behind, read from its folder into plain data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tb.results import FAILED, LAYERS, MISMATCHES, PASSED

__all__ = [
    "FAILED",
    "LAYERS",
    "LOG",
    "MISMATCHES",
    "PASSED",
    "RESULTS_XML",
    "LineReader",
    "ResultsError",
    "RunResult",
    "TestOutcome",
    "read_lines",
    "read_tests",
]

RESULTS_XML = "results.xml"
LOG = "sim.log"


@dataclass(frozen=True)
class TestOutcome:
    """One cocotb test.

    Attributes:
        name: the test function's name.
        verdict: ``passed`` or ``failed``.
        seconds: wall time.
        message: why it failed, empty when it passed.
        kind: name of the exception that ended it, empty when it passed.
    """

    __test__ = False  # not a test of ours, whatever its name

    name: str
    verdict: str
    seconds: float
    message: str = ""
    kind: str = ""

    def __str__(self) -> str:
        """Why it failed, with the exception's name where that says more."""
        plain = self.kind in ("", "AssertionError", "CheckFailed")
        return self.message if plain else f"{self.kind}: {self.message}"


@dataclass(frozen=True)
class RunResult:
    """Everything a run found.

    Attributes:
        simulator: ``verilator`` or ``icarus``.
        toplevel: the design's top module.
        parameters: its elaboration parameters.
        seed: the regression's seed.
        folder: holds the log, the result files and the waves.
        tests: one entry for each cocotb test that ran.
        layers: one mapping for each line of ``layers.jsonl``.
        mismatches: one mapping for each line of ``mismatches.jsonl``.
        fault: why the run has no verdict of its own (it crashed, hung, ran no test), else empty.
        replay: command that repeats it.
        commit: state of the sources.
        tools: version of each tool.
        build_seconds: what building the model took; next to nothing when it was there already.
        run_seconds: what the simulation took.
        waves: the recorded waveforms, None without them.
    """

    simulator: str
    toplevel: str
    parameters: Mapping[str, int]
    seed: int
    folder: Path
    tests: tuple[TestOutcome, ...] = ()
    layers: tuple[Mapping[str, Any], ...] = ()
    mismatches: tuple[Mapping[str, Any], ...] = ()
    fault: str = ""
    replay: str = ""
    commit: str = ""
    tools: Mapping[str, str] = field(default_factory=dict)
    build_seconds: float = 0.0
    run_seconds: float = 0.0
    waves: Path | None = None

    @property
    def passed(self) -> bool:
        """Whether tests ran, all passed, and nothing speaks against it."""
        return (
            not self.fault
            and bool(self.tests)
            and all(test.verdict == PASSED for test in self.tests)
            and all(layer.get("verdict") == PASSED for layer in self.layers)
            and not self.mismatches
        )

    @property
    def exit_code(self) -> int:
        """0 when all passed, else 1."""
        return 0 if self.passed else 1


class ResultsError(Exception):
    """A result file is missing or cannot be read; the message names it."""


def read_tests(path: Path) -> tuple[TestOutcome, ...]:
    """Read cocotb's ``results.xml``.

    Raises:
        ResultsError: the simulator ended without writing it whole.
    """
    try:
        tree = ElementTree.parse(path)
    except (OSError, ElementTree.ParseError) as fault:
        raise ResultsError(
            f"The simulator ended without a complete {path.name}: it crashed, or it was ended."
        ) from fault
    outcomes = []
    for case in tree.iter("testcase"):
        if case.find("skipped") is not None:
            continue
        bad = [entry for entry in case if entry.tag in ("failure", "error")]
        outcomes.append(
            TestOutcome(
                name=case.get("name", ""),
                verdict=FAILED if bad else PASSED,
                seconds=float(case.get("time", "0")),
                message="\n".join(_message(entry) for entry in bad),
                kind=bad[0].get("type", "") if bad else "",
            )
        )
    return tuple(outcomes)


def _message(entry: ElementTree.Element) -> str:
    return entry.get("message") or (entry.text or "").strip() or "failed"


def read_lines(path: Path) -> tuple[Mapping[str, Any], ...]:
    """Read a file of one JSON object a line; a file that was never begun holds none.

    Raises:
        ResultsError: a line is no JSON object.
    """
    return tuple(LineReader(path).new())


class LineReader:
    """Follows a growing file of JSON lines; a last line without its end waits for the rest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.offset = 0
        self.lines = 0

    def new(self) -> Iterator[Mapping[str, Any]]:
        """The objects that were finished since the last call.

        Raises:
            ResultsError: a line is no JSON object.
        """
        if not self.path.exists():
            return
        with self.path.open("rb") as handle:
            handle.seek(self.offset)
            for line in handle:
                if not line.endswith(b"\n"):
                    return
                self.offset += len(line)
                self.lines += 1
                try:
                    entry = json.loads(line)
                except ValueError as fault:
                    raise ResultsError(f"{self.path}:{self.lines} is no JSON.") from fault
                if not isinstance(entry, dict):
                    raise ResultsError(f"{self.path}:{self.lines} is no JSON object.")
                yield entry
