"""FULLY_CONNECTED (reference kernel: tflite reference_integer_ops/fully_connected.h)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.errors import CorruptModelError, InputError, UnsupportedModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Int32, Layer, builds
from golden.layers.convolution import constant_bias, kernel_scales
from golden.layers.matmul import StreamedMatmul
from golden.quant.output_stage import OutputStage
from golden.quant.rounding import Rounding


@dataclass(kw_only=True, eq=False)
class Dense(Layer):
    """int8 matrix product with a constant kernel.

    Attributes:
        kernel: int8 [C_i, C_o].
        bias: int32 [C_o], or None.
        input_zero_point: subtracted from every input.
        requantiser: from sums to output values; its rounding is `Rounding.REAL` in TFLite.
        keep_dims: leading dimensions of the input are kept instead of flattened.
    """

    kernel: Int8
    bias: Int32 | None = None
    input_zero_point: int = 0
    requantiser: OutputStage
    keep_dims: bool = False
    op: str = "FULLY_CONNECTED"

    def __post_init__(self) -> None:
        self._product = StreamedMatmul(self.kernel, self.input_zero_point)

    def accumulate(self, x: Array) -> Int32:
        """The reference kernel's sums before the bias.

        Args:
            x: int8 of any shape whose size is a multiple of C_i; read as [M, C_i].

        Returns:
            int32 [M, C_o], exact: see `golden.layers.matmul` for the proof.

        Raises:
            InputError: x does not divide into rows of C_i.
            AccumulatorOverflowError: a sum does not fit 32 bits.
        """
        inputs = len(self.kernel)
        if x.size % inputs:
            raise InputError(f"'{self.name}' takes rows of {inputs}, not {list(x.shape)}")
        flat = x.reshape(-1, inputs).astype(np.float32)
        return self._product(flat, self.name)

    def requantise(self, sums: Int32) -> Int8:
        """Add the bias, requantise and clamp: int32 [..., C_o] to int8."""
        return self.requantiser(sums, self.bias)

    def forward(self, *arrays: Array) -> Int8:
        """int8 [..., C_i] to int8 [M, C_o], or [..., C_o] with `keep_dims`."""
        (x,) = arrays
        y = self.requantise(self.accumulate(x))
        return y.reshape(*x.shape[:-1], -1) if self.keep_dims else y


@builds("FULLY_CONNECTED")
def build_dense(operator: Operator, rounding: Rounding = Rounding.REAL) -> Layer:
    """The layer of a FULLY_CONNECTED operator; its kernel comes as [C_o, C_i]."""
    source, kernel, output = operator.input(0), operator.input(1), operator.outputs[0]
    checks.require_types(operator, (source, kernel, output), np.int8)
    checks.require_rank(operator, kernel, 2)
    if operator.options.get("weights_format", 0) != 0:
        raise UnsupportedModelError(
            f"{operator.where} has shuffled weights; convert the model with the default format"
        )
    channels, inputs = kernel.shape
    size = checks.elements(source.shape)
    if inputs == 0 or size % inputs:
        raise CorruptModelError(f"{operator.where} cannot cut {size} inputs into rows of {inputs}")
    keep_dims = bool(operator.options.get("keep_num_dims", False))
    rows: tuple[Any, ...] = source.shape[:-1] if keep_dims else (size // inputs,)
    checks.require_shape(operator, output, (*rows, channels))
    product = np.float64(source.scale) * np.float64(kernel_scales(operator, kernel, channels))
    low, high = checks.output_bounds(operator)
    requantiser = operator.arithmetic.output_stage(
        checks.real_multiplier(operator, product, output.scale),
        output.zero_point,
        low,
        high,
        rounding,
    )
    return Dense(
        kernel=operator.constant(1).T,
        bias=constant_bias(operator, channels),
        input_zero_point=source.zero_point,
        requantiser=requantiser,
        keep_dims=keep_dims,
    ).bind(operator, source)
