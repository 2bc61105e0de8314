"""What a viewer shows of a design's waveforms, in groups, from what its bench says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sim.waves.recorded import Recorded
from tb.bench.bench import Bench, Values
from tb.bench.packed import Packed

ELEMENT = re.compile(r"\.?\[(\d+)\]")
"""What stands behind an array's name for one of its elements."""


@dataclass(frozen=True)
class Shown:
    """A signal, or some bits of one.

    Attributes:
        path: of the variable, from the top module on and without it.
        width: bits of the variable.
        label: what it is called, where that is not the end of its path.
        high, low: the bits that are shown, where those are not all.
        names: what its values mean, for those that have names.
        number: whether it is a number to people, and no pattern of bits.
    """

    path: str
    width: int
    label: str = ""
    high: int | None = None
    low: int = 0
    names: Mapping[int, str] = field(default_factory=dict)
    number: bool = False

    @property
    def bits(self) -> int:
        """How many bits are shown."""
        return self.width if self.high is None else self.high - self.low + 1


@dataclass(frozen=True)
class Group:
    """Signals side by side, under a name."""

    name: str
    signals: tuple[Shown, ...]


def layout(bench: Bench, values: Values, waves: Recorded) -> list[Group]:
    """The groups of a design: clock and reset, each port, status outputs, what is inside.

    What the file does not have is left out.

    Args:
        bench: of the design.
        values: its parameters.
        waves: a file of its waveforms.
    """
    clocked = [bench.clock, bench.reset.signal if bench.reset else None]
    groups = {"clock": [shown for name in clocked if name for shown in _plain(waves, name)]}
    for port in bench.ports_for(values):
        groups[port.name] = [
            shown for name in (port.valid, port.ready) if name for shown in _plain(waves, name)
        ]
        for each in port.fields:
            groups[port.name] += _signal(waves, each.signal, each.packed)
    groups["status"] = [
        *(shown for flag in bench.flags for shown in _plain(waves, flag.signal, flag.names)),
        *(shown for name in bench.watched for shown in _plain(waves, name)),
    ]
    for inner in bench.inner:
        groups[inner.path] = list(_signal(waves, inner.path, inner.packed, inner.names))
    return [Group(name, _once(signals)) for name, signals in groups.items() if signals]


def _once(signals: Sequence[Shown]) -> tuple[Shown, ...]:
    """Without those that are there already: the strobe of a port may be its only field."""
    return tuple(shown for i, shown in enumerate(signals) if shown not in signals[:i])


def _signal(
    waves: Recorded, path: str, packed: Packed | None, names: Mapping[int, str] | None = None
) -> Iterator[Shown]:
    """A signal, or the members of a struct."""
    if packed is None:
        yield from _plain(waves, path, names)
    elif waves.width(path):
        yield from _cut(path, waves.width(path), packed)
    else:
        yield from _members(waves, path)


def _plain(waves: Recorded, path: str, names: Mapping[int, str] | None = None) -> Iterator[Shown]:
    """A signal, or the elements of an array."""
    if waves.width(path):
        yield Shown(path, waves.width(path), names=names or {})
        return
    elements = {
        int(found[1]): name
        for name in waves.variables
        if name.startswith(path) and (found := ELEMENT.fullmatch(name[len(path) :]))
    }
    for index in sorted(elements):
        name = elements[index]
        yield Shown(name, waves.width(name), f"{path.rpartition('.')[2]}[{index}]")


def _members(waves: Recorded, path: str) -> Iterator[Shown]:
    """The members of a struct that is recorded member by member, those of structs in it too."""
    for name in waves.variables:
        if name.startswith(f"{path}."):
            yield Shown(name, waves.width(name), number=waves.width(name) > 1)


def _cut(path: str, width: int, packed: Packed) -> Iterator[Shown]:
    """The members of a struct that is recorded as one signal."""
    low = packed.width
    for member, bits in packed.members.items():
        low -= bits
        yield Shown(path, width, member, low + bits - 1, low, number=bits > 1)
