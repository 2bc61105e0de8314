"""A recording that a test writes down by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tb.probe.recording import Column


@dataclass(frozen=True)
class Written:
    """Signals by path: their bits, and a value for each edge; None is X.

    Attributes:
        signals: width and values by path.
        first: number of the first edge.
    """

    signals: Mapping[str, tuple[int, Sequence[int | None]]]
    first: int = 1
    children: Sequence[str] = field(default_factory=tuple)

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return min(len(values) for _, values in self.signals.values())

    def clock(self, edge: int) -> int:
        """The number of an edge."""
        return self.first + edge

    def width(self, path: str) -> int:
        """Bits of a signal."""
        return self.signals[path][0] if path in self.signals else 0

    def column(self, path: str) -> Column:
        """A signal in all edges."""
        width, values = self.signals[path]
        hidden = {i: (1 << width) - 1 for i, value in enumerate(values) if value is None}
        return [value or 0 for value in values], hidden

    def instances(self, pattern: str) -> list[str]:
        """Blocks that have a signal."""
        shape = re.compile(re.escape(pattern).replace(r"\[\*\]", r"\[\d+\]"))
        scopes = {path.rpartition(".")[0] for path in self.signals}
        return sorted(filter(shape.fullmatch, scopes))
