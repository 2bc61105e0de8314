"""What a quantisation scheme has to decide. A new scheme is one file with one registered class."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar, TypeVar

import numpy as np
import numpy.typing as npt

from golden.errors import InputError
from golden.layers.base import Array
from golden.model import Model
from golden.quant.arithmetic import Arithmetic
from golden.schemes.convert import convert
from golden.schemes.format import Format, Words, signed_words

LEAST_BITS, MOST_BITS = 2, 8


class Scheme(Arithmetic):
    """Formats of activations and weights, and the arithmetic between their scales.

    Args:
        activation_bits: width of stored activations, 2 to 8.
        weight_bits: width of stored weights, 2 to 8.

    Attributes:
        name: on the command line and in saved models.
        rounds_up: whether `rescale` and `output_stage` give the integer nearest to the real
            product, halves upwards, wherever the multiplier is a ratio of the scheme's own scales.

    Raises:
        InputError: a width out of range.
    """

    name: ClassVar[str]
    rounds_up: ClassVar[bool] = False

    def __init__(self, activation_bits: int = 8, weight_bits: int = 8) -> None:
        for what, bits in (("activation", activation_bits), ("weight", weight_bits)):
            if not LEAST_BITS <= bits <= MOST_BITS:
                raise InputError(
                    f"{what} width is {bits} bits, but it must lie from {LEAST_BITS} to {MOST_BITS}"
                )
        self.activation_bits = activation_bits
        self.weight_bits = weight_bits

    def __str__(self) -> str:
        return (
            f"{self.name}, {self.activation_bits}-bit activations, {self.weight_bits}-bit weights"
        )

    @property
    def weight_words(self) -> Words:
        """Least and greatest stored weight."""
        return signed_words(self.weight_bits)

    @abstractmethod
    def activation(
        self, values: npt.NDArray[np.float64], counts: npt.NDArray[np.int64] | None = None
    ) -> Format:
        """Format of an activation.

        Args:
            values: real values [n] that it takes.
            counts: how often it takes each; None for once.
        """

    @abstractmethod
    def weights(
        self, real: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float64]]:
        """Stored weights (zero point 0) of `real` [..., C], and their scales, [1] or [C]."""

    def convert(self, model: Model, *samples: Array) -> Model:
        """The network of an int8 TFLite model in this scheme.

        Args:
            model: what the network is: its dequantised weights count as the real ones.
            samples: for each of its inputs an array [N, ...] that calibrates the formats.

        Raises:
            InputError: the samples do not fit the model, or it is in a scheme already.
            UnsupportedModelError: something in the model has no place in the scheme.
        """
        return convert(self, model, samples)


_AnyScheme = TypeVar("_AnyScheme", bound=type[Scheme])

SCHEMES: dict[str, type[Scheme]] = {}
"""Schemes by name."""


def registers(name: str) -> Callable[[_AnyScheme], _AnyScheme]:
    """Register the decorated class as the scheme called `name`."""

    def register(scheme: _AnyScheme) -> _AnyScheme:
        scheme.name = name
        SCHEMES[name] = scheme
        return scheme

    return register


def make_scheme(name: str, activation_bits: int, weight_bits: int) -> Scheme:
    """The scheme called `name` with these widths.

    Raises:
        InputError: there is none, or a width is out of range.
    """
    if name not in SCHEMES:
        raise InputError(f"scheme '{name}' is unknown; these are: {', '.join(sorted(SCHEMES))}")
    return SCHEMES[name](activation_bits, weight_bits)
