"""Compiled designs, each built once: the folder's name is a hash of all that shapes the binary."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim import bootstrap, process, simulators
from sim.design import Design, content
from sim.errors import BuildError, ToolError
from sim.flags import Kind, flags_of
from sim.locks import locked
from sim.model import FELL_BACK
from sim.process import closing_on_signals
from sim.properties import WITHOUT
from sim.pruning import outdated
from sim.results import LOG, RESULTS_XML
from sim.tools import Toolset

LAYOUT = 3
"""Raised when what a build folder holds changes, so that older ones are not taken for good."""
MANIFEST = "manifest.json"
"""Written last: a folder without it was interrupted and is built again."""
BUILD_LOG = "build.log"
KEPT_DESIGNS = 24
KEPT_SECONDS = 3600.0


@dataclass(frozen=True)
class Compiled:
    """A compiled design.

    Attributes:
        folder: holds the binary.
        key: hash of what it was built from.
        native: the native transport is in it.
        reused: it was there already.
        seconds: what building (or waiting for the builder) took.
    """

    folder: Path
    key: str
    native: bool
    reused: bool
    seconds: float


def identity(
    design: Design, toolset: Toolset, waves: bool, kind: Kind = Kind.EDIT
) -> dict[str, Any]:
    """All that shapes the binary, as plain data; its hash names the folder.

    Raises:
        UsageError: a source cannot be read.
    """
    shaped: dict[str, Any] = {
        "layout": LAYOUT,
        "simulator": toolset.simulator,
        "version": toolset.main.version,
        "cocotb": [importlib.metadata.version("cocotb"), str(simulators.cocotb_folder())],
        "toplevel": design.toplevel,
        "parameters": dict(sorted(design.parameters.items())),
        "defines": dict(sorted({**simulators.DEFINES, **design.defines}.items())),
        "sources": [_hashed(design, path) for path in design.sources],
        "properties": [_hashed(design, path) for path in design.properties],
        "includes": [design.relative(path) for path in design.search_path()],
        "included": [_hashed(design, path) for path in design.included()],
        "waves": waves,
        "timescale": simulators.TIMESCALE,
        "arguments": simulators.ARGUMENTS[toolset.simulator],
    }
    if toolset.simulator == "verilator":
        shaped["compiler"] = toolset.compiler.version if toolset.compiler else ""
        shaped["arguments"] += simulators.WAVE_ARGUMENTS["verilator"]
        shaped["kind"] = kind
        shaped["flags"] = asdict(flags_of(kind))
        shaped["marks"] = design.marks
        native = sorted(simulators.MAIN.parent.glob("*.h"))
        shaped["main"] = [
            hashlib.sha256(content(path)).hexdigest() for path in (simulators.MAIN, *native)
        ]
    return shaped


def _hashed(design: Design, path: Path) -> list[str]:
    return [design.relative(path), hashlib.sha256(content(path)).hexdigest()]


def build(
    design: Design, toolset: Toolset, designs: Path, *, waves: bool, kind: Kind = Kind.EDIT
) -> Compiled:
    """Compile `design`, or find that it is compiled; safe when several processes ask at once.

    Args:
        design: what to compile.
        toolset: compile it with these.
        designs: folder of all compiled designs; made where there is none.
        waves: compile waveform recording in.
        kind: what the build is for; all are one on Icarus.

    Raises:
        BuildError: the design does not compile.
        ToolError: recording waveforms needs a library that is missing, or `designs` cannot be
            built in.
        UsageError: a source cannot be read.
    """
    started = time.monotonic()
    if toolset.simulator == "verilator" and re.search(r"\s", str(designs.absolute())):
        raise ToolError(f"make cannot build in {designs}: a folder's name has a blank in it.")
    shaped = identity(design, toolset, waves, kind)
    key = hashlib.sha256(json.dumps(shaped, sort_keys=True).encode()).hexdigest()[:16]
    folder = designs / f"{toolset.simulator}-{design.toplevel}-{key}"
    designs.mkdir(parents=True, exist_ok=True)
    # Runs share the lock for as long as they last, so that finding a design never waits for them.
    with locked(_lock(folder), shared=True):
        reused = _touch(folder)
    if not reused:
        with locked(_lock(folder)):
            reused = _touch(folder)
            if not reused:
                _build_into(folder, design, toolset, shaped, waves, kind)
        _prune(designs)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _removed(folder) from None
    return Compiled(folder, key, manifest["native"], reused, time.monotonic() - started)


def simulate_compiled(
    compiled: Compiled,
    design: Design,
    toolset: Toolset,
    *,
    module: str,
    test_filter: str,
    seed: int,
    folder: Path,
    environment: Mapping[str, str],
    python_path: Sequence[Path] = (),
    waves: bool = False,
    idle_limit: float | None = None,
    watched: Sequence[Path] = (),
    on_tick: Callable[[], None] | None = None,
) -> int:
    """Run cocotb's tests on a compiled design; pruning leaves it alone meanwhile.

    Args:
        compiled: what `build` returned for the same `design`, `toolset` and `waves`.
        design: what is simulated.
        toolset: the simulator.
        module: Python module of the tests; several with commas between.
        test_filter: pattern for the full names of the tests to run, as cocotb takes it.
        seed: seed of the regression; initial register contents on Verilator come from it too.
        folder: existing private folder: the simulator's working folder, which receives
            `sim.results.LOG`, `sim.results.RESULTS_XML` and `simulators.waves_file`.
        environment: variables for the tests.
        python_path: folders that the tests' modules are found in, before this process's own.
        waves: record waveforms (FST).
        idle_limit: seconds without progress after which the simulator is ended.
        watched: files besides the log whose growth counts as progress.
        on_tick: called about ten times a second while the simulator runs, and once after.

    Returns:
        The simulator's exit code; negative for the signal that ended it.

    Raises:
        HungError: there was no progress for `idle_limit` seconds.
        ToolError: the compiled design was removed.
    """
    with locked(_lock(compiled.folder), shared=True):
        if not _touch(compiled.folder):
            raise _removed(compiled.folder)
        try:
            return process.run(
                simulators.run_command(
                    design, toolset, compiled.folder, seed=seed, folder=folder, waves=waves
                ),
                folder=folder,
                environment=simulators.run_environment(
                    design,
                    toolset,
                    module=module,
                    test_filter=test_filter,
                    seed=seed,
                    results=folder / RESULTS_XML,
                    environment=environment,
                    python_path=python_path,
                ),
                log=folder / LOG,
                watched=watched,
                idle_limit=idle_limit,
                on_tick=on_tick,
            )
        finally:
            _touch(compiled.folder)


def _removed(folder: Path) -> ToolError:
    return ToolError(f"The compiled design {folder} was removed: build it again.")


def _lock(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _touch(folder: Path) -> bool:
    """Note that a compiled design is used now; False where none is whole."""
    try:
        os.utime(folder / MANIFEST)
    except FileNotFoundError:
        return False
    return True


def _build_into(
    folder: Path,
    design: Design,
    toolset: Toolset,
    shaped: Mapping[str, Any],
    waves: bool,
    kind: Kind,
) -> None:
    if waves and toolset.simulator == "verilator":
        _require_wave_libraries()
    started = time.monotonic()
    with closing_on_signals():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            log = folder / BUILD_LOG
            code = simulators.compile_design(design, toolset, folder, log, kind=kind, waves=waves)
            if code != 0:
                kept = folder.with_name(f"{folder.name}.failed.log")
                log.replace(kept)
                raise BuildError(_complaint(design, toolset, code, kept))
            _refuse_unlisted(design, simulators.files_read(design, toolset, folder))
            native = toolset.simulator == "verilator" and not (folder / FELL_BACK).exists()
            _drop_intermediates(folder, simulators.binary(design, toolset, folder))
            ended = {"native": native, "seconds": time.monotonic() - started}
            text = json.dumps({**shaped, **ended}, indent=2)
            (folder / f"{MANIFEST}.new").write_text(text + "\n", encoding="utf-8")
            (folder / f"{MANIFEST}.new").replace(folder / MANIFEST)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _refuse_unlisted(design: Design, read: Sequence[Path]) -> None:
    """A file that shaped the binary but not its name would go on shaping it after an edit.

    Verilator takes a module that no source holds from a file of that name.
    """
    files = (*design.sources, *design.properties, *design.included())
    known = {path.resolve() for path in files}
    for path in read:
        if path.resolve() not in known:
            raise BuildError(
                f"{design.toplevel} needs {path}, which is not among its sources: add it to them."
            )


def _complaint(design: Design, toolset: Toolset, code: int, log: Path) -> str:
    """The compiler's first errors, with enough around them to act on."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    errors = [line for line in lines if "rror" in line or "sorry" in line] or lines[-10:]
    said = [*errors[:12]]
    if design.properties:
        said.append(f"Compiled with it are properties that name its modules' signals. {WITHOUT}")
    return (
        f"{design.toplevel} does not compile: {toolset.main.name} ended with exit code {code} "
        f"(source files in {design.folder}; all it said in {log}).\n  " + "\n  ".join(said)
    )


