"""Compiled designs, each built once: the folder's name is a hash of all that shapes the binary."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cocotb
from filelock import FileLock

from sim import process, tools, wheel
from sim.design import Design
from sim.errors import BuildError, ToolError
from sim.pruning import outdated
from sim.simulators import TIMESCALE, IcarusHalf, VerilatorHalf

LAYOUT = 1
"""Raised when what a build folder holds changes, so that older ones are not taken for good."""
MANIFEST = "manifest.json"
"""Written last: a folder without it was interrupted and is built again."""
KEPT_MODELS = 24
KEPT_SECONDS = 3600.0

VERILATOR_ARGUMENTS = (
    "--no-public-flat-rw",  # only what the marks name is reachable: the rest can be optimised
    "--assert",
    "-Wno-fatal",  # warnings are the lint's business; a half-done edit should still run
    "--x-initial",
    "unique",  # registers that no reset reaches start with random contents
    "-O3",
)
VERILATOR_MAKE_ARGUMENTS = (
    "OPT_FAST=-O1",  # compiles twice as fast as -O2, and the models run no slower
    "OPT_SLOW=-O0",
    "OPT_GLOBAL=-O2",
    "VM_PARALLEL_BUILDS=0",  # one compilation beats two precompiled headers and seven small ones
)


@dataclass(frozen=True)
class Toolset:
    """The programs that one simulator's builds and runs need.

    Attributes:
        simulator: ``verilator`` or ``icarus``.
        main: the simulator itself.
        compiler: the C++ compiler; None for Icarus.
        ccache: the compiler cache, where there is one.
    """

    simulator: str
    main: tools.Tool
    compiler: tools.Tool | None = None
    ccache: tools.Tool | None = None

    def versions(self) -> dict[str, str]:
        """Version of each tool that shapes a result, by name."""
        found = {self.simulator: self.main.version}
        if self.compiler:
            found[self.compiler.name] = self.compiler.version
        for package in ("cocotb", "cocotb-test", "pyuvm", "numpy"):
            found[package] = importlib.metadata.version(package)
        return found


def find_toolset(simulator: str, folder: Path) -> Toolset:
    """Find what `simulator` needs; `folder` receives what has to be made for it.

    Raises:
        ToolError: a program is missing or too old.
    """
    if simulator == "icarus":
        return Toolset(simulator, tools.find_icarus())
    main = tools.find_verilator(folder)
    tools.find("make")
    tools.find("perl")
    try:
        ccache = tools.find("ccache")
    except ToolError:
        ccache = None
    return Toolset(simulator, main, tools.find("g++"), ccache)


@dataclass(frozen=True)
class Model:
    """A compiled design.

    Attributes:
        folder: holds the binary.
        key: hash of what it was built from.
        reused: it was there already.
        seconds: what building (or waiting for the builder) took.
    """

    folder: Path
    key: str
    reused: bool
    seconds: float


def identity(design: Design, toolset: Toolset, waves: bool) -> dict[str, Any]:
    """All that shapes the binary, as plain data; its hash names the folder."""
    shaped: dict[str, Any] = {
        "layout": LAYOUT,
        "simulator": toolset.simulator,
        "version": toolset.main.version,
        "cocotb": [cocotb.__version__, str(Path(cocotb.__file__).parent)],
        "cocotb_test": importlib.metadata.version("cocotb-test"),
        "toplevel": design.toplevel,
        "parameters": dict(sorted(design.parameters.items())),
        "defines": dict(sorted(design.defines.items())),
        "sources": [_content(path) for path in design.sources],
        "waves": waves,
        "timescale": TIMESCALE,
    }
    if toolset.simulator == "verilator":
        shaped["compiler"] = toolset.compiler.version if toolset.compiler else ""
        shaped["arguments"] = [*VERILATOR_ARGUMENTS, *VERILATOR_MAKE_ARGUMENTS]
        shaped["marks"] = [_content(path) for path in design.marks]
    return shaped


def _content(path: Path) -> list[str]:
    return [path.name, hashlib.sha256(path.read_bytes()).hexdigest()]


def build(design: Design, toolset: Toolset, models: Path, *, waves: bool) -> Model:
    """Compile `design`, or find that it is compiled; safe when several processes ask at once.

    Args:
        design: what to compile.
        toolset: compile it with these.
        models: folder of all compiled designs.
        waves: compile waveform recording in.

    Raises:
        BuildError: the design does not compile.
        ToolError: recording waveforms needs a library that is missing.
    """
    started = time.monotonic()
    shaped = identity(design, toolset, waves)
    key = hashlib.sha256(json.dumps(shaped, sort_keys=True).encode()).hexdigest()[:16]
    folder = models / f"{toolset.simulator}-{design.toplevel}-{key}"
    models.mkdir(parents=True, exist_ok=True)
    with FileLock(models / f"{folder.name}.lock"):
        reused = (folder / MANIFEST).is_file()
        if not reused:
            if waves and toolset.simulator == "verilator":
                _require_wave_libraries()
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            try:
                _compile(design, toolset, folder, waves)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            _drop_intermediates(folder)
            text = json.dumps({**shaped, "seconds": time.monotonic() - started}, indent=2)
            (folder / f"{MANIFEST}.new").write_text(text + "\n", encoding="utf-8")
            (folder / f"{MANIFEST}.new").replace(folder / MANIFEST)
        os.utime(folder / MANIFEST)
    if not reused:
        _prune(models)
    return Model(folder, key, reused, time.monotonic() - started)


def half_arguments(design: Design, folder: Path, work: Path, *, waves: bool) -> dict[str, Any]:
    """Arguments that cocotb-test's classes take alike for the build and for the run."""
    return {
        "toplevel": design.toplevel,
        "verilog_sources": [str(path) for path in (*design.marks, *design.sources)],
        "parameters": dict(design.parameters),
        "defines": [f"{name}={text}" for name, text in design.defines.items()],
        "sim_build": str(folder),
        "work_dir": str(work),
        "waves": waves,
    }


