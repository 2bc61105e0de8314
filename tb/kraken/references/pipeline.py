"""Elastic pipelines: a register takes a beat where it or one behind it is empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Beat = TypeVar("Beat")


class Pipeline(Generic[Beat]):
    """Registers one behind another, the first one at index 0; None is an empty one.

    Args:
        registers: how many.
        vanishes: tells of a beat in a register whether it goes no further.
    """

    def __init__(
        self, registers: int, vanishes: Callable[[int, Beat], bool] = lambda _i, _beat: False
    ) -> None:
        self.beats: list[Beat | None] = [None] * registers
        self.vanishes = vanishes

    @property
    def last(self) -> Beat | None:
        """The beat in the last register."""
        return self.beats[-1]

    def moves(self, out_ready: bool) -> list[bool]:
        """Which registers may load."""
        found, free = [], out_ready
        for i in range(len(self.beats) - 1, -1, -1):
            beat = self.beats[i]
            free = free or beat is None or self.vanishes(i, beat)
            found.append(free)
        return found[::-1]

    def clock(self, came: Beat | None, out_ready: bool) -> None:
        """An edge: the beat that comes in, None without one; whether the last one may leave."""
        moves, before = self.moves(out_ready), list(self.beats)
        for i, move in enumerate(moves):
            if not move:
                continue
            beat = came if i == 0 else before[i - 1]
            gone = i > 0 and beat is not None and self.vanishes(i - 1, beat)
            self.beats[i] = None if gone else beat
