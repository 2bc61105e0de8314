"""The shape of one convolution (KRAKEN symbols)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from golden.kraken.errors import ShapeError


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
    """One convolution without dilation; rows and columns are counted from 0.

    With several groups each of them has its own input and output channels, one after another:
    the kernel is [K_H, K_W, C_i / groups, C_o].

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
        groups: groups of channels.

    Raises:
        ShapeError: a size below 1, a padding below 0, channels that do not divide into the groups,
            or a kernel larger than the padded image.
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
    groups: int = 1

    def __post_init__(self) -> None:
        for name in ("n", "h", "w", "ci", "co", "kh", "kw", "sh", "sw", "groups"):
            if getattr(self, name) < 1:
                raise ShapeError(f"{name} is {getattr(self, name)}, but it must be at least 1")
        for name in ("pad_top", "pad_bottom", "pad_left", "pad_right"):
            if getattr(self, name) < 0:
                raise ShapeError(f"{name} is {getattr(self, name)}, but it cannot be negative")
        if self.ci % self.groups or self.co % self.groups:
            raise ShapeError(
                f"{self.ci} input and {self.co} output channels do not divide into "
                f"{self.groups} groups"
            )
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

    @cached_property
    def h_o(self) -> int:
        """Output rows."""
        return (self.h + self.pad_top + self.pad_bottom - self.kh) // self.sh + 1

    @cached_property
    def w_o(self) -> int:
        """Output columns."""
        return (self.w + self.pad_left + self.pad_right - self.kw) // self.sw + 1

    @property
    def depth(self) -> int:
        """Input channels of a group."""
        return self.ci // self.groups

    @property
    def one_group(self) -> ConvShape:
        """The convolution of one group."""
        return replace(self, ci=self.depth, co=self.co // self.groups, groups=1)

    def rows_seen(self, outputs: range) -> range:
        """Rows of the image that some output rows see; all of them for all output rows."""
        if outputs == range(self.h_o):
            return range(self.h)
        first = outputs.start * self.sh - self.pad_top
        last = (outputs.stop - 1) * self.sh - self.pad_top + self.kh
        return range(max(first, 0), max(min(last, self.h), 0))

    def of_rows(self, outputs: range) -> ConvShape:
        """The convolution of some output rows, which follow each other.

        Raises:
            ShapeError: they see nothing but padding.
        """
        if outputs == range(self.h_o):
            return self
        first = outputs.start * self.sh - self.pad_top
        last = (outputs.stop - 1) * self.sh - self.pad_top + self.kh
        return replace(
            self,
            h=len(self.rows_seen(outputs)),
            pad_top=max(-first, 0),
            pad_bottom=max(last - self.h, 0),
        )

    @property
    def macs_valid(self) -> int:
        """Products that do not involve padding."""
        rows = valid_taps(self.h, self.h_o, self.kh, self.sh, self.pad_top)
        columns = valid_taps(self.w, self.w_o, self.kw, self.sw, self.pad_left)
        return self.n * self.depth * self.co * rows * columns

    def __str__(self) -> str:
        text = f"{self.n}x{self.h}x{self.w}x{self.ci} -> {self.h_o}x{self.w_o}x{self.co}"
        text += f", kernel {self.kh}x{self.kw}"
        if (self.sh, self.sw) != (1, 1):
            text += f", stride {self.sh}x{self.sw}"
        pads = (self.pad_top, self.pad_bottom, self.pad_left, self.pad_right)
        text += f", pad {','.join(map(str, pads))}" if any(pads) else ""
        return text if self.groups == 1 else f"{text}, {self.groups} groups"
