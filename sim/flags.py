"""The kinds of build: how a Verilated design is compiled, by what its run needs."""

from __future__ import annotations

import platform
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")
V3 = frozenset(["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"])
"""What x86-64-v3 adds, as Linux calls it (``abm`` is LZCNT)."""
ON_V3 = ("-march=x86-64-v3",)

LONG_RUN = 35_000_000
"""Clocks from which the build for long runs is the shorter way, if it has yet to be made.

At 7 x 96 it takes some 3 s longer to compile on two cores and is 0.09 us a clock faster.
"""


class Kind(StrEnum):
    """What a build is for."""

    EDIT = "edit"
    """Quick to compile."""
    LONG = "long"
    """Quick to run; has no waveforms."""
    SANITIZED = "sanitized"
    """Ends at the first access or arithmetic that C++ does not allow."""
    COVERAGE = "coverage"
    """Counts what of the code is reached. A run asks for it by its coverage, not by its build."""


ASKED_FOR = (Kind.EDIT, Kind.LONG, Kind.SANITIZED)
"""Kinds that ``BUILD=`` names; the other one comes with what is counted."""
AUTO = "auto"
"""Leaves the kind to the length of the run."""


@dataclass(frozen=True)
class Flags:
    """How C++ is compiled.

    Attributes:
        fast: for what is evaluated in every clock.
        slow: for what is not.
        main: for the main, the native transport in it, and Verilator's run-time.
        link: for linking.
        model: arguments of Verilator.
    """

    fast: tuple[str, ...]
    slow: tuple[str, ...]
    main: tuple[str, ...]
    link: tuple[str, ...] = ()
    model: tuple[str, ...] = ()


EDIT = Flags(
    fast=(
        "-O1",
        "-ftree-slp-vectorize",  # with wide registers a sixth more speed; part of -O2
        "-fno-tree-dse",  # a tenth of the compilation, and the models run no slower
    ),
    slow=("-O0",),
    main=("-O2",),
    # Files of about this many nodes keep all cores busy. Far smaller ones make slow models.
    model=("--output-split", "7000", "--output-split-cfuncs", "7000"),
)
SANITIZER = (
    "-g1",  # lines for the reports, no more
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=undefined",
)
COUNTERS = (
    "--coverage-line",  # branches too
    "--coverage-expr",
    "--coverage-toggle",
    "--coverage-user",  # states and transitions, see `sim.coverage.counted`
)
KINDS = {
    Kind.EDIT: EDIT,
    # GCC's own bounds at -O2 and -O3 leave models slower than -O1 with vectors makes them.
    Kind.LONG: replace(EDIT, fast=("-O2", "-fvect-cost-model=unlimited")),
    Kind.SANITIZED: Flags(
        EDIT.fast + SANITIZER, EDIT.slow + SANITIZER, ("-O1", *SANITIZER), SANITIZER, EDIT.model
    ),
    Kind.COVERAGE: replace(EDIT, model=EDIT.model + COUNTERS),
}
ENVIRONMENT = {Kind.SANITIZED: {"ASAN_OPTIONS": "detect_leaks=0"}}
"""Variables of a run: Python leaves much of its memory to the end of the process."""


def kind_of(build: str, *, waves: bool, clocks: int = 0, code: bool = False) -> Kind:
    """The kind of build that a run takes.

    Args:
        build: what was asked for: `AUTO` or a kind.
        waves: waveforms are recorded.
        clocks: about how long the run is; 0 where nobody knows.
        code: code coverage is taken, for which there is one build only.
    """
    if code:
        return Kind.COVERAGE
    kind = Kind(build) if build != AUTO else Kind.LONG if clocks >= LONG_RUN else Kind.EDIT
    return Kind.EDIT if waves and kind is Kind.LONG else kind


def flags_of(kind: Kind) -> Flags:
    """The flags of a kind, for the processor of this machine."""
    plain = KINDS[kind]
    if not has_v3():
        return plain
    return replace(plain, fast=plain.fast + ON_V3, slow=plain.slow + ON_V3, main=plain.main + ON_V3)


def has_v3() -> bool:
    """Whether this machine's processor knows all of x86-64-v3."""
    if platform.machine() != "x86_64":
        return False
    try:
        lines = CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    told = [set(line.partition(":")[2].split()) for line in lines if line.startswith("flags")]
    return bool(told) and all(found >= V3 for found in told)
