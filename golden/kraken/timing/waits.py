"""Clocks in which the array does nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Waits:
    """Clocks without a step, by what was waited for.

    Attributes:
        header: the header and the first pixels of a packet.
        output: sums of an earlier column that had not been read yet.
        pixel: pixels that were still being gathered.
        weight: weight rows that had not come.
    """

    header: int = 0
    output: int = 0
    pixel: int = 0
    weight: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.header + self.output + self.pixel + self.weight

    def __add__(self, other: Waits) -> Waits:
        return Waits(
            self.header + other.header,
            self.output + other.output,
            self.pixel + other.pixel,
            self.weight + other.weight,
        )
