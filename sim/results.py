"""What a finished run left behind, read from its folder into plain data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from xml.etree import ElementTree

from pydantic import BaseModel, ConfigDict, computed_field

from tb.bench.columns import Column
from tb.results import FAILED, PASSED
from tb.spec import RunSpec

RESULTS_XML = "results.xml"
LOG = "sim.log"
RESULT_JSON = "result.json"
JUNIT_XML = "junit.xml"
REPORT_HTML = "report.html"
"""The page."""
ASSERTION_FAILED = "An assertion of the design failed"
"""How the fault of a run begins in which the bench found nothing, but an assertion failed."""
COUNTED = ("beats", "values", "clocks")
"""What every case counts."""

Row = Mapping[str, Any]


class TestOutcome(BaseModel):
    """One test.

    Attributes:
        name: the test's name.
        verdict: ``passed`` or ``failed``.
        seconds: wall time.
        message: why it failed, empty when it passed.
        kind: name of the exception that ended it, empty when it passed.
    """

    __test__ = False  # not a test of ours, whatever its name
    model_config = ConfigDict(frozen=True)

    name: str
    verdict: str
    seconds: float
    message: str = ""
    kind: str = ""

    def why(self) -> str:
        """Why it failed, with the exception's name where that says more."""
        plain = self.kind in ("", "AssertionError", "CheckFailed")
        return self.message if plain else f"{self.kind}: {self.message}"


class RunResult(BaseModel):
    """Everything a run found.

    Attributes:
        spec: what was asked for.
        parameters: all elaboration parameters of the design.
        folder: holds the log, the result files and the waves.
        tests: one entry for each test that ran.
        cases: one mapping for each line of ``cases.jsonl``.
        mismatches: one mapping for each line of ``mismatches.jsonl``.
        usage: one mapping for each test that could not do what it was told.
        fault: why the run has no verdict of its own (it crashed, hung, ran no test), else empty.
        replay: command that repeats it.
        commit: state of the sources.
        tools: version of each tool.
        transport: what moved the beats.
        remark: what a user should know about that choice; mostly empty.
        build_seconds: what building took; next to nothing when the design was built already.
        run_seconds: what the simulation took.
        waves: the recorded waveforms, None without them.
        columns: what the table of cases tells, by the design's bench.
        case_label: what the bench calls a case.
        located: the block in which the fault sits, as `tb.bench.parts.Located` has it; None where
            nobody looked for it or it was not found. The first mismatch has it too.
    """

    model_config = ConfigDict(frozen=True)

    spec: RunSpec
    parameters: dict[str, int]
    folder: Path
    tests: tuple[TestOutcome, ...] = ()
    cases: tuple[Row, ...] = ()
    mismatches: tuple[Row, ...] = ()
    usage: tuple[Row, ...] = ()
    fault: str = ""
    replay: str = ""
    commit: str = ""
    tools: dict[str, str] = {}
    transport: str = ""
    remark: str = ""
    build_seconds: float = 0.0
    run_seconds: float = 0.0
    waves: Path | None = None
    columns: tuple[Column, ...] = ()
    case_label: str = "case"
    located: Row | None = None

    @property
    def simulator(self) -> str:
        """``verilator`` or ``icarus``."""
        return self.spec.simulator

    @property
    def toplevel(self) -> str:
        """Name of the design's bench."""
        return self.spec.toplevel

    @property
    def seed(self) -> int:
        """The regression's seed."""
        return self.spec.seed

    @property
    def passed(self) -> bool:
        """Whether tests ran, all passed, and nothing speaks against it."""
        return (
            not self.fault
            and bool(self.tests)
            and all(test.verdict == PASSED for test in self.tests)
            and all(case.get("verdict") == PASSED for case in self.cases)
            and not self.mismatches
        )

    def why(self) -> str:
        """Why it failed, as text with the reports of the tests; empty when it passed."""
        failed = [test for test in self.tests if test.verdict != PASSED]
        parts = [f"{test.name} failed: {test.why()}" for test in failed]
        parts += [self.fault] if self.fault else []
        parts += [f"located  {self.located['sentence']}"] if self.located else []
        return "" if self.passed else "\n".join([*parts, f"replay   {self.replay}"])

    @computed_field  # type: ignore[prop-decorator]
    @property
    def verdict(self) -> str:
        """``passed`` or ``failed``."""
        return PASSED if self.passed else FAILED

    @computed_field  # type: ignore[prop-decorator]
    @property
    def exit_code(self) -> int:
        """0 when all passed; 2 when nothing failed but what tests were told could not be done."""
        if self.passed:
            return 0
        told = {entry.get("test") for entry in self.usage}
        failed = [test for test in self.tests if test.verdict != PASSED and test.name not in told]
        return 1 if failed or self.fault or self.mismatches or not told else 2

    @computed_field  # type: ignore[prop-decorator]
    @property
    def totals(self) -> dict[str, int]:
        """Sums over all cases, see `sums`."""
        return self.sums(self.cases)

    def sums(self, cases: Sequence[Row]) -> dict[str, int]:
        """Sums over some cases of what can be summed, and of what each of them tells."""
        sums = {name: sum(int(case.get(name) or 0) for case in cases) for name in COUNTED}
        for column in self.columns:
            figures = [case.get("figures", {}).get(column.figure) for case in cases]
            if column.total and figures and None not in figures:
                sums[column.figure] = sum(figures)
        return sums

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read ``result.json`` of a run's folder.

        Raises:
            ResultsError: it is missing or no such JSON.
        """
        path = folder / RESULT_JSON
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise ResultsError(f"{path} cannot be read: {fault}.") from fault


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


class LineReader:
    """Follows a growing file of JSON lines; a last line without its end waits for the rest.

    A file that was never begun holds none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.offset = 0
        self.lines = 0

    def new(self) -> Iterator[Row]:
        """The objects that were finished since the last call.

        Raises:
            ResultsError: a line is no JSON object; the next call goes on behind it.
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
