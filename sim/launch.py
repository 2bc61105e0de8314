"""Builds a chosen design and runs its tests: what every run comes down to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim import process, results
from sim.build import Compiled, build, simulate_compiled
from sim.chosen import Chosen
from sim.places import NETLISTS, ROOT
from sim.results import LOG, RESULTS_XML, ResultsError
from sim.simulators import waves_kept
from sim.synth.netlist import netlist_of
from sim.tools import Toolset
from tb.results import CASES, MISMATCHES, PASSED
from tb.spec import RUN_VARIABLE

MODULE = "tb.entry"
"""The module that makes cocotb tests of a bench's tests."""
RUN_JSON = "run.json"
"""What the simulator process is told, in the run's folder."""


@dataclass(frozen=True)
class Ended:
    """How a run ended.

    Attributes:
        compiled: the design that it ran on.
        tests: one entry for each test that ran.
        fault: what cut it short, empty when nothing did.
        seconds: what the simulation took.
        waves: the recorded waveforms, None without them.
    """

    compiled: Compiled
    tests: tuple[results.TestOutcome, ...]
    fault: str
    seconds: float
    waves: Path | None


def launch(
    chosen: Chosen,
    toolset: Toolset,
    folder: Path,
    designs: Path,
    on_tick: Callable[[], None] | None = None,
) -> Ended:
    """Build the design unless it is built, and run the tests to their end.

    Args:
        chosen: what to run.
        toolset: the simulator to run it on.
        folder: existing private folder that holds `RUN_JSON`; all that the run writes goes there.
        designs: folder of all compiled designs.
        on_tick: called about ten times a second while the simulator runs, and once after.

    Raises:
        BuildError: the design does not compile.
        ToolError: what the build needs is missing.
    """
    spec, design = chosen.spec, chosen.design
    if spec.netlist:
        design = netlist_of(design, NETLISTS)
    compiled = build(design, toolset, designs, waves=spec.waves)
    started = time.monotonic()
    fault, code = "", 0
    try:
        code = simulate_compiled(
            compiled,
            design,
            toolset,
            module=MODULE,
            test_filter=test_filter(MODULE, chosen.tests),
            seed=spec.seed,
            folder=folder,
            environment={RUN_VARIABLE: str(folder / RUN_JSON)},
            python_path=[ROOT],
            waves=spec.waves,
            watched=[folder / name for name in (CASES, MISMATCHES)],
            idle_limit=spec.idle_limit,
            on_tick=on_tick,
        )
    except process.HungError as hung:
        fault = str(hung)
    seconds = time.monotonic() - started
    tests: tuple[results.TestOutcome, ...] = ()
    try:
        tests = results.read_tests(folder / RESULTS_XML)
    except ResultsError as missing:
        fault = fault or f"{missing} Exit code {code}; last words:\n{_last_words(folder)}"
    if not fault and not tests:
        fault = f"No test ran: the bench has none of the name(s) {', '.join(chosen.tests)}."
    if not fault and code != 0 and all(test.verdict == PASSED for test in tests):
        fault = f"The simulator ended with exit code {code}:\n{_last_words(folder)}"
    waves = waves_kept(design, folder) if spec.waves else None
    return Ended(compiled, tests, fault, seconds, waves)


def test_filter(module: str, testcases: Sequence[str]) -> str:
    """Pattern of cocotb's full test names that selects `testcases`, or all tests of `module`."""
    names = "|".join(re.escape(name) for name in testcases) if testcases else ".*"
    return rf"^{re.escape(module)}\.({names})(/.*)?$"


test_filter.__test__ = False  # type: ignore[attr-defined]


def _last_words(folder: Path, count: int = 12) -> str:
    log = folder / LOG
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"  {line}" for line in lines[-count:])
