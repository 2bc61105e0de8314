"""What each simulator is given: flags, files, environment. cocotb's runner makes commands of it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim import process, tools, wheel
from sim.design import Design
from sim.tools import Toolset
from tb.transport import waves as wave_files

TIMESCALE = ("1ns", "1ps")
MARKS = "marks.vlt"
FILES = {"icarus": "files.txt", "verilator": "Vtop__verFiles.dat"}
"""Where each simulator's compiler lists the files that it has read."""

ARGUMENTS = {
    "icarus": ("-grelative-include",),
    "verilator": (
        "--relative-includes",
        "--no-public-flat-rw",  # only what the marks name is reachable: the rest can be optimised
        "--assert",
        "-Wno-fatal",  # warnings are the lint's business; a half-done edit should still run
        "--x-initial",
        "unique",  # registers that no reset reaches start with random contents
        "-O3",
    ),
}
MAIN = Path(__file__).resolve().parents[1] / "tb/transport/native/lane.cpp"
"""The main of Verilator's programs: cocotb's own, and the native transport."""
WAVE_ARGUMENTS = {"icarus": (), "verilator": ("--trace-fst", "--trace-structs")}
MAKE_ARGUMENTS = (
    "OPT_FAST=-O1",  # compiles twice as fast as -O2, and the models run no slower
    "OPT_SLOW=-O0",
    "OPT_GLOBAL=-O2",
    "VM_PARALLEL_BUILDS=0",  # one compilation beats two precompiled headers and seven small ones
)
DEFINES = {"COCOTB_SIM": "1"}
"""What cocotb's own makefiles define."""

CHOICES = (
    "WAVES",
    "GUI",
    "PYTEST_CURRENT_TEST",
    "COCOTB_PLUSARGS",
    "COCOTB_RANDOM_SEED",
    "COCOTB_RESULTS_ATTACHMENTS",
    "COCOTB_RESULTS_FILE",
    "COCOTB_TESTCASE",
    "COCOTB_TEST_FILTER",
    "COCOTB_TEST_MODULES",
    "COCOTB_TOPLEVEL",
)
"""Variables by which the environment would overrule what a run was asked for."""


def binary(design: Design, toolset: Toolset, folder: Path) -> Path:
    """The file below `folder` that a build makes and a run needs."""
    return folder / ("sim.vvp" if toolset.simulator == "icarus" else design.toplevel)


def waves_file(design: Design, folder: Path) -> Path:
    """Where a run in `folder` records waveforms."""
    return folder / wave_files.waves_file(design.toplevel)


def waves_kept(design: Design, folder: Path) -> Path | None:
    """The recorded waveforms that matter: those around the first fault, else those of the run."""
    places = (folder / wave_files.window_file(design.toplevel), waves_file(design, folder))
    return next(filter(Path.exists, places), None)


def compile_design(
    design: Design, toolset: Toolset, folder: Path, log: Path, *, waves: bool
) -> int:
    """Compile `design` into `folder`; returns the compiler's exit code."""
    simulator = toolset.simulator
    words = [*ARGUMENTS[simulator], *(WAVE_ARGUMENTS[simulator] if waves else ())]
    # The runner would make absolute names of files that it knows of. Relative ones keep the
    # generated C++, and with it the compiler cache, independent of where the sources lie.
    words += [f"-I{design.relative(path)}" for path in design.search_path()]
    environment = base_environment(toolset)
    if simulator == "icarus":
        words.append(f"-M{folder.absolute() / FILES[simulator]}")
    else:
        if design.marks:
            (folder / MARKS).write_text(design.marks, encoding="utf-8")
            words.append(str(folder / MARKS))
        cache = str(toolset.ccache.path) if toolset.ccache else ""
        words += [
            "-CFLAGS",
            f"-I{cocotb_folder() / 'share/lib/verilator'}",
            "-LDFLAGS",
            "-rdynamic",
        ]
        flags = [*MAKE_ARGUMENTS, f"OBJCACHE={cache}"]
        environment["MAKEFLAGS"] = " ".join(flag.replace(" ", r"\ ") for flag in flags)
        # Paths below this one do not count: clones share what the compiler cache holds.
        environment["CCACHE_BASEDIR"] = os.path.commonpath([folder.resolve(), cocotb_folder()])
    arguments = {
        "hdl_toplevel": design.toplevel,
        "build_args": [*words, *map(design.relative, design.sources)],
        "parameters": dict(design.parameters),
        "defines": {**DEFINES, **design.defines},
        "timescale": TIMESCALE,
        "waves": waves,
        "always": True,
        "build_dir": str(folder.absolute()),
        "cwd": str(design.folder),
    }
    return call(toolset, "build", arguments, folder, environment, log)


