"""PAD, PADV2 and MIRROR_PAD."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.errors import CorruptModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Layer, builds

MIRROR_MODES = ("reflect", "symmetric")


@dataclass(kw_only=True, eq=False)
class Pad(Layer):
    """More cells at both ends of each axis.

    Attributes:
        widths: cells before and after, for each axis.
        fill: their stored value, when `mode` is 'constant'.
        mode: 'constant', or NumPy's 'reflect' (edge left out) or 'symmetric' (edge repeated).
    """

    widths: tuple[tuple[int, int], ...]
    fill: int = 0
    mode: str = "constant"
    op: str = "PAD"
    one_format = True

    def forward(self, *arrays: Array) -> Array:
        """Any array to one with the cells added."""
        (x,) = arrays
        if self.mode == "constant":
            return np.pad(x, self.widths, constant_values=self.fill)
        return np.pad(x, self.widths, mode="reflect" if self.mode == "reflect" else "symmetric")


@builds("PAD", "PADV2", "MIRROR_PAD")
def build_pad(operator: Operator) -> Layer:
    """The layer of a padding operator with constant widths."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, (source, output), np.int8, np.uint8)
    checks.require_same_quantization(operator, (source, output))
    table = operator.constant(1)
    if table.shape != (len(source.shape), 2) or (table < 0).any():
        raise CorruptModelError(
            f"{operator.where} has padding widths of shape {list(table.shape)} "
            f"for {len(source.shape)} dimensions, or negative ones"
        )
    widths = tuple((int(before), int(after)) for before, after in table)
    checks.require_shape(
        operator, output, (n + sum(w) for n, w in zip(source.shape, widths, strict=True))
    )
    fill, mode = source.zero_point, "constant"
    if operator.op == "PADV2" and operator.optional_input(2) is not None:
        checks.require_types(operator, [operator.input(2)], source.dtype)
        value = operator.constant(2)
        if value.size != 1:
            raise CorruptModelError(f"{operator.where} has {value.size} padding values, not one")
        fill = int(value.ravel()[0])
    if operator.op == "MIRROR_PAD":
        code = operator.option("mode")
        if code not in range(len(MIRROR_MODES)):
            raise CorruptModelError(f"{operator.where} has the unknown mode {code}")
        mode = MIRROR_MODES[code]
        for n, width in zip(source.shape, widths, strict=True):
            if max(width) > n - (mode == "reflect"):
                raise CorruptModelError(f"{operator.where} mirrors {max(width)} cells of {n}")
    return Pad(widths=widths, fill=fill, mode=mode, batchable=widths[0] == (0, 0)).bind(
        operator, source
    )
