"""Looks at the memory of a simulator while it goes from case to case."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import psutil

from sim.results import Row
from sim.soak.growth import Sample

EVERY_SECONDS = 0.2
"""Between two looks; each takes milliseconds."""


@dataclass
class MemoryWatch:
    """Follows the simulator that this process runs; `case` and `tick` go to `sim.run.simulate`.

    Attributes:
        samples: what was seen.
    """

    samples: list[Sample] = field(default_factory=list)
    _cases: int = 0
    _largest: int = 0
    _next: float = 0.0

    def case(self, row: Row) -> None:
        """A case has ended."""
        self._cases += 1
        self._largest = max(self._largest, int(row.get("values") or 0))

    def tick(self) -> None:
        """Time has passed."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY_SECONDS
        resident = largest_child()
        if resident:
            self.samples.append(Sample(self._cases, resident, self._largest))

    @property
    def peak(self) -> int:
        """Bytes at most; 0 where nothing was seen."""
        return max((sample.resident for sample in self.samples), default=0)


def largest_child() -> int:
    """Resident bytes of the largest process below this one; 0 without any."""
    sizes = [0]
    for child in psutil.Process().children(recursive=True):
        try:
            sizes.append(child.memory_info().rss)
        except psutil.Error:
            continue  # it has ended meanwhile
    return max(sizes)
