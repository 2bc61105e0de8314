"""Preconditions that the builders share; each failure is one sentence naming the operator."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from golden.errors import CorruptModelError, UnsupportedModelError
from golden.graph import MAX_ELEMENTS, Operator, Tensor
from golden.quant.activation import Activation

ACTIVATION_NAMES = ("NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT")
PADDING_NAMES: tuple[Literal["SAME"], Literal["VALID"]] = ("SAME", "VALID")

MAX_MACS = 1 << 41
"""Multiplications of one operator; all of VGG-16 has 1.5e10."""

MAX_MULTIPLIER = 1 << 30
"""Of sums; a sensible one is below 1."""


def require_types(operator: Operator, tensors: Iterable[Tensor], *allowed: npt.DTypeLike) -> None:
    """Refuse tensors of another type than `allowed`."""
    types = [np.dtype(a) for a in allowed]
    for tensor in tensors:
        if tensor.dtype not in types:
            wanted = " or ".join(str(t) for t in types)
            raise UnsupportedModelError(
                f"{operator.where} has tensor '{tensor.name}' of type {tensor.dtype}, "
                f"where {wanted} is supported; convert the model to full int8"
            )


def require_rank(operator: Operator, tensor: Tensor, *ranks: int) -> None:
    """Refuse a tensor whose number of dimensions is not among `ranks`."""
    if len(tensor.shape) not in ranks:
        wanted = " or ".join(map(str, ranks))
        raise UnsupportedModelError(
            f"{operator.where} has tensor '{tensor.name}' of shape {list(tensor.shape)}, "
            f"where {wanted} dimensions are supported"
        )


def require_shape(operator: Operator, tensor: Tensor, shape: Iterable[int]) -> None:
    """Refuse a tensor whose shape is not the one that follows from the other tensors."""
    shape = tuple(shape)
    if tensor.shape != shape:
        raise CorruptModelError(
            f"{operator.where} has tensor '{tensor.name}' of shape {list(tensor.shape)}, "
            f"but its other tensors and options make that {list(shape)}"
        )


def require_size(operator: Operator, elements: int) -> None:
    """Refuse scratch arrays of absurd size before they are allocated."""
    if elements > MAX_ELEMENTS:
        raise UnsupportedModelError(
            f"{operator.where} would need an array of {elements} elements; "
            f"at most {MAX_ELEMENTS} are supported"
        )


def require_work(operator: Operator, macs: int) -> None:
    """Refuse an operator that would keep the machine busy for hours."""
    if macs > MAX_MACS:
        raise UnsupportedModelError(
            f"{operator.where} would take {macs} multiplications; at most {MAX_MACS} are supported"
        )


def require_same_quantization(operator: Operator, tensors: Iterable[Tensor]) -> None:
    """Refuse an operator that only copies values when its tensors have different scales."""
    first, *others = tensors
    for tensor in others:
        if tensor.scale != first.scale or tensor.zero_point != first.zero_point:
            raise UnsupportedModelError(
                f"{operator.where} only copies, but '{first.name}' and '{tensor.name}' have "
                "different quantisation; convert the model so that they share scale and zero point"
            )


def real_multiplier(operator: Operator, numerator: Any, denominator: Any) -> Any:
    """The quotient of two scales, refused unless finite, positive and of use as a multiplier."""
    with np.errstate(all="ignore"):
        ratio = np.float64(numerator) / np.float64(denominator)
    if not (np.isfinite(ratio).all() and (ratio >= 0).all()):
        raise CorruptModelError(f"{operator.where} has scales that give no finite multiplier")
    if (ratio >= MAX_MULTIPLIER).any():
        raise UnsupportedModelError(
            f"{operator.where} has scales that give the multiplier {np.max(ratio):.3g}; "
            f"at {MAX_MULTIPLIER} and above the reference kernel's 32-bit shift is undefined"
        )
    return ratio


def fused_activation(operator: Operator) -> Activation:
    """The operator's fused activation."""
    code = operator.options.get("fused_activation_function", 0)
    name = ACTIVATION_NAMES[code] if 0 <= code < len(ACTIVATION_NAMES) else f"code {code}"
    if name not in Activation.__members__:
        raise UnsupportedModelError(
            f"{operator.where} has the fused activation {name}; "
            f"supported are {', '.join(Activation.__members__)}"
        )
    return Activation[name]


def output_bounds(operator: Operator) -> tuple[int, int]:
    """Clamping bounds of the operator's first output under its fused activation."""
    output = operator.outputs[0]
    return fused_activation(operator).bounds(output.scale, output.zero_point, *output.words)


def padding_scheme(operator: Operator) -> Literal["SAME", "VALID"]:
    """'SAME' or 'VALID'."""
    code = operator.option("padding")
    if code not in range(len(PADDING_NAMES)):
        raise CorruptModelError(f"{operator.where} has the unknown padding code {code}")
    return PADDING_NAMES[code]


def positive_pair(operator: Operator, height: str, width: str) -> tuple[int, int]:
    """Two options (for height and width) that must be at least 1."""
    pair = int(operator.option(height)), int(operator.option(width))
    if min(pair) < 1 or max(pair) > 1 << 20:
        raise CorruptModelError(f"{operator.where} has {height}, {width} = {pair}")
    return pair


def elements(shape: Iterable[int]) -> int:
    """Number of elements of an array of this shape, in unbounded integers."""
    return math.prod(int(n) for n in shape)


def require_broadcast(operator: Operator, sources: Iterable[Tensor]) -> None:
    """Refuse operands whose shapes do not broadcast to the output's."""
    sources = tuple(sources)
    try:
        shape = np.broadcast_shapes(*(source.shape for source in sources))
    except ValueError:
        shapes = " and ".join(str(list(source.shape)) for source in sources)
        raise CorruptModelError(
            f"{operator.where} has operands {shapes}, which do not broadcast"
        ) from None
    require_shape(operator, operator.outputs[0], shape)
