"""QUANTIZE and DEQUANTIZE: between float32, int8 and uint8 (tflite reference/quantize.h)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from golden.graph import Operator, Tensor
from golden.layers import checks
from golden.layers.base import Array, Layer, builds
from golden.quant.arithmetic import TFLITE, Arithmetic

BYTES = (np.int8, np.uint8)


@dataclass(kw_only=True, eq=False)
class Quantize(Layer):
    """Nearest stored values of float32 numbers."""

    target: Tensor
    op: str = "QUANTIZE"
    input_dtype: ClassVar[np.dtype[Any]] = np.dtype(np.float32)

    def forward(self, *arrays: Array) -> Array:
        """float32 of any shape to the target's type."""
        (x,) = arrays
        return self.target.quantise(x)


@dataclass(kw_only=True, eq=False)
class Requantize(Layer):
    """From one 8-bit quantisation to another.

    Attributes:
        multiplier: input scale / output scale.
        input_zero_point: of the input.
        output_zero_point: of the output.
        input_dtype: int8 or uint8.
        dtype: of the output, int8 or uint8.
        low: least output value.
        high: greatest output value.
        arithmetic: brings values to the output's scale.
    """

    multiplier: float
    input_zero_point: int
    output_zero_point: int
    input_dtype: np.dtype[np.integer]
    dtype: np.dtype[np.integer]
    low: int
    high: int
    arithmetic: Arithmetic = TFLITE
    op: str = "QUANTIZE"

    def forward(self, *arrays: Array) -> Array:
        """An 8-bit array to another."""
        (x,) = arrays
        centred = x.astype(np.int64) - self.input_zero_point
        scaled = self.arithmetic.rescale(centred, self.multiplier) + self.output_zero_point
        return np.clip(scaled, self.low, self.high).astype(self.dtype)


@dataclass(kw_only=True, eq=False)
class Dequantize(Layer):
    """Real values (float32) of stored ones."""

    source: Tensor
    op: str = "DEQUANTIZE"

    def forward(self, *arrays: Array) -> Array:
        """An 8-bit array to float32."""
        (x,) = arrays
        return self.source.dequantise(x)


@builds("QUANTIZE")
def build_quantize(operator: Operator) -> Layer:
    """The layer of a QUANTIZE operator."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, [source], np.float32, *BYTES)
    checks.require_types(operator, [output], *BYTES)
    checks.require_shape(operator, output, source.shape)
    if source.dtype == np.float32:
        checks.real_multiplier(operator, 1, output.scale)
        return Quantize(target=output).bind(operator, source)
    return Requantize(
        multiplier=float(checks.real_multiplier(operator, source.scale, output.scale)),
        input_zero_point=source.zero_point,
        output_zero_point=output.zero_point,
        input_dtype=source.dtype,
        dtype=output.dtype,
        low=output.words[0],
        high=output.words[1],
        arithmetic=operator.arithmetic,
    ).bind(operator, source)


@builds("DEQUANTIZE")
def build_dequantize(operator: Operator) -> Layer:
    """The layer of a DEQUANTIZE operator."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, [source], *BYTES)
    checks.require_types(operator, [output], np.float32)
    checks.require_shape(operator, output, source.shape)
    checks.real_multiplier(operator, source.scale, 1)
    return Dequantize(source=source).bind(operator, source)
