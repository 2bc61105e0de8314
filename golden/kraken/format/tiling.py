"""How one shape is cut up for the array (KRAKEN symbols)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from golden.kraken.errors import ShapeError
from golden.kraken.format.header import FIELDS
from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape
from golden.kraken.format.sharing import ALONE, Sharing

Ints = npt.NDArray[np.int64]

FIELD_MAX = FIELDS["t"].greatest
"""Greatest count that a header field of 16 bits holds."""


@dataclass(frozen=True)
class Tiling:
    """How the array works through one shape.

    Attributes:
        shape: the convolution.
        params: the array.
        sharing: how the cores share the buses.

    Raises:
        ShapeError: the array cannot do the shape in one packet; the sentence says why.
    """

    shape: ConvShape
    params: ArrayParams
    sharing: Sharing = ALONE

    def __post_init__(self) -> None:
        self._check_kernel()
        self._check_sharing()
        s, p = self.shape, self.params
        if self.tile_rows > p.weight_depth:
            raise ShapeError(
                f"a tile has {s.sw}*{self.ci}*{s.kh} = {self.tile_rows} rows of weights, "
                f"but a weight buffer holds {p.weight_depth}; cut the input channels"
            )
        if s.pad_left >= s.kw or s.pad_right >= s.kw:
            raise ShapeError(
                f"padding of {s.pad_left} and {s.pad_right} columns is not less than the kernel's "
                f"{s.kw}; an output column would lie beyond the image"
            )
        counts = {
            "input channels": self.ci,
            "input columns": s.w,
            "output columns": s.w_o,
            "blocks of rows": self.l,
            "images": s.n,
            "iterations": self.t,
        }
        for name, count in counts.items():
            if count > FIELD_MAX:
                raise ShapeError(f"{count} {name} do not fit the header; {FIELD_MAX} do")

    def _check_kernel(self) -> None:
        s, p = self.shape, self.params
        if s.kh > p.kh_max or s.kw > p.kw_max:
            raise ShapeError(
                f"the kernel is {s.kh}x{s.kw}, but the array takes up to {p.kh_max}x{p.kw_max}"
            )
        if s.sh > p.s_max or s.sw > p.s_max:
            raise ShapeError(f"the stride is {s.sh}x{s.sw}, but the array takes up to {p.s_max}")
        if self.g > p.cols:
            raise ShapeError(
                f"kernel width {s.kw} and stride {s.sw} need groups of {self.g} cores, "
                f"but the array has {p.cols}"
            )

    def _check_sharing(self) -> None:
        s, sets, stack = self.shape, self.sharing.sets, self.sharing.stack
        if not 1 <= sets <= self.params.pixel_buses:
            raise ShapeError(
                f"{sets} sets of pixels need as many buses, not {self.params.pixel_buses}"
            )
        for name, value in {"share": self.share, "stack": stack}.items():
            if not 0 <= value <= FIELDS[name].greatest:
                raise ShapeError(
                    f"a {name} of {value} does not fit the header; "
                    f"{FIELDS[name].greatest} is the most"
                )
        if not stack:
            return
        if sets == 1 or s.groups > 1 or s.co % s.sw:
            raise ShapeError(
                f"blocks of rows lie on one another only on several buses, in one group of "
                f"channels, and with a multiple of {s.sw} output channels"
            )
        if self.blocks % stack:
            raise ShapeError(f"{self.blocks} blocks of rows do not divide into stacks of {stack}")
        first, last = self._stacked_blocks
        most = int((last - first).max()) + 1
        if most > sets:
            raise ShapeError(f"an iteration would need {most} blocks of the stack, not {sets}")

    @property
    def g(self) -> int:
        """G, cores of an elastic group."""
        return self.shape.kw + self.shape.sw - 1

    @property
    def e(self) -> int:
        """E, elastic groups."""
        return self.params.cols // self.g

    @property
    def channels(self) -> int:
        """S_W*E, places for output channels in an iteration."""
        return self.shape.sw * self.e

    @property
    def v(self) -> int:
        """V, blocks of a stack; 1 when they do not lie on one another."""
        return max(self.sharing.stack, 1)

    @property
    def dealt(self) -> int:
        """V*C_o, the channels that are dealt to the iterations."""
        return self.v * self.shape.co

    @cached_property
    def t(self) -> int:
        """T, iterations over output channels."""
        return -(-self.dealt // self.channels)

    @cached_property
    def blocks(self) -> int:
        """Blocks of output rows of an image."""
        return -(-self.shape.h_o // self.params.rows)

    @property
    def l(self) -> int:  # noqa: E743 - the symbol of the literature
        """L, stacks of blocks of output rows; the blocks themselves where V is 1."""
        return self.blocks // self.v

    @property
    def f(self) -> int:
        """F, shifts per loaded word."""
        return -(-self.shape.kh // self.shape.sh) - 1

    @property
    def phases(self) -> int:
        """Ph, row phases that the kernel touches."""
        return min(self.shape.sh, self.shape.kh)

    @cached_property
    def tap_rows(self) -> tuple[int, ...]:
        """Kernel rows in the order of use: phase by phase."""
        return tuple(
            kh for s in range(self.phases) for kh in range(s, self.shape.kh, self.shape.sh)
        )

    @cached_property
    def share(self) -> int:
        """Cores of a share, as the header has it; 0 with one set."""
        if self.sharing.sets == 1:
            return 0
        if self.sharing.stack:
            return self.shape.co // self.shape.sw * self.g
        used = min(self.e, -(-self.shape.co // self.shape.sw))
        return -(-used // self.sharing.sets) * self.g

    def bounds(self, iteration: int) -> list[int]:
        """The core with which each bus but the first begins in an iteration."""
        buses = range(1, self.sharing.sets)
        if not self.sharing.stack:
            return [u * self.share for u in buses]
        done = iteration * self.e * self.g
        first = done // self.share
        return [(first + u) * self.share - done for u in buses]

    @cached_property
    def _stacked_blocks(self) -> tuple[Ints, Ints]:
        """First and last block of the stack in each iteration: int64 [T] each."""
        first = np.arange(self.t) * self.channels
        last = np.minimum(first + self.channels, self.dealt) - 1
        return first // self.shape.co, last // self.shape.co

    @cached_property
    def stack_blocks(self) -> Ints:
        """Block of its stack that each bus has: int64 [T, sets]; -1 where it has none."""
        if not self.sharing.stack:
            return np.where(self.input_ranges[1] > 0, 0, -1)
        first, last = (blocks[:, None] for blocks in self._stacked_blocks)
        block = first + np.arange(self.sharing.sets)
        return np.where(block <= last, block, -1)

    @cached_property
    def input_ranges(self) -> tuple[Ints, Ints]:
        """First input channel and how many of them each bus has: int64 [T, sets] each.

        They are those of all groups that the channels of its cores belong to.
        """
        s, sets = self.shape, self.sharing.sets
        if self.sharing.stack:
            count = np.where(self.stack_blocks >= 0, s.ci, 0)
            return np.zeros_like(count), count
        places = self.share // self.g * s.sw if sets > 1 else self.channels
        base = np.arange(self.t)[:, None] * self.channels
        first = np.minimum(np.arange(sets) * places, self.channels)
        end = np.append(first[1:], self.channels)
        first, end = (np.minimum(base + edge, s.co) for edge in (first, end))
        per_group = s.co // s.groups
        low, high = first // per_group, -(-end // per_group)
        count = np.where(end > first, (high - low) * s.depth, 0)
        return np.where(count > 0, low * s.depth, 0), count

    @cached_property
    def ci(self) -> int:
        """C_i of the header: the most input channels of a bus."""
        return self.shape.ci if self.shape.groups == 1 else int(self.input_ranges[1].max())

    @property
    def tile_rows(self) -> int:
        """Rows of a weight tile."""
        return self.shape.sw * self.ci * self.shape.kh

    @property
    def steps_per_column(self) -> int:
        """C_i*K_H, clocks of computing of one input column."""
        return self.ci * self.shape.kh

    @cached_property
    def load_shape(self) -> tuple[int, int]:
        """How the words of a load lie in its beats: runs that begin a beat each, words of a run.

        Where no word is shifted the sets lie behind one another, if they fit the largest set.
        """
        sets, rows = self.sharing.sets, self.params.rows
        if self.f == 0 and sets * rows <= self.params.set_words:
            return 1, sets * rows
        return sets, rows + self.f

    @property
    def beats_per_run(self) -> int:
        """Pixel beats of one run of a load."""
        return -(-self.load_shape[1] // self.params.pixel_port)

    @cached_property
    def beats_per_load(self) -> int:
        """Pixel beats of one load of all sets."""
        return self.load_shape[0] * self.beats_per_run

    @property
    def beats_per_weight_row(self) -> int:
        """Weight beats of one row of C words."""
        return -(-self.params.cols // self.params.weight_port)

    def channels_of(self, iteration: int) -> int:
        """Output channels that exist in an iteration."""
        return self.channels if iteration < self.t - 1 else self.last_channels

    def column_beats(self, iteration: int) -> int:
        """B, sum beats of an output column in an iteration."""
        return -(-self.channels_of(iteration) // self.params.out_channels)

    @property
    def last_rows(self) -> int:
        """Output rows of the last block."""
        return self.shape.h_o - (self.blocks - 1) * self.params.rows

    @property
    def last_channels(self) -> int:
        """Output channels of the last iteration."""
        return self.dealt - (self.t - 1) * self.channels

    @property
    def words_in_x(self) -> int:
        """M_x, pixel words moved, with only the phases that the kernel touches."""
        s, (runs, words) = self.shape, self.load_shape
        loads = s.n * self.t * self.l * s.w * self.ci * self.phases
        return loads * runs * words

    @property
    def words_in_k(self) -> int:
        """M_k, weights moved."""
        return self.t * self.tile_rows * self.params.cols

    @property
    def words_out(self) -> int:
        """M_y, sums moved, empty lanes of the last beat of a column not counted."""
        return self.shape.n * self.l * self.shape.w_o * self.dealt * self.params.rows

    @property
    def words(self) -> int:
        """All words moved."""
        return self.words_in_x + self.words_in_k + self.words_out

    @property
    def q(self) -> int:
        """Q, clocks of computing, none lost per column."""
        return self.t * self.shape.n * self.l * self.shape.w * self.steps_per_column

    @property
    def efficiency(self) -> float:
        """Valid MACs over the products that the array could do in Q clocks."""
        return self.shape.macs_valid / (self.q * self.params.rows * self.params.cols)
