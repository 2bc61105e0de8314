"""When a port of the bench holds back: numbers only, so that any transport can follow them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Pattern:
    """How one port of the bench delays the beats of one packet.

    Edges of the clock are numbered 1, 2, 3 ...; with ``mask`` of period P the bench lets a beat
    move at edge c only if ``mask[c mod P]``.

    Attributes:
        name: the kind, for reports.
        delays: uint32 [beats] or None. A source leaves valid low for that many clocks before it
            offers the beat. A sink keeps ready low for that many clocks in which the design offers
            the beat, so every one of them is felt.
        mask: bool [P] or None. Where it is False a source begins no new offer (one that stands goes
            on) and a sink keeps ready low, whatever the design does.
        edges: int64, ascending, or None. Beats whose holding is counted apart, see
            `tb.transport.counts`; they hold nothing back themselves.
    """

    name: str = "none"
    delays: NDArray[np.uint32] | None = None
    mask: NDArray[np.bool_] | None = None
    edges: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        if self.mask is not None and not self.mask.any():
            raise ValueError(f"Pattern {self.name}: a mask that is never True stops the port.")

    @property
    def free(self) -> bool:
        """Whether the port never holds back."""
        return (self.delays is None or not self.delays.any()) and (
            self.mask is None or bool(self.mask.all())
        )

    def opens(self, edge: int) -> bool:
        """Whether the mask lets a beat move at the edge with that number."""
        return self.mask is None or bool(self.mask[edge % len(self.mask)])


NO_DELAY = Pattern()
"""Never hold back."""
