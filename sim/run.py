"""One call that co-simulates: a description of a run goes in, its result comes out."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sim import provenance
from sim.chosen import Chosen, choose
from sim.errors import SimError
from sim.files import write_files
from sim.launch import RUN_JSON, Ended, Prepared, launch, prepare
from sim.places import COMMAND, DESIGNS, ROOT, RUNS, TOOLS
from sim.pruning import own, prune_runs
from sim.results import LOG, LineReader, ResultsError, Row, RunResult
from sim.told import broken_rule, first_assertion
from sim.tools import find_toolset
from tb.results import CASES, MISMATCHES, USAGE
from tb.spec import Run, RunSpec

KEPT_RUNS = 60
KEPT_SECONDS = 3600.0
FIRST_FAILURE = {"COCOTB_MAX_FAILURES": "1"}
"""Variables that end the simulation with the first test that fails."""

OnLine = Callable[[Row], None]


def simulate(
    spec: RunSpec,
    *,
    folder: Path | None = None,
    clocks: int = 0,
    locate: bool = False,
    first_failure: bool = False,
    on_case: OnLine | None = None,
    on_tick: Callable[[], None] | None = None,
) -> RunResult:
    """Co-simulate a design with its bench.

    Args:
        spec: what to run.
        folder: existing empty folder for all that the run writes; by default a new one.
        clocks: about how long it is, for the kind of build that suits; 0 where nobody knows.
        locate: after a failure, look for the block at fault, unless the description says whether
            to; the failing test is run once more for it, with waveforms.
        first_failure: end with the first test that fails.
        on_case: called with each line of ``cases.jsonl`` as soon as it is there.
        on_tick: called about ten times a second while the simulator runs; what it raises ends
            the run and is passed on.

    Returns:
        What was found, as it stands in ``result.json`` and ``junit.xml`` of the run's folder. A
        mismatch, a crash or a hang is in it and raises nothing.

    Raises:
        UsageError: the description names something that does not exist or is not legal.
        ToolError: a tool is missing.
        BuildError: the design does not compile.
    """
    chosen = choose(spec)
    spec = chosen.spec
    toolset = find_toolset(spec.simulator, TOOLS)
    own_folder = folder is None
    folder = folder or new_folder(f"{spec.simulator}-{spec.toplevel}")
    follow = _follow(folder / CASES, on_case)

    def tick() -> None:
        follow()
        if on_tick:
            on_tick()

    try:
        prepared = prepare(chosen, toolset, DESIGNS, clocks)
        run = Run(
            spec=spec,
            parameters=chosen.values,
            folder=folder,
            transport=prepared.transport,
            commit=provenance.commit(ROOT),
            tools=toolset.versions(),
            command=COMMAND,
        )
        (folder / RUN_JSON).write_text(run.model_dump_json(indent=2) + "\n", encoding="utf-8")
        told = FIRST_FAILURE if first_failure else {}
        ended = launch(chosen, prepared, toolset, folder, tick, told)
    except (SimError, KeyboardInterrupt, SystemExit):
        if own_folder:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    result = _result(run, chosen, prepared, ended)
    if not result.passed and (locate if spec.locate is None else spec.locate):
        from sim.probe.locate import with_located  # what passes does without

        result = with_located(result, chosen.bench, toolset)
    write_files(result)
    return result


def _follow(path: Path, on_case: OnLine | None) -> Callable[[], None]:
    """A function that passes the lines on that `path` has gained since its last call."""
    reader = LineReader(path)

    def tick() -> None:
        # A broken line is told at the end, when the whole file is read; the run itself goes on.
        with contextlib.suppress(ResultsError):
            for line in reader.new():
                if on_case:
                    on_case(line)

    return tick


def _result(run: Run, chosen: Chosen, prepared: Prepared, ended: Ended) -> RunResult:
    fault = broken_rule(run.folder / LOG) or ended.fault
    found: dict[str, tuple[Row, ...]] = {}
    for name in (CASES, MISMATCHES, USAGE):
        found[name], broken = lines(run.folder / name)
        fault = fault or broken
    remarks = [prepared.remark]
    if assertion := first_assertion(run.folder / LOG):
        if found[MISMATCHES]:  # the bench has found something itself
            remarks.append(assertion.sentence)
        else:
            fault = fault or assertion.sentence
    spec, bench = run.spec, chosen.bench
    return RunResult(
        spec=spec,
        parameters=run.parameters,
        folder=run.folder,
        tests=ended.tests,
        cases=found[CASES],
        mismatches=found[MISMATCHES],
        usage=found[USAGE],
        fault=fault,
        replay=run.replay(bench, ",".join(chosen.tests)),
        commit=run.commit,
        tools=run.tools,
        transport=run.transport,
        remark=" ".join(filter(None, remarks)),
        build_seconds=prepared.compiled.seconds,
        run_seconds=ended.seconds,
        waves=ended.waves,
        columns=tuple(bench.columns),
        case_label=bench.case_label,
    )


def lines(path: Path) -> tuple[tuple[Row, ...], str]:
    """All good lines of a file, and what is wrong with the first bad one; empty when none is."""
    reader, rows, fault, whole = LineReader(path), [], "", False
    while not whole:
        try:
            for row in reader.new():
                # One by one: what stands before a bad line counts.
                rows.append(row)  # noqa: PERF402
            whole = True
        except ResultsError as broken:
            fault = fault or str(broken)
    return tuple(rows), fault


def new_folder(what: str) -> Path:
    """A folder for a run of its own below `RUNS`, of which it removes old ones."""
    RUNS.mkdir(parents=True, exist_ok=True)
    prune_runs(RUNS, KEPT_RUNS, KEPT_SECONDS)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    folder = Path(tempfile.mkdtemp(prefix=f"{stamp}-{what}-", dir=RUNS))
    folder.chmod(0o755)
    own(folder)
    return folder
