"""The order of the beats of each stream: one table of axes, the last of which runs fastest.

A stream is a header and then one beat for each index of its axes, as `hw/README.md` lays it down.
Reshaping tensors into beats, finding a beat's place, wording it and counting clocks all follow from
the table here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from golden.kraken.errors import PlaceError
from golden.kraken.format.shape import Tiling

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
_INPUT_CHANNEL = Axis("input_channel", "ci", "input channel", lambda tiling: tiling.shape.ci)

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
        Axis("part", "j", "part of the column", lambda tiling: tiling.beats_per_column),
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
    """

    stream: str
    header_beats: int
    sizes: dict[str, int]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the axes, the outermost first."""
        return tuple(self.sizes)

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the axes: the body's beats as an array have this shape."""
        return tuple(self.sizes.values())

    @cached_property
    def body_beats(self) -> int:
        """Beats behind the header."""
        return math.prod(self.shape)

    @property
    def beats(self) -> int:
        """All beats."""
        return self.header_beats + self.body_beats

    def stride(self, name: str) -> int:
        """Beats between two neighbours along the axis `name`."""
        return math.prod(self.shape[self.names.index(name) + 1 :])

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
        indices = np.unravel_index(beat - self.header_beats, self.shape)
        return {name: int(index) for name, index in zip(self.names, indices, strict=True)}

    def first(self, **indices: int) -> int:
        """The first beat of the stream that has these indices along the axes named."""
        return self.header_beats + sum(self.stride(name) * i for name, i in indices.items())

    def last_of(self, name: str) -> npt.NDArray[np.int64]:
        """The beats of the stream, in order, that are in the last position along the axis `name`.

        Returns:
            int64 [beats], header beats counted but not among them.
        """
        body = np.arange(self.header_beats, self.beats).reshape(self.shape)
        return np.take(body, [-1], axis=self.names.index(name)).reshape(-1)


def axes(tiling: Tiling, stream: str) -> BeatOrder:
    """The order of the beats of `stream` for a packet that is cut up as `tiling`.

    A packet that holds its sums sends none of its SUM stream.
    """
    params = tiling.params
    header = {PIXEL: params.pixel_header_beats, WEIGHT: params.weight_header_beats, SUM: 0}
    return BeatOrder(stream, header[stream], {a.name: a.size(tiling) for a in AXES[stream]})
