"""What packets of the stages behind the engine are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from golden.kraken.stages.activation import ActivationConfig
from golden.kraken.stages.adder import AdderConfig
from golden.kraken.stages.requantizer import RequantizerConfig, TileSums
from tb.kraken.steps import Bools, Ints


@dataclass(frozen=True, eq=False)
class SumsWork:
    """Sums that become int8.

    Attributes:
        config: how they are scaled.
        sums: int64 [beats, M*R].
        marks: bool [beats, M*R].
    """

    config: RequantizerConfig
    sums: Ints
    marks: Bools

    def tiles(self) -> Iterator[tuple[TileSums, Bools]]:
        """Tile by tile its sums and their marks, [columns, B, M, R]."""
        start = 0
        for part in self.config.parts(self.sums):
            end = start + part.sums.shape[0] * part.sums.shape[1]
            yield part, self.marks[start:end].reshape(part.sums.shape)
            start = end


@dataclass(frozen=True, eq=False)
class TableWork:
    """Words that go through a table, or pass.

    Attributes:
        config: the table.
        words: integers [beats, M*R].
        marks: bool [beats, M*R].
    """

    config: ActivationConfig
    words: Ints
    marks: Bools


@dataclass(frozen=True, eq=False)
class AdderWork:
    """Words of two streams, or of one that passes.

    Attributes:
        config: what becomes of them.
        first: integers [beats, M*R].
        second: the same; not used where words pass.
        marks: bool [beats, M*R].
    """

    config: AdderConfig
    first: Ints
    second: Ints
    marks: Bools
