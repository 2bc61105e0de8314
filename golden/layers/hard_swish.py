"""HARD_SWISH (reference kernel: tflite reference/hard_swish.h, in 16-bit fixed point)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.errors import UnsupportedModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.layers.lookup import look_up, lookup_table
from golden.quant.fixed_point import Int64, quantize_multiplier, rdpot

HIGH_BITS = 7
"""Left shift that gives a centred 8-bit value the whole of 16 bits."""


def multiplier16(real: float) -> tuple[int, int]:
    """`quantize_multiplier` with a mantissa of 16 bits, rounded."""
    mantissa, shift = quantize_multiplier(real)
    return min((mantissa + (1 << 15)) >> 16, 2**15 - 1), shift


def saturate16(x: Int64) -> Int64:
    """Clamp to 16 bits."""
    return np.clip(x, -(2**15), 2**15 - 1)


def srdhm16(a: Int64, b: int) -> Int64:
    """Saturating rounding doubling high multiplication of 16-bit values, halves upwards."""
    return saturate16((a * b + (1 << 14)) >> 15)


@dataclass(kw_only=True, eq=False)
class HardSwish(Layer):
    """x * relu6(x + 3) / 6.

    Attributes:
        input_scale: of the input.
        output_scale: of the output.
        input_zero_point: of the input.
        output_zero_point: of the output.
        low: least output value.
        high: greatest output value.
    """

    input_scale: np.float32
    output_scale: np.float32
    input_zero_point: int
    output_zero_point: int
    low: int = -128
    high: int = 127
    op: str = "HARD_SWISH"

    def __post_init__(self) -> None:
        self._table = lookup_table(self.exact)

    def exact(self, x: Array) -> Int8:
        """The definition, element by element."""
        fine_scale = np.float32(1 / 128) * self.input_scale
        output_mantissa, output_shift = multiplier16(float(fine_scale / self.output_scale))
        gate_scale = np.float32(3) / np.float32(32768)
        gate_mantissa, gate_shift = multiplier16(float(fine_scale / gate_scale))
        fine = saturate16((x.astype(np.int64) - self.input_zero_point) << HIGH_BITS)
        # The gate is relu6(x + 3) / 6: -3..3 fills 16 bits, saturating, then is moved to 0..1.
        gate = fine
        if gate_shift > 0:
            gate = saturate16(gate << (gate_shift - 1))
        gate = srdhm16(gate, gate_mantissa)
        if gate_shift > 0:
            gate = saturate16(gate << 1)
        if gate_shift < 0:
            gate = rdpot(gate, -gate_shift)
        gate = (gate + (1 << 15)) >> 1
        product = gate * srdhm16(fine, output_mantissa)
        halved = np.sign(product) * (np.abs(product) >> 15)  # C truncates
        scaled = rdpot(halved, -output_shift) + self.output_zero_point
        return np.clip(scaled, self.low, self.high).astype(np.int8)

    def forward(self, *arrays: Array) -> Int8:
        """int8 of any shape to int8 of the same shape."""
        (x,) = arrays
        return look_up(self._table, x)


@builds("HARD_SWISH")
def build_hard_swish(operator: Operator) -> Layer:
    """The layer of a HARD_SWISH operator."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, (source, output), np.int8)
    checks.require_shape(operator, output, source.shape)
    ratio = float(checks.real_multiplier(operator, source.scale / output.scale, 128))
    if ratio >= 1:
        raise UnsupportedModelError(
            f"{operator.where} has an input scale {128 * ratio:.0f} times its output scale; "
            "below 128 is what the reference kernel allows"
        )
    return HardSwish(
        input_scale=source.scale,
        output_scale=output.scale,
        input_zero_point=source.zero_point,
        output_zero_point=output.zero_point,
        low=output.words[0],
        high=output.words[1],
    ).bind(operator, source)
