"""SOFTMAX (reference kernel: tflite reference/softmax.h, in gemmlowp fixed point)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from golden.errors import InputError, UnsupportedModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.quant.arithmetic import TFLITE, Arithmetic
from golden.quant.fixed_point import Int64, quantize_multiplier, rdpot, srdhm, wrap32
from golden.quant.gemmlowp import (
    DIFF_FRACTION_BITS,
    DIFF_INTEGER_BITS,
    exp_on_negative_values,
    reciprocal,
)

SUM_INTEGER_BITS = 12

TFLITE_BITS = 8
"""Fraction bits of an int8 output in TFLite, whose scale is 1/256 and zero point -128."""

FINE_BITS = 16
"""Fraction bits before a scheme rescales: those of TFLite's int16 output."""


@dataclass(kw_only=True, eq=False)
class Softmax(Layer):
    """Softmax along the last axis.

    Attributes:
        input_scale: of the input.
        beta: factor of the exponent.
        fraction_bits: of the shares that are computed; TFLite's are the output's own 8.
        multiplier: 2**-fraction_bits / output scale.
        output_zero_point: of the output.
        low: least output value.
        high: greatest output value.
        arithmetic: brings shares to the output's scale.
    """

    input_scale: float
    beta: float = 1.0
    fraction_bits: int = TFLITE_BITS
    multiplier: float = 1.0
    output_zero_point: int = -128
    low: int = -128
    high: int = 127
    arithmetic: Arithmetic = TFLITE
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
        if (np.asarray(bits_over_one) + 31 - self.fraction_bits > 31).any():
            raise InputError(
                f"'{self.name}' (SOFTMAX) gets {x.shape[-1]} values so close together that "
                "TFLite's reference kernel aborts (their exponentials sum to 512 or more); "
                "compare with other samples, or train the model"
            )

    def forward(self, *arrays: Array) -> Int8:
        """int8 [..., C] to int8 [..., C]."""
        (x,) = arrays
        scaled = self.arithmetic.rescale(self.shares(x), self.multiplier)
        return np.clip(scaled + self.output_zero_point, self.low, self.high).astype(np.int8)

    def shares(self, x: Array) -> Int64:
        """What each of int8 [..., C] has of its row's one, with `fraction_bits`."""
        distance = x.max(axis=-1, keepdims=True).astype(np.int64) - x
        total = wrap32(self._summands[distance].sum(axis=-1, keepdims=True))
        scale, bits_over_one = reciprocal(total, SUM_INTEGER_BITS)
        share = rdpot(
            srdhm(scale, self._exponents[distance]), bits_over_one + 31 - self.fraction_bits
        )
        return np.where(self._used[distance], share, 0)


@builds("SOFTMAX")
def build_softmax(operator: Operator) -> Layer:
    """The layer of a SOFTMAX operator."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, (source, output), np.int8)
    checks.require_shape(operator, output, source.shape)
    tflite = operator.arithmetic is TFLITE
    as_defined = abs(float(output.scale) - 1 / 256) <= 0.001 / 256 and output.zero_point == -128
    if tflite and not as_defined:
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
    return Softmax(
        input_scale=float(source.scale),
        beta=beta,
        fraction_bits=TFLITE_BITS if tflite else FINE_BITS,
        multiplier=1.0
        if tflite
        else float(checks.real_multiplier(operator, 2.0**-FINE_BITS, output.scale)),
        output_zero_point=output.zero_point,
        low=output.words[0],
        high=output.words[1],
        arithmetic=operator.arithmetic,
    ).bind(operator, source)
