"""Compiles what Verilator made of a design: in pieces for all cores, with all that designs share
compiled beforehand.

Most of the time from an edit to its verdict is spent here. Verilator's headers take longer to read
than most pieces take to compile, and its run-time longer than a small design, so that both are
compiled once for each set of flags and tools.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim import process
from sim.flags import Flags
from sim.locks import locked
from sim.places import TOOLS
from sim.pruning import outdated
from sim.tools import Toolset

RULES = Path(__file__).with_name("model.mk")
MAIN_OBJECT = "main.o"
FELL_BACK = "fell_back"
LISTS = "Vtop_classes.mk"
"""Where Verilator lists the files that it made."""
LIST = re.compile(r"^VM_(?:CLASSES|SUPPORT)_(FAST|SLOW) \+= \\\n((?:\s+\S+ \\\n)*)", re.MULTILINE)
SMALL = 100_000
"""Bytes of a file that is no piece of its own: to start a compiler costs more."""
HEADERS = """\
#include "verilated.h"
#include "verilated_dpi.h"
#if VM_TRACE_FST
#include "verilated_fst_c.h"
#endif
"""
"""What the pieces of every design include."""
KEPT_SHARED = 4
KEPT_SECONDS = 86400.0


@dataclass(frozen=True)
class Model:
    """The C++ that Verilator has written for a design.

    Attributes:
        folder: where it lies; receives the program.
        toolset: Verilator and the compiler.
        flags: how to compile.
        cocotb: the cocotb package.
        environment: all of the environment of the compilers.
        log: what they say is appended to it.
    """

    folder: Path
    toolset: Toolset
    flags: Flags
    cocotb: Path
    environment: Mapping[str, str]
    log: Path

    def compile(self, program: str, main: Path, fallback: Path) -> int:
        """Compile and link; returns make's exit code.

        Args:
            program: name of the program.
            main: the C++ file of the main.
            fallback: the main to take if `main` does not compile; `FELL_BACK` then tells.
        """
        shared = self._shared()
        if shared is None:
            return 1
        told = {"PROGRAM": program, "UNITS": " ".join(lay_units(self.folder)), "MAIN": str(main)}
        code = self._make(program, shared, told)
        if code == 0 or self._make(MAIN_OBJECT, shared, told) == 0:
            return code
        (self.folder / FELL_BACK).touch()
        return self._make(program, shared, {**told, "MAIN": str(fallback)})

    def _shared(self) -> Path | None:
        """The folder of what all designs share, made unless it is there; None if that fails."""
        key = shared_key(self.folder, self.toolset, self.flags)
        place = TOOLS / f"runtime-{key}"
        TOOLS.mkdir(parents=True, exist_ok=True)
        with locked(_lock(place)):
            if not place.is_dir():
                part = Path(tempfile.mkdtemp(prefix=f"{place.name}.", dir=TOOLS))
                try:
                    for name in ("fast", "slow"):
                        (part / f"{name}.h").write_text(HEADERS, encoding="utf-8")
                        # By this the compiler cache knows the precompiled header.
                        (part / f"{name}.h.gch.sum").write_text(f"{key} {name}", encoding="utf-8")
                    if self._make("shared", part, {}) != 0:
                        return None
                    part.chmod(0o755)
                    part.rename(place)
                finally:
                    shutil.rmtree(part, ignore_errors=True)
            os.utime(place)
        _prune()
        return place

    def _make(self, goal: str, shared: Path, told: Mapping[str, str]) -> int:
        words = {
            "SHARED": str(shared),
            "COCOTB": str(self.cocotb),
            "FAST": " ".join(self.flags.fast),
            "SLOW": " ".join(self.flags.slow),
            "MAIN_FLAGS": " ".join(self.flags.main),
            "LINK_FLAGS": " ".join(self.flags.link),
            "OBJCACHE": str(self.toolset.ccache.path) if self.toolset.ccache else "",
            **told,
        }
        # A result is found in the compiler cache by the files that the compiler says it has read.
        # Paths below the base do not count: clones share what the cache holds.
        base = os.path.commonpath([self.folder.resolve(), TOOLS.resolve(), self.cocotb])
        return process.run(
            [
                *("make", f"-j{os.cpu_count() or 1}", "-f", str(RULES)),
                *(f"{name}={text}" for name, text in words.items()),
                goal,
            ],
            folder=self.folder,
            environment={
                **self.environment,
                "CCACHE_BASEDIR": base,
                "CCACHE_DEPEND": "1",
                "CCACHE_PCH_EXTSUM": "1",
                "CCACHE_SLOPPINESS": "pch_defines,time_macros",
            },
            log=self.log,
        )


def lay_units(folder: Path) -> list[str]:
    """Write the pieces in which a model is compiled; returns their names, longest first."""
    listing = (folder / LISTS).read_text(encoding="utf-8")
    names: dict[str, list[str]] = {"FAST": [], "SLOW": []}
    for group, found in LIST.findall(listing):
        names[group] += (f"{name}.cpp" for name in found.replace("\\", "").split())
    pieces: list[tuple[int, str]] = []
    for group, files in names.items():
        sizes = {name: (folder / name).stat().st_size for name in files}
        large = [[name] for name in files if group == "FAST" and sizes[name] > SMALL]
        small = [name for name in files if [name] not in large]
        for index, parts in enumerate([*large, small]):
            unit = f"{group.lower()}{index}.cpp"
            text = "".join(f'#include "{name}"\n' for name in parts)
            (folder / unit).write_text(text, encoding="utf-8")
            # What is not optimised compiles in a fraction of the time.
            size = sum(sizes[name] for name in parts)
            pieces.append((size if group == "FAST" else size // 4, unit))
    return [unit for _, unit in sorted(pieces, reverse=True)]


def shared_key(folder: Path, toolset: Toolset, flags: Flags) -> str:
    """Hash of all that shapes what designs share."""
    listing = (folder / LISTS).read_text(encoding="utf-8")
    shaped = {
        "verilator": [str(toolset.main.path), toolset.main.version],
        "compiler": toolset.compiler.version if toolset.compiler else "",
        "flags": [flags.fast, flags.slow, flags.main],
        "switches": re.findall(r"^VM_\w+ = .*$", listing, re.MULTILINE),
        "runtime": re.findall(r"^  (verilated\w*) \\$", listing, re.MULTILINE),
        "rules": RULES.read_text(encoding="utf-8"),
        "headers": HEADERS,
    }
    return hashlib.sha256(json.dumps(shaped, sort_keys=True).encode()).hexdigest()[:16]


def _prune() -> None:
    """Remove what no build has used for long."""
    places = (path for path in TOOLS.glob("runtime-*") if path.is_dir())
    for place in outdated(places, KEPT_SHARED, KEPT_SECONDS):
        with locked(_lock(place), wait=False) as free:
            if free and outdated([place], 0, KEPT_SECONDS):
                shutil.rmtree(place, ignore_errors=True)


def _lock(place: Path) -> Path:
    return place.with_name(f"{place.name}.lock")
