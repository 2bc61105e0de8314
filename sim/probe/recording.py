"""Recorded waveforms as `tb.probe` reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sim.waves.recorded import Recorded
from tb.probe.recording import Column

DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Waves:
    """A file of waveforms, edge by edge of its clock.

    Attributes:
        file: the waveforms.
        rises: times of the edges, in the file's unit.
        last: number of the last one, as reports count.
    """

    file: Recorded
    rises: Sequence[int]
    last: int
    columns: dict[str, Column] = field(default_factory=dict)

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return len(self.rises)

    @property
    def children(self) -> list[str]:
        """Scopes right below the top module."""
        return [name for name in self.members if "." not in name]

    def clock(self, edge: int) -> int:
        """The number of an edge."""
        return self.last - (len(self.rises) - 1 - edge)

    def since(self, edge: int) -> Waves:
        """The same from an edge on."""
        return replace(self, rises=self.rises[edge:], columns={})

    @cached_property
    def members(self) -> Mapping[str, list[str]]:
        """Signals below each scope, in the order of the file: what Verilator makes of a struct."""
        found: dict[str, list[str]] = {}
        for name in self.file.variables:
            scope = name
            while "." in scope:
                scope = scope.rpartition(".")[0]
                found.setdefault(scope, []).append(name)
        return found

    def width(self, path: str) -> int:
        """Bits of a signal, or of all members of a struct."""
        if path in self.file.variables:
            return self.file.width(path)
        return sum(self.file.width(name) for name in self.members.get(path, ()))

    def column(self, path: str) -> Column:
        """A signal in all edges; a struct's first member has the highest bits."""
        found = self.columns.get(path)
        if found is None:
            found = self.columns[path] = self._read(path)
        return found

    def instances(self, pattern: str) -> list[str]:
        """Scopes whose path is as the pattern says, by number."""
        if "[*]" not in pattern:
            return [pattern] if pattern in self.members else []
        shape = re.compile(re.escape(pattern).replace(r"\[\*\]", r"\[\d+\]"))
        return sorted(filter(shape.fullmatch, self.members), key=_numbered)

    def _read(self, path: str) -> Column:
        if path in self.file.variables:
            return self._signal(path)
        values, unknown = [0] * len(self.rises), dict[int, int]()
        for name in self.members[path]:
            width = self.file.width(name)
            part, hidden = self._signal(name)
            values = [whole << width | low for whole, low in zip(values, part, strict=True)]
            edges = unknown.keys() | hidden.keys()
            unknown = {e: unknown.get(e, 0) << width | hidden.get(e, 0) for e in edges}
        return values, unknown

    def _signal(self, name: str) -> Column:
        width = self.file.width(name)
        values, unknown = [0] * len(self.rises), dict[int, int]()
        before: int | str | None = None
        value = hidden = 0
        for i, found in enumerate(self.file.found_by(name, self.rises)):
            if found is not before:
                value, hidden = _parsed(found, width)
                before = found
            values[i] = value
            if hidden:
                unknown[i] = hidden
        return values, unknown


def _parsed(found: int | str | None, width: int) -> tuple[int, int]:
    """A value with X as 0, and the bits that are X."""
    if isinstance(found, int):
        return found, 0
    if found is None:
        return 0, (1 << width) - 1
    text = found.rjust(width, "0" if found[:1] in "01" else found[:1])
    known = "".join(bit if bit in "01" else "0" for bit in text)
    hidden = "".join("0" if bit in "01" else "1" for bit in text)
    return int(known, 2), int(hidden, 2)


def _numbered(name: str) -> list[int | str]:
    return [int(part) if part.isdigit() else part for part in DIGITS.split(name)]
