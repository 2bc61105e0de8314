"""How the cores of the array share the sets of pixels that slide past them at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sharing:
    """How the cores share the buses.

    With one set all cores see the same pixels. Several sets are either those of several groups of
    input channels (`stack` is 0), or those of several blocks of output rows that lie on one
    another: then the channels of all these blocks are dealt to the iterations one after another.

    Attributes:
        sets: sets of pixels of a load, one a bus.
        stack: V, blocks that lie on one another; 0 when they do not.
    """

    sets: int = 1
    stack: int = 0

    def __str__(self) -> str:
        if self.stack:
            return f"stack of {self.stack} on {self.sets} buses"
        return "one bus" if self.sets == 1 else f"{self.sets} buses"


ALONE = Sharing()
"""One set for all cores."""
