"""Builds one design and runs one bench on it: what every job comes down to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim import process, results
from sim.build import Compiled, build, simulate_compiled
from sim.design import Design
from sim.results import LAYERS, LOG, MISMATCHES, RESULTS_XML, ResultsError
from sim.simulators import waves_file
from sim.tools import Toolset


@dataclass(frozen=True)
class Job:
    """One bench on one design.

    Attributes:
        design: what is simulated.
        module: Python module of the cocotb tests.
        folder: existing private folder; all that the run writes goes there.
        seed: seed of the regression.
        testcases: names of the tests to run; empty means all.
        waves: record waveforms.
        environment: variables for the bench.
        idle_limit: seconds without any sign of progress after which the simulator is ended.
        root: folder that the bench's Python packages are imported from.
    """

    design: Design
    module: str
    folder: Path
    seed: int
    root: Path
    testcases: tuple[str, ...] = ()
    waves: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    idle_limit: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What a job left: the model it ran on, its tests, and what cut it short."""

    model: Compiled
    tests: tuple[results.TestOutcome, ...]
    fault: str
    seconds: float
    waves: Path | None


def launch(
    job: Job, toolset: Toolset, models: Path, on_tick: Callable[[], None] | None = None
) -> Outcome:
    """Build the design unless it is built, and run the bench to its end.

    Args:
        job: what to run.
        toolset: the simulator to run it on.
        models: folder of all compiled designs.
        on_tick: called about ten times a second while the simulator runs, and once after.

    Raises:
        BuildError: the design does not compile.
        ToolError: a library that the build needs is missing.
    """
    model = build(job.design, toolset, models, waves=job.waves)
    started = time.monotonic()
    fault, code = "", 0
    try:
        code = simulate_compiled(
            model,
            job.design,
            toolset,
            module=job.module,
            test_filter=test_filter(job.module, job.testcases),
            seed=job.seed,
            folder=job.folder,
            environment=job.environment,
            python_path=[job.root],
            waves=job.waves,
            watched=[job.folder / name for name in (LAYERS, MISMATCHES)],
            idle_limit=job.idle_limit,
            on_tick=on_tick,
        )
    except process.HungError as hung:
        fault = str(hung)
    seconds = time.monotonic() - started
    tests: tuple[results.TestOutcome, ...] = ()
    try:
        tests = results.read_tests(job.folder / RESULTS_XML)
    except ResultsError as missing:
        fault = fault or f"{missing} Exit code {code}; last words:\n{_last_words(job.folder)}"
    if not fault and not tests:
        fault = f"No test ran: {job.module} has none of the name(s) {', '.join(job.testcases)}."
    if not fault and code != 0 and all(test.verdict == results.PASSED for test in tests):
        fault = f"The simulator ended with exit code {code}:\n{_last_words(job.folder)}"
    waves = waves_file(job.design, job.folder) if job.waves else None
    return Outcome(model, tests, fault, seconds, waves if waves and waves.exists() else None)


def test_filter(module: str, testcases: Sequence[str]) -> str:
    """Pattern of cocotb's full test names that selects `testcases`, or all tests of `module`."""
    names = "|".join(re.escape(name) for name in testcases) if testcases else ".*"
    return rf"^{re.escape(module)}\.({names})(/.*)?$"


test_filter.__test__ = False  # type: ignore[attr-defined]


def _last_words(folder: Path, count: int = 12) -> str:
    log = folder / LOG
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"  {line}" for line in lines[-count:])
