"""A planted bug: what to change in the RTL, and what the reports must say of it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tb.spec import Simulator
from tests.planted import bugs

BOTH: tuple[Simulator, ...] = ("verilator", "icarus")


@dataclass(frozen=True)
class Seen:
    """How a bench must find a bug.

    Attributes:
        kinds: sorts of the first report; any of them will do.
        causes: guesses of the first report; any of them will do, all when empty.
        place: what the first report must give: coordinates, and ``port``, ``lane`` or ``beat``.
        tests: tests of the bench that find it; the main job when empty.
        parameters: of the design, where others than usual show the bug.
        simulators: those that can see it.
    """

    kinds: tuple[str, ...] = ("mismatch",)
    causes: tuple[str, ...] = ()
    place: Mapping[str, int | str] = field(default_factory=dict)
    tests: tuple[str, ...] = ()
    parameters: Mapping[str, int] = field(default_factory=dict)
    simulators: tuple[Simulator, ...] = BOTH


@dataclass(frozen=True)
class Bug:
    """One bug, found by the bench of its block and by that of the engine or the accelerator.

    Attributes:
        name: what was done wrong.
        file: source in `hw/rtl`.
        old: text that the file has exactly `count` times.
        new: text to put there.
        tests: tests of the engine's bench that catch it; none where the engine cannot show it.
        kinds: sorts of the first report there; any of them will do.
        causes: guesses of the first report there; any of them will do, all when empty.
        place: coordinates that the first report there must give.
        simulators: those on which the engine's bench can see it.
        count: occurrences of `old`.
        narrow_ports: whether it takes ports narrower than a set of words.
        parameters: of the engine, where others than `planting.ARRAY` show the bug.
        block: how the bench of the block finds it; None where only the engine shows it.
        top: how the accelerator's bench finds it, by the tap behind the stage; None where that is
            not asked for.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...] = ("directed",)
    kinds: tuple[str, ...] = ("mismatch",)
    causes: tuple[str, ...] = ()
    place: Mapping[str, int | str] = field(default_factory=dict)
    simulators: tuple[Simulator, ...] = BOTH
    count: int = 1
    narrow_ports: bool = False
    parameters: Mapping[str, int] = field(default_factory=dict)
    block: Seen | None = None
    top: Seen | None = None

    @property
    def module(self) -> str:
        """The block that it sits in."""
        return self.file.removesuffix(".sv")


def written() -> Iterator[Bug]:
    """All bugs that are written down."""
    for entry in pkgutil.iter_modules(bugs.__path__):
        yield from importlib.import_module(f"{bugs.__name__}.{entry.name}").BUGS
