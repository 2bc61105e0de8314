"""One call that co-simulates: builds the design, runs its bench, and returns what was found."""

from __future__ import annotations

import dataclasses
import shlex
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from golden.errors import InputError, ModelError
from golden.kraken.format.params import ArrayParams
from sim import provenance
from sim.design import Design
from sim.errors import SimError, UsageError
from sim.filelist import read_file_list
from sim.launch import Job, Outcome, launch
from sim.pruning import own, prune_runs
from sim.results import LAYERS, MISMATCHES, LineReader, ResultsError, RunResult, read_lines
from sim.targets import ROOT, RTL, Target, check_simulator, choose_tests, find_target, listed
from sim.tools import find_toolset
from tb.axis.profiles import ProfileError
from tb.config import CONFIG_VARIABLE, ConfigError, RunConfig
from tb.transport.registry import TRANSPORTS

BUILD = ROOT / "build"
TOOLS = BUILD / "tools"
MODELS = BUILD / "designs"
RUNS = BUILD / "runs"
DEFAULT_SEED = 1
LARGEST_SEED = 2**32 - 1
IDLE_LIMIT = 900.0
"""Seconds without a finished layer or a line of log; the bench itself names a hang far sooner."""
KEPT_RUNS = 60
KEPT_SECONDS = 3600.0

BENCH_FAULTS: tuple[type[Exception], ...] = (
    ConfigError,
    ProfileError,
    InputError,
    ModelError,
    *ModelError.__subclasses__(),
)
BENCH_USAGE = {fault.__name__ for fault in BENCH_FAULTS}
"""What a bench raises when its configuration, and not the design, is at fault."""

OnLine = Callable[[Mapping[str, Any]], None]


def simulate(
    *,
    toplevel: str = "conv_engine",
    simulator: str = "verilator",
    testcases: Sequence[str] = (),
    params: ArrayParams | None = None,
    seed: int = DEFAULT_SEED,
    waves: bool = False,
    rtl_dir: Path = RTL,
    defines: Mapping[str, str] | None = None,
    folder: Path | None = None,
    idle_limit: float = IDLE_LIMIT,
    on_layer: OnLine | None = None,
    **bench: Any,
) -> RunResult:
    """Co-simulate a design with its bench.

    Args:
        toplevel: top module, one of `sim.targets.TARGETS`.
        simulator: ``verilator`` or ``icarus``.
        testcases: names of the bench's tests; empty for the main job, ``["all"]`` for all.
        params: elaboration parameters; by default the simulator's own size.
        seed: every random choice comes from it.
        waves: record waveforms (FST).
        rtl_dir: folder of the sources, with ``TOPLEVEL.f``; another one for a changed copy.
        defines: preprocessor definitions of the design.
        folder: existing empty folder for all that the run writes; by default a new one.
        idle_limit: seconds without progress after which the simulator is ended.
        on_layer: called with each line of ``layers.jsonl`` as soon as it is there.
        **bench: further fields of `tb.config.RunConfig`: ``model``, ``inputs``, ``layers``,
            ``profiles``, ``random_layers``, ``max_mismatches``, ``transport``.

    Returns:
        What was found; a mismatch, a crash or a hang is in it and raises nothing.

    Raises:
        UsageError: an argument names something that does not exist.
        ToolError: a tool is missing.
        BuildError: the design does not compile.
    """
    target = find_target(toplevel)
    check_simulator(simulator)
    tests = choose_tests(target, tuple(testcases))
    _check_values(seed, bench)
    array = params or target.arrays[simulator]
    toolset = find_toolset(simulator, TOOLS)
    rtl = rtl_dir.resolve()
    design = Design(
        toplevel,
        read_file_list(rtl / f"{toplevel}.f").sources,
        parameters=array.rtl(),
        defines=dict(defines or {}),
        marks="".join(path.read_text(encoding="utf-8") for path in target.marks),
    )
    own_folder = folder is None
    folder = folder or _new_folder(simulator, toplevel)
    try:
        config = _config(
            simulator=simulator,
            toplevel=toplevel,
            array=array,
            seed=seed,
            out_dir=folder,
            waves=waves,
            commit=provenance.commit(ROOT),
            tools=toolset.versions(),
            replay=replay_command(target, simulator, array, seed, rtl_dir, bench),
            **bench,
        )
        (folder / "config.json").write_text(config.to_json(), encoding="utf-8")
        job = Job(
            design,
            target.module,
            folder,
            seed,
            ROOT,
            testcases=tests,
            waves=waves,
            environment={CONFIG_VARIABLE: str(folder / "config.json")},
            idle_limit=idle_limit,
        )
        outcome = launch(job, toolset, MODELS, _follow(folder / LAYERS, on_layer))
        for test in outcome.tests:
            if test.kind in BENCH_USAGE:
                raise UsageError(test.message)
    except (SimError, KeyboardInterrupt):
        if own_folder:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return _result(config, outcome, tests)


