"""When a port of the bench holds back: numbers only, so that any transport can follow them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Pattern:
    """How one port of the bench delays the beats of one packet.

    Attributes:
        name: the kind, for reports.
        delays: uint32 [beats] or None. A source leaves ``tvalid`` low for that many clocks before
            it offers the beat. A sink keeps ``tready`` low for that many clocks in which the design
            offers the beat, so every one of them is felt.
        mask: bool [period] or None, read cyclically by the clock's number. Where it is False a
            source offers no new beat and a sink keeps ``tready`` low, whatever the design does.
    """

    name: str = "none"
    delays: NDArray[np.uint32] | None = None
    mask: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        if self.mask is not None and not self.mask.any():
            raise ValueError(f"Pattern {self.name}: a mask that is never True stops the port.")

    @property
    def free(self) -> bool:
        """Whether the port never holds back."""
        return (self.delays is None or not self.delays.any()) and (
            self.mask is None or bool(self.mask.all())
        )


FREE = Pattern()
"""Never hold back."""