def _compile(design: Design, toolset: Toolset, folder: Path, waves: bool) -> None:
    arguments = half_arguments(design, folder, design.folder, waves=waves)
    half: IcarusHalf | VerilatorHalf
    if toolset.simulator == "icarus":
        arguments["verilog_sources"] = [str(path) for path in design.sources]
        half = IcarusHalf(module="", overrides={}, **arguments)
    else:
        half = VerilatorHalf(
            module="",
            overrides={
                "PATH": wheel.on_path(toolset.main.path),
                # Paths below this one do not count: clones share what the compiler cache holds.
                "CCACHE_BASEDIR": os.path.commonpath([folder, Path(cocotb.__file__)]),
            },
            executable=toolset.main.path,
            compile_args=list(VERILATOR_ARGUMENTS),
            make_args=[
                f"-j{os.cpu_count() or 1}",
                *VERILATOR_MAKE_ARGUMENTS,
                f"OBJCACHE={toolset.ccache.path if toolset.ccache else ''}",
            ],
            **arguments,
        )
    log = folder / "build.log"
    environment = half.environment()
    for words in half.build_commands():
        code = process.run(words, folder=design.folder, environment=environment, log=log)
        if code != 0:
            kept = folder.with_name(f"{folder.name}.failed.log")
            log.replace(kept)
            raise BuildError(_complaint(design, words, code, kept))


def _complaint(design: Design, words: Sequence[str], code: int, log: Path) -> str:
    """The compiler's first errors, with enough around them to act on."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    errors = [line for line in lines if "rror" in line or "sorry" in line] or lines[-10:]
    said = "\n  ".join(errors[:12])
    name = Path(words[1] if words[0] == "perl" else words[0]).name
    return (
        f"{design.toplevel} does not compile: {name} ended with exit code {code} "
        f"(source files in {design.folder}; all it said in {log}).\n  {said}"
    )


def _require_wave_libraries() -> None:
    from sim.bootstrap import SYSTEM_NEEDS, missing_needs  # it is slow to ask, and rarely needed

    lacking = [need for need in missing_needs(SYSTEM_NEEDS) if need.name in ("lz4.h", "zlib.h")]
    if lacking:
        packages = " ".join(need.package for need in lacking)
        raise ToolError(
            f"Waves on Verilator need {' and '.join(need.name for need in lacking)}: "
            f"install the Debian package(s) {packages}, or leave WAVES out."
        )


def _drop_intermediates(folder: Path) -> None:
    """Remove what only the compilation needed; precompiled headers alone are tens of megabytes."""
    for path in folder.iterdir():
        if path.suffix in (".o", ".a", ".gch", ".d", ".cpp", ".h", ".dat", ".xml", ".mk"):
            path.unlink()


def _prune(models: Path, *, now: float | None = None) -> None:
    """Remove old logs, and the longest unused models when there are many; none still in use."""
    for manifest in outdated(models.glob(f"*/{MANIFEST}"), KEPT_MODELS, KEPT_SECONDS, now=now):
        with FileLock(models / f"{manifest.parent.name}.lock"):
            manifest.unlink(missing_ok=True)
            shutil.rmtree(manifest.parent, ignore_errors=True)
    for log in outdated(models.glob("*.failed.log"), 0, KEPT_SECONDS, now=now):
        log.unlink(missing_ok=True)
