"""Blocks inside a design, and what each clock of a block must look like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from tb.bench.bench import Bench

Values = Mapping[str, int]


class Signals(Protocol):
    """What an edge of the clock finds on the ports of a block; bits that are X count as 0."""

    def __getitem__(self, name: str, /) -> int:
        """The signal of that name in the RTL, unsigned."""

    def signed(self, name: str) -> int:
        """The signal as a two's complement number."""

    def words(self, name: str, width: int, *, signed: bool = True) -> Sequence[int]:
        """The signal cut into words of so many bits, the lowest first."""


class Due(NamedTuple):
    """What a signal must be.

    Attributes:
        value: of the whole signal, unsigned.
        care: bits that count.
    """

    value: int
    care: int


class Same(NamedTuple):
    """A signal must be what another one is, bits that are X too.

    Attributes:
        signal: the other one.
        low: its lowest bit that counts; it has as many as the signal that is compared.
    """

    signal: str
    low: int = 0


Dues = Mapping[str, "int | Due | Same"]
"""By signal of the RTL; a plain number says that all bits count."""


class Reference(Protocol):
    """A block as its contract has it, clock by clock.

    In each clock `due` is asked first. Then `clock` takes over what the edge does, by what really
    passed: an answer of the block that was wrong has been told by then.
    """

    def due(self, now: Signals) -> Dues:
        """What the outputs must be in this clock, by its inputs; what is not told is not compared.

        Raises:
            IllegalInputError: the block was asked for what its contract does not have.
        """

    def clock(self, now: Signals) -> None:
        """Go on to the next clock."""


class IllegalInputError(Exception):
    """A block gets what its contract does not allow: nothing can be said of what it does."""


@dataclass(frozen=True)
class Part:
    """A block inside a design.

    Attributes:
        instance: its path from the design's top module on. ``[*]`` stands for any index of a
            generate block.
        bench: the block's bench: name of a design, file of a bench of one's own, or the bench.
        parameters: the block's parameters by those of the design; what is not told has its default.
    """

    instance: str
    bench: str | Path | Bench
    parameters: Callable[[Values], Values] = dict


@dataclass(frozen=True)
class Located:
    """Where a fault began.

    Attributes:
        module: the block, as its bench calls it.
        instance: its path from the top module on; empty for the top module itself.
        port: its port; empty where the signal belongs to none.
        signal: as the RTL calls it.
        clock: number of the clock edge, as reports count them.
        place: coordinates: the word of the signal, and what the block's reference tells.
        expected, actual: what differs, a word where the signal has words; as text.
        sentence: all of it for people.
    """

    module: str
    instance: str
    port: str
    signal: str
    clock: int
    place: Mapping[str, Any] = field(default_factory=dict)
    expected: str = ""
    actual: str = ""
    sentence: str = ""