def files_read(design: Design, toolset: Toolset, folder: Path) -> list[Path]:
    """The files that `compile_design` has read, but for what the simulator and cocotb brought."""
    listing = (folder / FILES[toolset.simulator]).read_text(encoding="utf-8")
    names = listing.splitlines()
    if toolset.simulator == "verilator":
        names = re.findall(r'^S .*"(.+)"$', listing, re.MULTILINE)
    paths = [design.folder / name for name in names]
    brought = ("verilated_std", "verilator_bin")
    return [
        path
        for path in paths
        if not path.name.startswith(brought) and path.resolve().parent != folder.resolve()
    ]


def test_arguments(
    design: Design,
    toolset: Toolset,
    compiled: Path,
    *,
    module: str,
    test_filter: str,
    seed: int,
    folder: Path,
    results: Path,
    waves: bool,
) -> dict[str, Any]:
    """What the runner needs to run the tests of `module` on the design compiled in `compiled`."""
    record = waves_file(design, folder).name
    arguments: dict[str, Any] = {
        "test_module": module,
        "hdl_toplevel": design.toplevel,
        "hdl_toplevel_lang": "verilog",
        "test_filter": test_filter,
        "seed": seed,
        "waves": waves,
        "build_dir": str(compiled.absolute()),
        "test_dir": str(folder.absolute()),
        "results_xml": str(results.absolute()),
    }
    if toolset.simulator == "icarus":
        return {**arguments, "plusargs": [f"+dumpfile_path={record}"]}
    # Registers start with contents drawn from the seed, so that a forgotten reset shows.
    drawn = ["+verilator+rand+reset+2", f"+verilator+seed+{seed % 0x7FFFFFFF + 1}"]
    recorder = ["--trace-file", record] if waves else []
    return {**arguments, "plusargs": drawn, "test_args": recorder}


test_arguments.__test__ = False  # type: ignore[attr-defined]


def test_environment(toolset: Toolset, environment: Mapping[str, str]) -> dict[str, str]:
    """Environment of a run: this process's, and above it what `environment` says."""
    return {
        **base_environment(toolset),
        "COCOTB_ANSI_OUTPUT": "0",
        # Rewriting assertions for pytest's messages would double the start of every run.
        "COCOTB_REWRITE_ASSERTION_FILES": "",
        # On Icarus a write that is not deferred would be sampled by the very edge that it follows.
        "COCOTB_TRUST_INERTIAL_WRITES": "0" if toolset.simulator == "icarus" else "1",
        **environment,
    }


test_environment.__test__ = False  # type: ignore[attr-defined]


def call(
    toolset: Toolset,
    name: str,
    arguments: Mapping[str, Any],
    folder: Path,
    environment: Mapping[str, str],
    log: Path,
    python_path: Sequence[Path] = (),
    **supervision: Any,
) -> int:
    """Let cocotb's runner build or test in a process of its own, see `sim.child`.

    Args:
        toolset: the simulator.
        name: ``build`` or ``test``.
        arguments: those of the runner's method of that name.
        folder: existing folder that the process works in.
        environment: all of its environment.
        log: file to which the output is appended.
        python_path: folders that a simulator's Python finds modules in, before this process's own.
        **supervision: further arguments of `sim.process.run`.

    Returns:
        The exit code, as of `sim.process.run`.

    Raises:
        HungError: see there.
    """
    task = folder / f".{name}.json"
    content = {
        "simulator": toolset.simulator,
        "call": name,
        "arguments": arguments,
        "python_path": [str(path.absolute()) for path in python_path],
        "main": str(MAIN) if toolset.simulator == "verilator" else "",
    }
    task.write_text(json.dumps(content), encoding="utf-8")
    try:
        return process.run(
            [sys.executable, "-P", "-m", "sim.child", str(task.absolute())],
            folder=folder,
            environment=environment,
            log=log,
            **supervision,
        )
    finally:
        task.unlink(missing_ok=True)


def base_environment(toolset: Toolset) -> dict[str, str]:
    """This process's environment without what would overrule a build or a run."""
    environment = tools.clean_environment()
    for name in CHOICES:
        environment.pop(name, None)
    if toolset.simulator == "verilator":
        environment["PATH"] = wheel.on_path(toolset.main.path)
    environment["PYTHONPATH"] = os.pathsep.join(module_path())
    return environment


def module_path() -> list[str]:
    """Where this process finds modules, for one that works elsewhere."""
    return [str(Path(entry).absolute()) for entry in sys.path]


def cocotb_folder() -> Path:
    """Where the cocotb package really lies; importing it would cost more than finding it."""
    found = importlib.util.find_spec("cocotb")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).resolve().parent
