"""The shape of one convolution and how it is cut up for the array (KRAKEN symbols)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from golden.kraken.errors import ShapeError
from golden.kraken.format.params import ArrayParams

FIELD_MAX = 65535
"""Greatest count that a 16-bit header field holds."""


def reached_outputs(size: int, outputs: int, tap: int, stride: int, before: int) -> range:
    """Outputs along one axis whose input cell lies inside the image.

    Args:
        size: cells of the image.
        outputs: outputs.
        tap: cells between the window's first cell and the one in question.
        stride: cells between outputs.
        before: cells of padding before the image.
    """
    first = -(-max(before - tap, 0) // stride)
    last = min(outputs - 1, (size - 1 + before - tap) // stride)
    return range(first, max(last + 1, first))


def valid_taps(
    size: int, outputs: int, kernel: int, stride: int, before: int, dilation: int = 1
) -> int:
    """Pairs (output, tap) along one axis whose input cell lies inside the image.

    Args:
        size: cells of the image.
        outputs: outputs.
        kernel: taps.
        stride: cells between outputs.
        before: cells of padding before the image.
        dilation: cells between taps.
    """
    taps = range(0, kernel * dilation, dilation)
    return sum(len(reached_outputs(size, outputs, tap, stride, before)) for tap in taps)


@dataclass(frozen=True)
class ConvShape:
    """One convolution without groups or dilation; rows and columns are counted from 0.

    Attributes:
        n: images.
        h: rows of an image.
        w: columns of an image.
        ci: input channels.
        co: output channels.
        kh: kernel rows.
        kw: kernel columns.
        sh: row stride.
        sw: column stride.
        pad_top: rows of padding above.
        pad_bottom: rows of padding below.
        pad_left: columns of padding to the left.
        pad_right: columns of padding to the right.

    Raises:
        ShapeError: a size below 1, a padding below 0, or a kernel larger than the padded image.
    """

    n: int
    h: int
    w: int
    ci: int
    co: int
    kh: int = 1
    kw: int = 1
    sh: int = 1
    sw: int = 1
    pad_top: int = 0
    pad_bottom: int = 0
    pad_left: int = 0
    pad_right: int = 0

    def __post_init__(self) -> None:
        for name in ("n", "h", "w", "ci", "co", "kh", "kw", "sh", "sw"):
            if getattr(self, name) < 1:
                raise ShapeError(f"{name} is {getattr(self, name)}, but it must be at least 1")
        for name in ("pad_top", "pad_bottom", "pad_left", "pad_right"):
            if getattr(self, name) < 0:
                raise ShapeError(f"{name} is {getattr(self, name)}, but it cannot be negative")
        if self.h_o < 1 or self.w_o < 1:
            raise ShapeError(
                f"a {self.kh}x{self.kw} kernel does not fit into {self.h}x{self.w} rows and "
                f"columns with padding {self.pad_top}, {self.pad_bottom}, {self.pad_left}, "
                f"{self.pad_right}; there is nothing to compute"
            )

    @classmethod
    def dense(cls, m: int, ci: int, co: int) -> ConvShape:
        """The matrix product [m, ci] x [ci, co]: matrix rows take the place of image rows."""
        return cls(1, m, 1, ci, co)

    @property
    def h_o(self) -> int:
        """Output rows."""
        return (self.h + self.pad_top + self.pad_bottom - self.kh) // self.sh + 1

    @property
    def w_o(self) -> int:
        """Output columns."""
        return (self.w + self.pad_left + self.pad_right - self.kw) // self.sw + 1

    @property
    def macs_valid(self) -> int:
        """Products that do not involve padding."""
        rows = valid_taps(self.h, self.h_o, self.kh, self.sh, self.pad_top)
        columns = valid_taps(self.w, self.w_o, self.kw, self.sw, self.pad_left)
        return self.n * self.ci * self.co * rows * columns

    def __str__(self) -> str:
        text = f"{self.n}x{self.h}x{self.w}x{self.ci} -> {self.h_o}x{self.w_o}x{self.co}"
        text += f", kernel {self.kh}x{self.kw}"
        if (self.sh, self.sw) != (1, 1):
            text += f", stride {self.sh}x{self.sw}"
        pads = (self.pad_top, self.pad_bottom, self.pad_left, self.pad_right)
        return text + (f", pad {','.join(map(str, pads))}" if any(pads) else "")


@dataclass(frozen=True)
class Tiling:
    """How the array works through one shape.

    Raises:
        ShapeError: the array cannot do the shape in one packet; the sentence says why.
    """

    shape: ConvShape
    params: ArrayParams

    def __post_init__(self) -> None:
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
        if self.tile_rows > p.weight_depth:
            raise ShapeError(
                f"a tile has {s.sw}*{s.ci}*{s.kh} = {self.tile_rows} rows of weights, "
                f"but a weight buffer holds {p.weight_depth}; cut the input channels"
            )
        if s.pad_left >= s.kw or s.pad_right >= s.kw:
            raise ShapeError(
                f"padding of {s.pad_left} and {s.pad_right} columns is not less than the kernel's "
                f"{s.kw}; an output column would lie beyond the image"
            )
        counts = {
            "input channels": s.ci,
            "input columns": s.w,
            "output columns": s.w_o,
            "blocks of rows": self.l,
            "images": s.n,
            "iterations": self.t,
        }
        for name, count in counts.items():
            if count > FIELD_MAX:
                raise ShapeError(f"{count} {name} do not fit the header; {FIELD_MAX} do")

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
        """S_W*E, output channels of an iteration."""
        return self.shape.sw * self.e

    @property
    def t(self) -> int:
        """T, iterations over output channels."""
        return -(-self.shape.co // self.channels)

    @property
    def l(self) -> int:  # noqa: E743 - the symbol of the literature
        """L, blocks of output rows."""
        return -(-self.shape.h_o // self.params.rows)

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

    @property
    def tile_rows(self) -> int:
        """Rows of a weight tile."""
        return self.shape.sw * self.shape.ci * self.shape.kh

    @property
    def steps_per_column(self) -> int:
        """C_i*K_H, clocks of computing of one input column."""
        return self.shape.ci * self.shape.kh

    @property
    def beats_per_column(self) -> int:
        """B, sum beats of an output column."""
        return -(-self.channels // self.params.out_channels)

    @property
    def beats_per_load(self) -> int:
        """Pixel beats of one load of R+F words."""
        return -(-(self.params.rows + self.f) // self.params.pixel_port)

    @property
    def beats_per_weight_row(self) -> int:
        """Weight beats of one row of C words."""
        return -(-self.params.cols // self.params.weight_port)

    @property
    def last_rows(self) -> int:
        """Output rows of the last block."""
        return self.shape.h_o - (self.l - 1) * self.params.rows

    @property
    def last_channels(self) -> int:
        """Output channels of the last iteration."""
        return self.shape.co - (self.t - 1) * self.channels

    @property
    def words_in_x(self) -> int:
        """M_x, pixel words moved, with only the phases that the kernel touches."""
        s = self.shape
        loads = s.n * self.t * self.l * s.w * s.ci * self.phases
        return loads * (self.params.rows + self.f)

    @property
    def words_in_k(self) -> int:
        """M_k, weights moved."""
        return self.t * self.tile_rows * self.params.cols

    @property
    def words_out(self) -> int:
        """M_y, sums moved, empty lanes of the last beat of a column not counted."""
        return self.shape.n * self.t * self.l * self.shape.w_o * self.channels * self.params.rows

    @property
    def q(self) -> int:
        """Q, clocks of computing, none lost per column."""
        return self.t * self.shape.n * self.l * self.shape.w * self.steps_per_column

    @property
    def efficiency(self) -> float:
        """Valid MACs over the products that the array could do in Q clocks."""
        return self.shape.macs_valid / (self.q * self.params.rows * self.params.cols)
