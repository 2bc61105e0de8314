"""The designs that have a bench: their sources, their tests, and the array each simulator gets."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from golden.kraken.format.params import ArrayParams
from sim.errors import UsageError

ROOT = Path(__file__).resolve().parent.parent
RTL = ROOT / "hw" / "rtl"
MARKS = ROOT / "hw" / "lint"
SIMULATORS = ("verilator", "icarus")


@dataclass(frozen=True)
class Target:
    """A top module and the bench for it.

    Attributes:
        toplevel: name of the top module; ``TOPLEVEL.f`` lists its sources.
        main_job: the tests that run when none is named.
        arrays: parameters by simulator when none are given; Icarus, which is a hundred times
            slower, gets a smaller array.
    """

    toplevel: str
    main_job: tuple[str, ...]
    arrays: dict[str, ArrayParams]

    @property
    def module(self) -> str:
        """Python module of the bench."""
        return f"tb.benches.{self.toplevel}"

    @property
    def marks(self) -> tuple[Path, ...]:
        """Verilator configuration files that say what the bench may touch."""
        return (MARKS / f"{self.toplevel}_public.vlt",)

    def tests(self) -> tuple[str, ...]:
        """Names of the bench's tests, in the order of the file."""
        return test_names(ROOT.joinpath(*self.module.split(".")).with_suffix(".py"))


TARGETS = {
    target.toplevel: target
    for target in (
        Target(
            "conv_engine",
            main_job=("network",),
            arrays={"verilator": ArrayParams(), "icarus": ArrayParams(rows=4, cols=24)},
        ),
    )
}


def find_target(name: str) -> Target:
    """The target of that name.

    Raises:
        UsageError: there is none.
    """
    if name not in TARGETS:
        raise UsageError(f"TOPLEVEL={name} is unknown; there are benches for {listed(TARGETS)}.")
    return TARGETS[name]


def check_simulator(name: str) -> str:
    """Return `name` when it is a simulator.

    Raises:
        UsageError: it is none.
    """
    if name not in SIMULATORS:
        raise UsageError(f"SIM={name} is unknown; it can be {listed(SIMULATORS, 'or')}.")
    return name


def choose_tests(target: Target, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The tests to run: those asked for, all for ``all``, or the main job's.

    Raises:
        UsageError: the bench has no test of a name.
    """
    known = target.tests()
    if asked == ("all",):
        return known
    for name in asked:
        if name not in known:
            raise UsageError(
                f"TESTCASE={name} is unknown; the bench of {target.toplevel} has "
                f"{listed(known)}, and 'all' runs every one."
            )
    return asked or target.main_job


def test_names(path: Path) -> tuple[str, ...]:
    """Names of the cocotb and pyuvm tests that a file defines, without importing it.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise UsageError(f"The bench {path} cannot be read: {fault.strerror}.") from fault
    kinds = (ast.AsyncFunctionDef, ast.FunctionDef, ast.ClassDef)
    return tuple(
        node.name
        for node in tree.body
        if isinstance(node, kinds) and any(_is_test(mark) for mark in node.decorator_list)
    )


test_names.__test__ = False  # type: ignore[attr-defined]


def _is_test(mark: ast.expr) -> bool:
    name = mark.func if isinstance(mark, ast.Call) else mark
    return isinstance(name, ast.Attribute) and name.attr == "test"


def listed(names: object, word: str = "and") -> str:
    """``a, b and c``."""
    texts = [str(name) for name in names]  # type: ignore[attr-defined]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {word} {texts[-1]}"
