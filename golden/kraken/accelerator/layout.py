"""Where each word of some beats lies in a tensor, both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.format.axes import SUM, axes
from golden.kraken.format.mapping import cut_sums
from golden.kraken.lowering.plan import Piece, Plan

Ints = npt.NDArray[np.int64]

NOWHERE = -1
"""Index of a word that does not count."""

AXIS_NAMES = {1: ("channel",), 2: ("image", "channel"), 4: ("image", "h", "w", "channel")}
"""What the axes of tensors of some ranks are called."""


@dataclass(frozen=True, eq=False)
class Layout:
    """The beats of one packet as elements of a tensor.

    Attributes:
        index: int64 [beats, lanes], the element in the flattened tensor; NOWHERE for a word that
            does not count.
        shape: of the tensor.
        at: coordinates of a word from beat and lane, where those of the tensor say less.
    """

    index: Ints
    shape: tuple[int, ...]
    at: Callable[[int, int], Mapping[str, int]] | None = None

    @property
    def beats(self) -> int:
        """Beats of the packet."""
        return len(self.index)

    @property
    def marks(self) -> npt.NDArray[np.bool_]:
        """Words that count: bool [beats, lanes]."""
        return self.index != NOWHERE

    def words(self, tensor: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The tensor's elements by beats and lanes, 0 in words that do not count."""
        found = tensor.reshape(-1)[self.index]
        return np.where(self.marks, found, found.dtype.type(0))

    def put(self, words: npt.NDArray[Any], tensor: npt.NDArray[Any]) -> None:
        """The inverse of `words`: put those that count into a flat tensor."""
        tensor[self.index[self.marks]] = words[self.marks]

    def place(self, beat: int, lane: int) -> dict[str, int]:
        """Coordinates of a word by name; none where it does not count."""
        if self.at is not None:
            return dict(self.at(beat, lane))
        index = int(self.index[beat, lane])
        if index == NOWHERE:
            return {}
        return self._by_name(np.unravel_index(index, self.shape))

    def extents(self) -> dict[str, int]:
        """The tensor's size along each coordinate; nothing where `at` tells other ones."""
        return self._by_name(self.shape) if self.at is None else {}

    def _by_name(self, indices: Sequence[Any]) -> dict[str, int]:
        rank = len(self.shape)
        names = AXIS_NAMES.get(rank) or tuple(f"axis_{i}" for i in range(rank))
        return dict(zip(names, map(int, indices), strict=True))


def flat(shape: tuple[int, ...], lanes: int) -> Layout:
    """A tensor word by word: lane k of beat i is element i*lanes + k."""
    size = int(np.prod(shape, dtype=np.int64))
    index = np.full(-(-size // lanes) * lanes, NOWHERE, np.int64)
    index[:size] = np.arange(size)
    return Layout(index.reshape(-1, lanes), shape)


def of_words(
    words: npt.NDArray[Any],
    marks: npt.NDArray[np.bool_],
    at: Callable[[int, int], Mapping[str, int]],
) -> tuple[Layout, npt.NDArray[Any]]:
    """Words [beats, lanes] that are a tensor of their own, of which those marked count."""
    index = np.arange(words.size).reshape(words.shape)
    return Layout(np.where(marks, index, NOWHERE), words.shape, at), words


def of_piece(plan: Plan, piece: Piece, shape: tuple[int, ...]) -> Layout:
    """What leaves the engine for one packet of a layer.

    Args:
        plan: the layer's.
        piece: its packet; one that sends its sums.
        shape: of the layer's tensor.
    """
    packet = piece.packet
    numbers = np.arange(1, int(np.prod(plan.grid)) + 1).reshape(plan.grid)
    blocks = cut_sums(packet.tiling, numbers[:, piece.rows, :, piece.channels])
    index = axes(packet.tiling, SUM).flatten(blocks) - 1
    return Layout(index.reshape(-1, packet.params.sum_lanes), shape)
