"""SOFTMAX (reference kernel: tflite reference/softmax.h, in gemmlowp fixed point)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from golden.errors import InputError, UnsupportedModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.quant.fixed_point import quantize_multiplier, rdpot, srdhm, wrap32
from golden.quant.gemmlowp import (
    DIFF_FRACTION_BITS,
    DIFF_INTEGER_BITS,
    exp_on_negative_values,
    reciprocal,
)

SUM_INTEGER_BITS = 12


@dataclass(kw_only=True, eq=False)
class Softmax(Layer):
    """Softmax along the last axis; the output's scale is 1/256 and its zero point -128.

    Attributes:
        input_scale: of the input.
        beta: factor of the exponent.
    """

    input_scale: float
    beta: float = 1.0
    op: str = "SOFTMAX"

    def __post_init__(self) -> None:
        real = min(self.beta * self.input_scale * (1 << DIFF_FRACTION_BITS), 2**31 - 1.0)
        mantissa, shift = quantize_multiplier(real)
        radius = ((1 << DIFF_INTEGER_BITS) - 1) * (1 << DIFF_FRACTION_BITS) / 2.0**shift
        least = -math.floor(radius)
        # A row's exponents depend on the distance from its maximum alone: 256 of them.
        distance = -np.arange(256, dtype=np.int64)
        used = distance >= least
        rescaled = srdhm(wrap32(np.where(used, distance, 0) << shift), mantissa)
        exponents = exp_on_negative_values(rescaled)
        self._used = used
        self._exponents = exponents
        self._summands = np.where(used, rdpot(exponents, SUM_INTEGER_BITS), 0)

    def require_defined(self, x: Array) -> None:
        """Refuse values at which the reference kernel aborts instead of computing.

        Its last shift is beyond 31 bits once the exponentials, at most 1 each, sum to 512.

        Raises:
            InputError: x [..., C] has such values.
        """
        distance = x.max(axis=-1, keepdims=True).astype(np.int64) - x
        total = wrap32(self._summands[distance].sum(axis=-1, keepdims=True))
        _, bits_over_one = reciprocal(total, SUM_INTEGER_BITS)
        if (np.asarray(bits_over_one) + 31 - 8 > 31).any():
            raise InputError(
                f"'{self.name}' (SOFTMAX) gets {x.shape[-1]} values so close together that "
                "TFLite's reference kernel aborts (their exponentials sum to 512 or more); "
                "compare with other samples, or train the model"
            )

    def forward(self, *arrays: Array) -> Int8:
        """int8 [..., C] to int8 [..., C]."""
        (x,) = arrays
        distance = x.max(axis=-1, keepdims=True).astype(np.int64) - x
        total = wrap32(self._summands[distance].sum(axis=-1, keepdims=True))
        scale, bits_over_one = reciprocal(total, SUM_INTEGER_BITS)
        share = rdpot(srdhm(scale, self._exponents[distance]), bits_over_one + 31 - 8)
        share = np.where(self._used[distance], share, 0)
        return np.clip(share - 128, -128, 127).astype(np.int8)


@builds("SOFTMAX")
def build_softmax(operator: Operator) -> Layer:
    """The layer of a SOFTMAX operator."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, (source, output), np.int8)
    checks.require_shape(operator, output, source.shape)
    if abs(float(output.scale) - 1 / 256) > 0.001 / 256 or output.zero_point != -128:
        raise UnsupportedModelError(
            f"{operator.where} has output scale {output.scale} and zero point "
            f"{output.zero_point}, where TFLite defines 1/256 and -128"
        )
    beta = float(np.float32(operator.option("beta")))
    least = 2.0**-DIFF_FRACTION_BITS
    if not beta * float(source.scale) > least:
        raise UnsupportedModelError(
            f"{operator.where} has beta * input scale = {beta * float(source.scale)}, "
            f"which must be above {least}"
        )
    return Softmax(input_scale=float(source.scale), beta=beta).bind(operator, source)
