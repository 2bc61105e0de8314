"""Builds one design and runs one bench on it: what every job comes down to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim import process, results, wheel
from sim.build import Model, Toolset, build, half_arguments
from sim.design import Design
from sim.results import LAYERS, LOG, MISMATCHES, RESULTS_XML, ResultsError
from sim.simulators import IcarusHalf, VerilatorHalf, python_path


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

    model: Model
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
    half = _run_half(job, toolset, model)
    started = time.monotonic()
    fault, code = "", 0
    try:
        for words in half.run_commands():
            code = process.run(
                words,
                folder=job.folder,
                environment=half.environment(),
                log=job.folder / LOG,
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
    waves = job.folder / f"{job.design.toplevel}.fst" if job.waves else None
    return Outcome(model, tests, fault, seconds, waves if waves and waves.exists() else None)


def _run_half(job: Job, toolset: Toolset, model: Model) -> IcarusHalf | VerilatorHalf:
    arguments = half_arguments(job.design, model.folder, job.folder, waves=job.waves)
    overrides = {
        "COCOTB_RESULTS_FILE": str(job.folder / RESULTS_XML),
        "COCOTB_TEST_FILTER": test_filter(job.module, job.testcases),
        "COCOTB_RANDOM_SEED": str(job.seed),
        "COCOTB_ANSI_OUTPUT": "0",
        "PYTHONPATH": python_path(job.root),
        **job.environment,
    }
    if toolset.simulator == "icarus":
        # A write that is not deferred would be sampled by the very edge it follows: never trust.
        overrides["COCOTB_TRUST_INERTIAL_WRITES"] = "0"
        return IcarusHalf(module=job.module, overrides=overrides, **arguments)
    overrides["COCOTB_TRUST_INERTIAL_WRITES"] = "1"
    overrides["PATH"] = wheel.on_path(toolset.main.path)
    # Registers start with contents drawn from the seed, so that a forgotten reset shows.
    random = ["+verilator+rand+reset+2", f"+verilator+seed+{job.seed % 0x7FFFFFFF + 1}"]
    return VerilatorHalf(
        module=job.module,
        overrides=overrides,
        executable=toolset.main.path,
        plus_args=random,
        **arguments,
    )


def test_filter(module: str, testcases: Sequence[str]) -> str:
    """Pattern of cocotb's full test names that selects `testcases`, or all tests of `module`."""
    names = "|".join(re.escape(name) for name in testcases) if testcases else ".*"
    return rf"^{re.escape(module)}\.({names})(/.*)?$"


test_filter.__test__ = False  # type: ignore[attr-defined]


def _last_words(folder: Path, count: int = 12) -> str:
    log = folder / LOG
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"  {line}" for line in lines[-count:])