def _check_values(seed: int, bench: Mapping[str, Any]) -> None:
    if not 0 <= seed <= LARGEST_SEED:
        raise UsageError(f"SEED={seed} is out of range; it can be 0 to {LARGEST_SEED}.")
    transport = bench.get("transport")
    if transport is not None and transport not in TRANSPORTS:
        raise UsageError(f"TRANSPORT={transport} is unknown; it can be {listed(TRANSPORTS, 'or')}.")


def _config(**values: Any) -> RunConfig:
    try:
        return RunConfig(**values)
    except (ConfigError, TypeError) as fault:
        raise UsageError(str(fault)) from fault


def _follow(path: Path, on_layer: OnLine | None) -> Callable[[], None]:
    """A function that passes the lines on that `path` has gained since its last call."""
    reader = LineReader(path)

    def tick() -> None:
        for line in reader.new():
            if on_layer:
                on_layer(line)

    return tick


def _result(config: RunConfig, outcome: Outcome, tests: Sequence[str]) -> RunResult:
    layers: tuple[Mapping[str, Any], ...] = ()
    mismatches: tuple[Mapping[str, Any], ...] = ()
    fault = outcome.fault
    try:
        layers = read_lines(config.out_dir / LAYERS)
        mismatches = read_lines(config.out_dir / MISMATCHES)
    except ResultsError as broken:
        fault = fault or str(broken)
    return RunResult(
        simulator=config.simulator,
        toplevel=config.toplevel,
        parameters=config.array.rtl(),
        seed=config.seed,
        folder=config.out_dir,
        tests=outcome.tests,
        layers=layers,
        mismatches=mismatches,
        fault=fault,
        replay=config.replay.replace("{test}", ",".join(tests)),
        commit=config.commit,
        tools=config.tools,
        build_seconds=outcome.model.seconds,
        run_seconds=outcome.seconds,
        waves=outcome.waves,
    )


def replay_command(
    target: Target,
    simulator: str,
    array: ArrayParams,
    seed: int,
    rtl_dir: Path,
    bench: Mapping[str, Any],
) -> str:
    """The command that repeats a run with waves, ``{test}`` in the place of the test's name."""
    words = {"SEED": str(seed)}
    usual = dataclasses.asdict(target.arrays[simulator])
    for name, value in dataclasses.asdict(array).items():
        if value != usual[name]:
            words[name.upper()] = str(value)
    if rtl_dir.resolve() != RTL:
        words["RTL"] = str(rtl_dir)
    for name, value in bench.items():
        if value not in (None, (), []):
            text = ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            words["INPUT" if name == "inputs" else name.upper()] = text
    words["WAVES"] = "1"
    start = f"make SIM={simulator} TOPLEVEL={target.toplevel} TESTCASE={{test}}"
    return " ".join([start, *(f"{name}={shlex.quote(text)}" for name, text in words.items())])


def _new_folder(simulator: str, toplevel: str) -> Path:
    RUNS.mkdir(parents=True, exist_ok=True)
    prune_runs(RUNS, KEPT_RUNS, KEPT_SECONDS)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    folder = Path(tempfile.mkdtemp(prefix=f"{stamp}-{simulator}-{toplevel}-", dir=RUNS))
    folder.chmod(0o755)
    own(folder)
    return folder
