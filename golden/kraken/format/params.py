"""The array's elaboration parameters and the port widths that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from golden.kraken.errors import ParameterError

HEADER_BITS = 192
"""Length of the header in front of every input packet."""

LEGAL: dict[str, tuple[int, int]] = {
    "rows": (1, 255),
    "cols": (1, 1024),
    "x_width": (2, 16),
    "k_width": (2, 16),
    "y_width": (8, 64),
    "kh_max": (1, 15),
    "kw_max": (1, 15),
    "s_max": (1, 15),
    "weight_depth": (2, 65535),
    "pixel_buses": (1, 4),
}
"""Least and greatest value of each parameter whose range does not depend on another."""

RTL_NAMES = {
    "rows": "Rows",
    "cols": "Cols",
    "x_width": "XWidth",
    "k_width": "KWidth",
    "y_width": "YWidth",
    "kh_max": "KhMax",
    "kw_max": "KwMax",
    "s_max": "SMax",
    "weight_depth": "WeightDepth",
    "out_channels": "OutChannels",
    "pixel_buses": "PixelBuses",
    "pixel_port_words": "PixelPortWords",
    "weight_port_words": "WeightPortWords",
}
"""What the RTL calls each parameter."""


@dataclass(frozen=True)
class ArrayParams:
    """One configuration of `conv_engine`; the defaults are those of the RTL.

    Attributes:
        rows: R, output rows computed at once.
        cols: C, cores.
        x_width: bits of a pixel.
        k_width: bits of a weight.
        y_width: bits of a sum.
        kh_max: tallest kernel.
        kw_max: widest kernel.
        s_max: largest stride, both ways.
        weight_depth: rows of C words in each of the two weight buffers.
        out_channels: M, finished channels that leave in a clock.
        pixel_buses: U, sets of pixels that slide past the cores at once.
        pixel_port_words: P_x, words of a pixel beat; None takes R + kh_max - 1.
        weight_port_words: P_k, words of a weight beat; None takes C.

    Raises:
        ParameterError: a value that the RTL refuses.
    """

    rows: int = 7
    cols: int = 96
    x_width: int = 8
    k_width: int = 8
    y_width: int = 32
    kh_max: int = 11
    kw_max: int = 11
    s_max: int = 4
    weight_depth: int = 2048
    out_channels: int = 2
    pixel_buses: int = 2
    pixel_port_words: int | None = None
    weight_port_words: int | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in LEGAL.items():
            self._check(name, getattr(self, name), low, high)
        self._check("out_channels", self.out_channels, 1, self.cols)
        self._check("pixel_port_words", self.pixel_port, 1, self.set_words)
        self._check("weight_port_words", self.weight_port, 1, self.cols)

    @staticmethod
    def _check(name: str, value: int, low: int, high: int) -> None:
        if not low <= value <= high:
            raise ParameterError(
                f"array parameter {name} is {value}, but it must lie from {low} to {high}"
            )

    @property
    def set_words(self) -> int:
        """Words of the largest set of pixels, those of one bus."""
        return self.rows + self.kh_max - 1

    @property
    def pixel_port(self) -> int:
        """P_x, words of a pixel beat."""
        return self.set_words if self.pixel_port_words is None else self.pixel_port_words

    @property
    def weight_port(self) -> int:
        """P_k, words of a weight beat."""
        return self.cols if self.weight_port_words is None else self.weight_port_words

    @property
    def pixel_bits(self) -> int:
        """Width of `s_axis_pixel_tdata`."""
        return self.pixel_port * self.x_width

    @property
    def weight_bits(self) -> int:
        """Width of `s_axis_weight_tdata`."""
        return self.weight_port * self.k_width

    @property
    def sum_lanes(self) -> int:
        """M*R, words of a sum beat."""
        return self.out_channels * self.rows

    @property
    def sum_bits(self) -> int:
        """Width of `m_axis_sum_tdata`."""
        return self.sum_lanes * self.y_width

    @property
    def pixel_header_beats(self) -> int:
        """Beats that the header takes on the pixel port."""
        return -(-HEADER_BITS // self.pixel_bits)

    @property
    def weight_header_beats(self) -> int:
        """Beats that the header takes on the weight port."""
        return -(-HEADER_BITS // self.weight_bits)

    def rtl(self) -> dict[str, int]:
        """Parameters of `conv_engine` by their names in the RTL."""
        ports = {"pixel_port_words": self.pixel_port, "weight_port_words": self.weight_port}
        return {rtl: ports.get(name) or getattr(self, name) for name, rtl in RTL_NAMES.items()}

    @classmethod
    def from_rtl(cls, values: Mapping[str, int]) -> ArrayParams:
        """The array with these parameters of `conv_engine`, by their names in the RTL.

        Raises:
            ParameterError: a name that the RTL does not have, or a value that it refuses.
        """
        known = {rtl: name for name, rtl in RTL_NAMES.items()}
        for name in values:
            if name not in known:
                raise ParameterError(f"the array has no parameter {name}")
        return cls(**{known[name]: value for name, value in values.items()})
