"""Programs that are made of the engine without cocotb, each built once."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim import process, simulators
from sim.bench.errors import BenchmarkError
from sim.build import BUILD_LOG, MANIFEST
from sim.design import Design, content
from sim.errors import BuildError
from sim.locks import locked
from sim.places import BUILD
from sim.pruning import outdated
from sim.tools import Toolset

PROGRAMS = BUILD / "bench"
PROGRAM = "program"
KEPT_PROGRAMS = 12
KEPT_SECONDS = 3600.0
PLAIN = ("OPT_FAST=-O3", "OPT_SLOW=-O3", "OPT_GLOBAL=-O3")
"""What somebody would choose who wants speed and asks for nothing else."""


@dataclass(frozen=True)
class Program:
    """A program that is built.

    Attributes:
        path: of the program.
        seconds: what building it took, now or earlier.
    """

    path: Path
    seconds: float


def build_program(
    design: Design, toolset: Toolset, words: Sequence[str], flags: Sequence[str], main: Path
) -> Program:
    """Let Verilator make a program of a design.

    Args:
        design: the design.
        toolset: Verilator and the compiler.
        words: Verilator's arguments besides parameters and sources; ``--prefix`` names the program.
        flags: variables of the generated makefile.
        main: what is compiled with the design: C++ that drives it, or SystemVerilog above it.

    Raises:
        BuildError: it does not compile.
    """
    command = [
        str(toolset.main.path),
        *words,
        *(f"-G{name}={value}" for name, value in design.parameters.items()),
        *(f"-I{folder}" for folder in design.search_path()),
        *map(str, design.sources),
        str(main),
    ]
    read = [*design.sources, *design.included(), main]
    shaped = {
        "command": command,
        "flags": list(flags),
        "files": [hashlib.sha256(content(path)).hexdigest() for path in read],
        "versions": toolset.versions(),
    }
    key = hashlib.sha256(json.dumps(shaped).encode()).hexdigest()[:16]
    folder = PROGRAMS / f"{main.stem}-{key}"
    PROGRAMS.mkdir(parents=True, exist_ok=True)
    with locked(folder.with_name(f"{folder.name}.lock")):
        manifest = folder / MANIFEST
        if not manifest.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            seconds = _compile(command, flags, toolset, folder)
            manifest.write_text(json.dumps({**shaped, "seconds": seconds}), encoding="utf-8")
        os.utime(manifest)
        seconds = json.loads(manifest.read_text(encoding="utf-8"))["seconds"]
    for old in outdated(PROGRAMS.glob(f"*/{MANIFEST}"), KEPT_PROGRAMS, KEPT_SECONDS):
        shutil.rmtree(old.parent, ignore_errors=True)
    return Program(folder / PROGRAM, seconds)


def said_by(program: Program, words: Sequence[object]) -> str:
    """What a program prints.

    Raises:
        BenchmarkError: it fails.
    """
    command = [str(program.path), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise BenchmarkError(f"{shlex.join(command)} ended with {done.returncode}: {said}")
    return done.stdout


def _compile(command: Sequence[str], flags: Sequence[str], toolset: Toolset, folder: Path) -> float:
    begun = time.monotonic()
    log = folder / BUILD_LOG
    made = folder / "made"
    told = [*flags, f"OBJCACHE={toolset.ccache.path if toolset.ccache else ''}"]
    code = process.run(
        [*command, "--build", "-j", "0", "--Mdir", str(made.absolute()), "-o", PROGRAM],
        folder=folder,
        environment={
            **simulators.base_environment(toolset),
            "MAKEFLAGS": " ".join(word.replace(" ", r"\ ") for word in told),
        },
        log=log,
    )
    if code != 0:
        said = "\n  ".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
        raise BuildError(f"{Path(command[-1]).name} does not compile (see {log}).\n  {said}")
    (made / PROGRAM).replace(folder / PROGRAM)
    shutil.rmtree(made)  # what only the compilation needed
    return time.monotonic() - begun
