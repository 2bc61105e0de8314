"""Builds a chosen design, and runs its tests: what every run comes down to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim import process, results
from sim.build import BUILD_LOG, Compiled, build, simulate_compiled
from sim.chosen import CODE, Chosen
from sim.design import Design
from sim.errors import ToolError
from sim.flags import ENVIRONMENT, Kind, kind_of
from sim.places import NETLISTS, ROOT
from sim.results import LOG, RESULTS_XML, ResultsError
from sim.simulators import waves_kept
from sim.synth.netlist import netlist_of
from sim.told import first_assertion
from sim.tools import Toolset
from tb.results import CASES, MISMATCHES, PASSED
from tb.spec import RUN_VARIABLE
from tb.transport.registry import NATIVE, PYTHON, default_transport

MODULE = "tb.entry"
"""The module that makes cocotb tests of a bench's tests."""
RUN_JSON = "run.json"
"""What the simulator process is told, in the run's folder."""


@dataclass(frozen=True)
class Ended:
    """How a run ended.

    Attributes:
        tests: one entry for each test that ran.
        fault: what cut it short, empty when nothing did.
        seconds: what the simulation took.
        waves: the recorded waveforms, None without them.
    """

    tests: tuple[results.TestOutcome, ...]
    fault: str
    seconds: float
    waves: Path | None


@dataclass(frozen=True)
class Prepared:
    """What a run needs, built.

    Attributes:
        design: what is simulated.
        compiled: its program.
        kind: what that was built for.
        transport: what will move the beats.
        remark: what a user should know about that choice; mostly empty.
    """

    design: Design
    compiled: Compiled
    kind: Kind
    transport: str
    remark: str = ""


def compiled_design(chosen: Chosen) -> Design:
    """The design with its properties, where the run checks them: gates have no signals to bind to,
    and counted code is the design's alone. Verilator, which compiles longer for them, is asked to.
    """
    spec = chosen.spec
    asked = spec.simulator == "icarus" if spec.properties is None else spec.properties
    checked = asked and not spec.netlist and spec.coverage != CODE
    return chosen.design if checked else replace(chosen.design, properties=())


def prepare(chosen: Chosen, toolset: Toolset, designs: Path, clocks: int = 0) -> Prepared:
    """Build the design unless it is built.

    Args:
        chosen: what to run.
        toolset: the simulator to run it on.
        designs: folder of all compiled designs.
        clocks: about how long the run is; 0 where nobody knows.

    Raises:
        BuildError: the design does not compile.
        ToolError: what the build needs is missing.
    """
    spec, design = chosen.spec, compiled_design(chosen)
    if spec.netlist:
        design = netlist_of(design, NETLISTS)
    kind = kind_of(spec.build, waves=spec.waves, clocks=clocks, code=spec.coverage == CODE)
    compiled = build(design, toolset, designs, waves=spec.waves, kind=kind)
    transport = spec.transport or default_transport(spec.simulator)
    if transport == NATIVE and not compiled.native:
        why = (
            f"The native transport does not compile with {toolset.main.name} "
            f"{toolset.main.version} and this C++ compiler (see {compiled.folder / BUILD_LOG})"
        )
        if spec.transport:
            raise ToolError(f"{why}: leave TRANSPORT out, or install newer ones.")
        return Prepared(design, compiled, kind, PYTHON, f"{why}, so Python moves the beats.")
    return Prepared(design, compiled, kind, transport)


def launch(
    chosen: Chosen,
    prepared: Prepared,
    toolset: Toolset,
    folder: Path,
    on_tick: Callable[[], None] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Ended:
    """Run the tests to their end.

    Args:
        chosen: what to run.
        prepared: what `prepare` returned for it.
        toolset: the simulator to run it on.
        folder: existing private folder that holds `RUN_JSON`; all that the run writes goes there.
        on_tick: called about ten times a second while the simulator runs, and once after.
        environment: variables beside those of every run.

    Raises:
        ToolError: the compiled design was removed.
    """
    spec, design = chosen.spec, prepared.design
    started = time.monotonic()
    fault, code = "", 0
    try:
        code = start(
            chosen,
            prepared,
            toolset,
            folder,
            watched=[folder / name for name in (CASES, MISMATCHES)],
            idle_limit=spec.idle_limit,
            on_tick=on_tick,
            environment=environment,
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
    ended = not fault and code != 0 and all(test.verdict == PASSED for test in tests)
    if ended and first_assertion(folder / LOG) is None:  # one that failed leaves a code, too
        fault = f"The simulator ended with exit code {code}:\n{_last_words(folder)}"
    waves = waves_kept(design, folder) if spec.waves else None
    return Ended(tests, fault, seconds, waves)


def start(
    chosen: Chosen,
    prepared: Prepared,
    toolset: Toolset,
    folder: Path,
    *,
    watched: Sequence[Path],
    idle_limit: float,
    on_tick: Callable[[], None] | None = None,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run a simulator process with the tests to its end.

    Args:
        chosen: what to run.
        prepared: what `prepare` returned for it.
        toolset: the simulator to run it on.
        folder: existing private folder that holds `RUN_JSON`.
        watched: files besides the log whose growth counts as progress.
        idle_limit: seconds without progress after which the simulator is ended.
        on_tick: called about ten times a second while the simulator runs, and once after.
        environment: further variables for it.

    Returns:
        Its exit code; negative for the signal that ended it.

    Raises:
        HungError: there was no progress for `idle_limit` seconds.
        ToolError: the compiled design was removed.
    """
    return simulate_compiled(
        prepared.compiled,
        prepared.design,
        toolset,
        module=MODULE,
        test_filter=test_filter(MODULE, chosen.tests),
        seed=chosen.spec.seed,
        folder=folder,
        environment={
            RUN_VARIABLE: str(folder / RUN_JSON),
            **ENVIRONMENT.get(prepared.kind, {}),
            **(environment or {}),
        },
        python_path=[ROOT],
        waves=chosen.spec.waves,
        watched=watched,
        idle_limit=idle_limit,
        on_tick=on_tick,
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
