"""The order of the beats of each stream: one table of axes, the last of which runs fastest.

A stream is a header and then one beat for each index of its axes, as `hw/README.md` lays it down;
in the last iteration a column of sums may have fewer beats. Reshaping tensors into beats, finding a
beat's place, wording it and counting clocks all follow from the table here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.errors import PlaceError
from golden.kraken.format.tiling import Tiling

PIXEL, WEIGHT, SUM = "pixel", "weight", "sum"
"""Names of the engine's streams: `s_axis_pixel`, `s_axis_weight` and `m_axis_sum`."""


@dataclass(frozen=True)
class Axis:
    """One axis of a stream's beats.

    Attributes:
        name: as the parts of a place and other code call it.
        symbol: as `hw/README.md` calls its index.
        wording: as reports call it.
        size: how many indices it has.
    """

    name: str
    symbol: str
    wording: str
    size: Callable[[Tiling], int]


_ITERATION = Axis("iteration", "t", "iteration", lambda tiling: tiling.t)
_IMAGE = Axis("image", "n", "image", lambda tiling: tiling.shape.n)
_BLOCK = Axis("block", "l", "block", lambda tiling: tiling.l)
_INPUT_CHANNEL = Axis("input_channel", "ci", "input channel", lambda tiling: tiling.ci)

AXES: dict[str, tuple[Axis, ...]] = {
    PIXEL: (
        _ITERATION,
        _IMAGE,
        _BLOCK,
        Axis("w", "w", "column", lambda tiling: tiling.shape.w),
        _INPUT_CHANNEL,
        Axis("phase", "s", "phase", lambda tiling: tiling.phases),
        Axis("part", "part", "part of the load", lambda tiling: tiling.beats_per_load),
    ),
    WEIGHT: (
        _ITERATION,
        Axis("stride_column", "q", "column of the stride", lambda tiling: tiling.shape.sw),
        _INPUT_CHANNEL,
        Axis("tap", "tap", "tap", lambda tiling: tiling.shape.kh),
        Axis("part", "part", "part of the row", lambda tiling: tiling.beats_per_weight_row),
    ),
    SUM: (
        _ITERATION,
        _IMAGE,
        _BLOCK,
        Axis("w", "wo", "column", lambda tiling: tiling.shape.w_o),
        Axis("part", "j", "part of the column", lambda tiling: tiling.column_beats(0)),
    ),
}
"""Axes by stream, the outermost first. A tap is an index of `Tiling.tap_rows`."""


@dataclass(frozen=True)
class BeatOrder:
    """The beats of one stream of one packet.

    Attributes:
        stream: PIXEL, WEIGHT or SUM.
        header_beats: beats in front of the body.
        sizes: of the axes by name, the outermost first.
        tail: size of the innermost axis at the last index of the outermost one, where it is less
            than `sizes` has it; None where it is the same.
    """

    stream: str
    header_beats: int
    sizes: dict[str, int]
    tail: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the axes, the outermost first."""
        return tuple(self.sizes)

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the axes; without a `tail` the body's beats as an array have this shape."""
        return tuple(self.sizes.values())

    @property
    def _last_shape(self) -> tuple[int, ...]:
        """Sizes of the axes but the outermost one, at its last index."""
        inner = self.shape[1:]
        return inner if self.tail is None else (*inner[:-1], self.tail)

    @cached_property
    def body_beats(self) -> int:
        """Beats behind the header."""
        return (self.shape[0] - 1) * math.prod(self.shape[1:]) + math.prod(self._last_shape)

    @property
    def beats(self) -> int:
        """All beats."""
        return self.header_beats + self.body_beats

    def stride(self, name: str, outermost: int = 0) -> int:
        """Beats between two neighbours along the axis `name`.

        Args:
            name: of the axis.
            outermost: index of the outermost axis, which counts where there is a `tail`.
        """
        at = self.names.index(name)
        last = at > 0 and outermost == self.shape[0] - 1
        return math.prod((self._last_shape if last else self.shape[1:])[at:])

    def split(self, beat: int) -> dict[str, int]:
        """The index along each axis, by name, of beat `beat` of the stream; empty in the header.

        Raises:
            PlaceError: there is no such beat.
        """
        if not 0 <= beat < self.beats:
            raise PlaceError(
                f"beat {beat} of the {self.stream} stream does not exist: it has {self.beats} beats"
            )
        if beat < self.header_beats:
            return {}
        whole, last = self.stride(self.names[0]), self.shape[0] - 1
        first = min((beat - self.header_beats) // whole, last)
        inner = self._last_shape if first == last else self.shape[1:]
        rest = np.unravel_index(beat - self.header_beats - first * whole, inner)
        return dict(zip(self.names, (first, *map(int, rest)), strict=True))

    def first(self, **indices: int) -> int:
        """The first beat of the stream that has these indices along the axes named."""
        outermost = indices.get(self.names[0], 0)
        return self.header_beats + sum(
            self.stride(name, outermost) * i for name, i in indices.items()
        )

    def last_of(self, name: str) -> npt.NDArray[np.int64]:
        """The beats of the stream, in order, that are in the last position along the axis `name`.

        Returns:
            int64 [beats], header beats counted but not among them.
        """
        body = np.arange(self.header_beats, self.beats)
        whole, at = (self.shape[0] - 1) * self.stride(self.names[0]), self.names.index(name)
        last = body[whole:].reshape(self._last_shape)
        if at == 0:
            return last.reshape(-1)
        before = body[:whole].reshape(-1, *self.shape[1:])
        return np.concatenate(
            [
                np.take(before, [-1], axis=at).reshape(-1),
                np.take(last, [-1], axis=at - 1).reshape(-1),
            ]
        )

    def flatten(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Values by axes, [*shape, ...], as those of the body's beats in order: [beats, ...].

        Of the last index of the outermost axis only as many as the `tail` has are taken.
        """
        inner = values.shape[len(self.shape) :]
        if self.tail is None:
            return values.reshape(-1, *inner)
        before, last = values[:-1], self._of_tail(values[-1])
        return np.concatenate([before.reshape(-1, *inner), last.reshape(-1, *inner)])

    def unflatten(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The inverse of `flatten`, 0 where there is no beat."""
        inner = values.shape[1:]
        if self.tail is None:
            return values.reshape(*self.shape, *inner)
        whole = self.body_beats - math.prod(self._last_shape)
        found = np.zeros((*self.shape, *inner), values.dtype)
        found[:-1] = values[:whole].reshape(-1, *self.shape[1:], *inner)
        last = self._of_tail(found[-1])
        last[...] = values[whole:].reshape(last.shape)
        return found

    def _of_tail(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The first `tail` indices along the innermost axis of values by the other axes."""
        innermost = len(self.shape) - 2
        return values[(slice(None),) * innermost + (slice(self.tail),)]


def axes(tiling: Tiling, stream: str) -> BeatOrder:
    """The order of the beats of `stream` for a packet that is cut up as `tiling`.

    A packet that holds its sums sends none of its SUM stream.
    """
    params = tiling.params
    header = {PIXEL: params.pixel_header_beats, WEIGHT: params.weight_header_beats, SUM: 0}
    sizes = {axis.name: axis.size(tiling) for axis in AXES[stream]}
    last = tiling.column_beats(tiling.t - 1)
    tail = last if stream == SUM and last < sizes["part"] else None
    return BeatOrder(stream, header[stream], sizes, tail)
