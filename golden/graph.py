"""The neutral graph that every front end reads into and every layer is built from.

Nothing here knows of flatbuffers: a tensor is a shape, a type, a quantisation and perhaps data;
an operator is a name, its tensors and a dictionary of options.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.errors import CorruptModelError, UnsupportedModelError
from golden.quant.arithmetic import TFLITE, Arithmetic
from golden.quant.rounding import round_half_away

MAX_ELEMENTS = 1 << 28
"""Of one tensor; no int8 CNN comes near this, and a file that asks for more is refused."""


@dataclass(frozen=True, eq=False)
class Quantization:
    """Affine quantisation: real = scale * (stored - zero point).

    Attributes:
        scales: float32 [1] for the whole tensor, or [n] along `axis`.
        zero_points: int64, as long as `scales`.
        axis: dimension that a per-channel quantisation runs along.
        words: least and greatest stored value; None for all that the tensor's type holds.
    """

    scales: npt.NDArray[np.float32]
    zero_points: npt.NDArray[np.int64]
    axis: int = 0
    words: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Tensor:
    """One tensor of the graph; `data` is None unless it is a constant."""

    index: int
    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    quantization: Quantization | None = None
    data: npt.NDArray[Any] | None = None

    @property
    def scales(self) -> npt.NDArray[np.float32]:
        """All scales, float32 [1] or [channels].

        Raises:
            UnsupportedModelError: the tensor is not quantised.
        """
        return self._quantization().scales

    @property
    def scale(self) -> np.float32:
        """The one scale of the tensor.

        Raises:
            UnsupportedModelError: the tensor is not quantised, or per channel.
        """
        scales = self.scales
        if len(scales) != 1:
            raise UnsupportedModelError(
                f"tensor '{self.name}' has {len(scales)} scales where one per tensor is needed; "
                "convert the model with per-tensor quantisation of this tensor"
            )
        return np.float32(scales[0])

    @property
    def zero_point(self) -> int:
        """The one zero point of the tensor.

        Raises:
            UnsupportedModelError: the tensor is not quantised, or its zero points differ.
        """
        points = self._quantization().zero_points
        if not (points == points[0]).all():
            raise UnsupportedModelError(
                f"tensor '{self.name}' has a zero point per channel, which TFLite does not define"
            )
        return int(points[0])

    @property
    def words(self) -> tuple[int, int]:
        """Least and greatest stored value of an integer tensor."""
        if self.quantization is not None and self.quantization.words is not None:
            return self.quantization.words
        info = np.iinfo(self.dtype)
        return int(info.min), int(info.max)

    def quantise(self, real: npt.ArrayLike) -> npt.NDArray[Any]:
        """Nearest stored values for `real`, the way TFLite's QUANTIZE computes them.

        Beyond 2**31 steps, where the kernel's conversion is undefined in C, this saturates.
        """
        with np.errstate(over="ignore"):
            steps = round_half_away(np.asarray(real, np.float32) / self.scale)
        return np.clip(steps + self.zero_point, *self.words).astype(self.dtype)

    def dequantise(self, stored: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Real values (float32) of stored ones."""
        steps = np.asarray(stored, np.int32) - np.int32(self.zero_point)
        return np.asarray(self.scale * steps, np.float32)

    def _quantization(self) -> Quantization:
        if self.quantization is None:
            raise UnsupportedModelError(
                f"tensor '{self.name}' ({self.dtype}) carries no quantisation; "
                "convert the model to full int8"
            )
        return self.quantization


@dataclass(frozen=True, eq=False)
class Operator:
    """One operator in execution order; an optional input that is left out is None.

    `arithmetic` brings its values from one scale to another.
    """

    index: int
    op: str
    inputs: tuple[Tensor | None, ...]
    outputs: tuple[Tensor, ...]
    options: dict[str, Any] = field(default_factory=dict)
    arithmetic: Arithmetic = TFLITE

    @property
    def where(self) -> str:
        """The operator's place, to open an error message with."""
        output = f", output '{self.outputs[0].name}'" if self.outputs else ""
        return f"operator {self.index} ({self.op}{output})"

    def input(self, position: int) -> Tensor:
        """The input at `position`.

        Raises:
            CorruptModelError: the operator does not have it.
        """
        tensor = self.inputs[position] if position < len(self.inputs) else None
        if tensor is None:
            raise CorruptModelError(f"{self.where} lacks its input {position}")
        return tensor

    def optional_input(self, position: int) -> Tensor | None:
        """The input at `position`, or None when it is left out."""
        return self.inputs[position] if position < len(self.inputs) else None

    def constant(self, position: int) -> npt.NDArray[Any]:
        """Data of the constant input at `position`.

        Raises:
            UnsupportedModelError: the tensor is computed when the model runs.
        """
        tensor = self.input(position)
        if tensor.data is None:
            raise UnsupportedModelError(
                f"{self.where} computes its input {position} ('{tensor.name}') at run time, "
                "where only a constant is supported; fold it when converting"
            )
        return tensor.data

    def option(self, name: str) -> Any:
        """The option called `name`.

        Raises:
            CorruptModelError: the operator's option table lacks it.
        """
        if name not in self.options:
            raise CorruptModelError(f"{self.where} carries no option '{name}'")
        return self.options[name]


@dataclass(frozen=True, eq=False)
class Graph:
    """A whole model: tensors by index, operators in execution order, and its ends.

    Attributes:
        notes: what a reader had to put right, a sentence each.
    """

    tensors: tuple[Tensor, ...]
    operators: tuple[Operator, ...]
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    notes: tuple[str, ...] = ()

    @property
    def arithmetic(self) -> Arithmetic:
        """What brings values from one scale to another, the same for all operators."""
        return self.operators[0].arithmetic if self.operators else TFLITE


def check_order(graph: Graph) -> None:
    """Every tensor is known before it is used and computed at most once, so nothing can loop.

    Raises:
        CorruptModelError: it is not so.
    """
    known = {t.index for t in graph.tensors if t.data is not None}
    known.update(t.index for t in graph.inputs)
    for operator in graph.operators:
        for tensor in operator.inputs:
            if tensor is not None and tensor.index not in known:
                raise CorruptModelError(
                    f"{operator.where} reads tensor '{tensor.name}' before anything computes it"
                )
        for tensor in operator.outputs:
            if tensor.index in known:
                raise CorruptModelError(
                    f"{operator.where} computes tensor '{tensor.name}', which is known already"
                )
            known.add(tensor.index)
    for tensor in graph.outputs:
        if tensor.index not in known:
            raise CorruptModelError(f"nothing computes the model's output '{tensor.name}'")