def _require_wave_libraries() -> None:
    needs = bootstrap.missing_needs()
    lacking = [need for need in needs if need.name in ("lz4.h", "zlib.h")]
    if lacking:
        packages = " ".join(need.package for need in lacking)
        raise ToolError(
            f"Waves on Verilator need {' and '.join(need.name for need in lacking)}: "
            f"install the Debian package(s) {packages}, or leave WAVES out."
        )


def _drop_intermediates(folder: Path, binary: Path) -> None:
    """Remove what only the compilation needed; precompiled headers alone are tens of megabytes."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in (BUILD_LOG, binary.name):
            path.unlink()


def _prune(designs: Path, *, now: float | None = None) -> None:
    """Remove the longest unused designs when there are many, and the rests of failed builds."""
    for manifest in outdated(designs.glob(f"*/{MANIFEST}"), KEPT_DESIGNS, KEPT_SECONDS, now=now):
        with locked(_lock(manifest.parent), wait=False) as free:
            # Somebody may have found it since it was looked at.
            if free and outdated([manifest], 0, KEPT_SECONDS, now=now):
                manifest.unlink(missing_ok=True)
                shutil.rmtree(manifest.parent, ignore_errors=True)
    for lock in designs.glob("*.lock"):
        folder = lock.with_suffix("")
        if outdated([folder], 0, KEPT_SECONDS, now=now) and not (folder / MANIFEST).exists():
            with locked(lock, wait=False) as free:
                if free and not (folder / MANIFEST).exists():
                    shutil.rmtree(folder, ignore_errors=True)
    for log in outdated(designs.glob("*.failed.log"), 0, KEPT_SECONDS, now=now):
        log.unlink(missing_ok=True)
