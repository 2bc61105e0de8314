"""The beats of one AXI-Stream packet, without copies of parts that are sent several times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Stream:
    """One packet: a header, then a body that is sent `repeat` times.

    Attributes:
        header: uint8 [header beats, bytes].
        body: uint8 [body beats, bytes].
        body_keep: bool [body beats, lanes], `tkeep` of the body.
        repeat: how often the body is sent.
    """

    header: Bytes
    body: Bytes
    body_keep: Marks
    repeat: int = 1

    @property
    def header_beats(self) -> int:
        """Beats in front of the body."""
        return len(self.header)

    @property
    def beats(self) -> int:
        """Beats of the whole packet."""
        return len(self.header) + self.repeat * len(self.body)

    def __len__(self) -> int:
        return self.beats

    @property
    def header_keep(self) -> Marks:
        """`tkeep` of the header, all set: bool [header beats, lanes]."""
        return np.ones((len(self.header), self.body_keep.shape[1]), np.bool_)

    def runs(self) -> Iterator[tuple[Bytes, Marks]]:
        """The packet piece by piece, (data, keep) of consecutive beats, nothing copied."""
        if len(self.header):
            yield self.header, self.header_keep
        for _ in range(self.repeat):
            yield self.body, self.body_keep

    def beat(self, index: int) -> tuple[Bytes, Marks]:
        """Data [bytes] and keep [lanes] of one beat."""
        if not 0 <= index < self.beats:
            raise IndexError(f"beat {index} of a packet of {self.beats}")
        if index < self.header_beats:
            return self.header[index], self.header_keep[index]
        row = (index - self.header_beats) % len(self.body)
        return self.body[row], self.body_keep[row]

    @cached_property
    def data(self) -> Bytes:
        """All beats, uint8 [beats, bytes]; costs `repeat` copies of the body."""
        if self.repeat == 1 and not len(self.header):
            return self.body
        return np.concatenate([self.header, *[self.body] * self.repeat])

    @cached_property
    def keep(self) -> Marks:
        """`tkeep` of all beats, bool [beats, lanes]; costs `repeat` copies of the body's."""
        if self.repeat == 1 and not len(self.header):
            return self.body_keep
        return np.concatenate([self.header_keep, *[self.body_keep] * self.repeat])

    @property
    def last(self) -> Marks:
        """`tlast` of all beats, bool [beats]."""
        marks = np.zeros(self.beats, np.bool_)
        marks[-1:] = True
        return marks
