"""The parameters of the whole accelerator, and the widths that follow from them."""

from __future__ import annotations

from dataclasses import dataclass, field

from golden.kraken.errors import ParameterError
from golden.kraken.format.params import ArrayParams
from golden.kraken.stages.requantizer import ENTRY_BITS

WORDS = {"x_width": 8, "y_width": 32}
"""Widths of the array's words that the stages behind it are made for."""


@dataclass(frozen=True)
class AcceleratorParams:
    """One configuration of `kraken_top`; the defaults are those of the RTL.

    Attributes:
        array: the engine's.
        narrow: bytes of the output port; None takes one for each lane.

    Raises:
        ParameterError: words that the stages are not made for, or a value that the RTL refuses.
    """

    array: ArrayParams = field(default_factory=ArrayParams)
    narrow: int | None = None

    def __post_init__(self) -> None:
        for name, width in WORDS.items():
            if getattr(self.array, name) != width:
                raise ParameterError(
                    f"array parameter {name} is {getattr(self.array, name)}, but the stages behind "
                    f"the engine take {width} bits"
                )
        if not self.out_bytes >= 1:
            raise ParameterError(f"{self.out_bytes} bytes of output are none")

    @property
    def lanes(self) -> int:
        """M*R, words of a beat behind the engine."""
        return self.array.sum_lanes

    @property
    def out_bytes(self) -> int:
        """Bytes of a beat of the output port."""
        return self.lanes if self.narrow is None else self.narrow

    @property
    def config_width(self) -> int:
        """72*M, bits of a beat of the configuration port."""
        return ENTRY_BITS * self.array.out_channels

    @property
    def depth(self) -> int:
        """Beats of a column at most: rows of the memories behind the engine."""
        return -(-self.array.cols // self.array.out_channels)
