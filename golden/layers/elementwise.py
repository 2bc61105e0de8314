"""What operators on pairs of elements share: their operands broadcast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golden.layers.base import Layer


@dataclass(kw_only=True, eq=False)
class Broadcasting(Layer):
    """A layer whose operands broadcast to the output's shape."""

    def runs_batches(self, carrying: Sequence[bool], shapes: Sequence[tuple[int, ...]]) -> bool:
        """An operand that stays as it is must broadcast over the samples."""
        rank = max(len(shape) for shape in shapes)
        return all(
            len(shape) == rank if carries else len(shape) < rank or shape[0] == 1
            for carries, shape in zip(carrying, shapes, strict=True)
        )
