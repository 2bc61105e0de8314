"""One AXI-Stream packet as buffers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


class FrameError(ValueError):
    """The buffers of a packet do not fit together or do not fit the port."""


@dataclass(frozen=True, eq=False)
class Frame:
    """The beats of one packet on one port: a header, then a body that is sent `repeat` times.

    Attributes:
        name: what the packet is, for messages.
        header: uint8 [header beats, bytes]; byte b of a beat is bits 8*b .. 8*b+7 of ``tdata``.
        body: uint8 [body beats, bytes].
        keep: bool [body beats, lanes], lane i is bit i of ``tkeep``; None where the port has none.
            The header's marks are all set.
        repeat: how often the body is sent.
        last_at: indices of the beats with ``tlast``; None marks the last one, as it should be.
    """

    name: str
    header: NDArray[np.uint8]
    body: NDArray[np.uint8]
    keep: NDArray[np.bool_] | None
    repeat: int = 1
    last_at: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        for part, beats in (("header", self.header), ("body", self.body)):
            if beats.ndim != 2 or beats.dtype != np.uint8:
                raise FrameError(
                    f"{self.name}: the {part} is {beats.dtype} {list(beats.shape)}; "
                    "a packet needs uint8 [beats, bytes]."
                )
        if self.header.shape[1] != self.body.shape[1]:
            raise FrameError(f"{self.name}: header and body differ in the bytes of a beat.")
        if self.keep is not None and (self.keep.ndim != 2 or len(self.keep) != len(self.body)):
            raise FrameError(
                f"{self.name}: {list(self.keep.shape)} tkeep marks for {len(self.body)} beats."
            )
        if self.beats == 0:
            raise FrameError(f"{self.name}: a packet needs at least one beat.")

    @property
    def beats(self) -> int:
        """Number of beats."""
        return len(self.header) + self.repeat * len(self.body)

    @property
    def beat_bytes(self) -> int:
        """Bytes of a beat."""
        return self.body.shape[1]

    @cached_property
    def lasts(self) -> frozenset[int]:
        """Indices of the beats that carry ``tlast``."""
        return frozenset((self.beats - 1,) if self.last_at is None else self.last_at)

    def row(self, index: int) -> int | None:
        """Row of `body` that beat `index` is, None in the header."""
        if not 0 <= index < self.beats:
            raise IndexError(f"beat {index} of a packet of {self.beats}")
        inner = index - len(self.header)
        return None if inner < 0 else inner % len(self.body)

    def data(self, index: int) -> bytes:
        """``tdata`` of beat `index`, least significant byte first."""
        row = self.row(index)
        return (self.header[index] if row is None else self.body[row]).tobytes()

    def marks(self, index: int) -> str:
        """``tkeep`` of beat `index` as text, highest lane first; empty without it."""
        if self.keep is None:
            return ""
        row = self.row(index)
        if row is None:
            return "1" * self.keep.shape[1]
        return "".join("1" if mark else "0" for mark in self.keep[row, ::-1])
