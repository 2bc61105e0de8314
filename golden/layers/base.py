"""What every layer is, and the registry that turns operators into layers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import numpy as np
import numpy.typing as npt

from golden.errors import CorruptModelError, UnsupportedModelError
from golden.graph import Operator, Tensor

Array = npt.NDArray[Any]
Int8 = npt.NDArray[np.int8]
Int32 = npt.NDArray[np.int32]


@dataclass(kw_only=True, eq=False)
class Layer(ABC):
    """One stage of a model, runnable on its own.

    Attributes:
        name: unique within the model: operator and index, such as 'conv_2d_3'.
        op: TFLite's name of the operator ('CONV_2D', ...).
        inputs: names of the tensors that `forward` takes, in its order.
        outputs: names of the tensors that `forward` gives.
        batchable: whether `forward` treats the first axis as any number of samples.
        one_format: whether stored values go through, so that all tensors share scale and zero
            point.
    """

    name: str = ""
    op: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    batchable: bool = True
    one_format: ClassVar[bool] = False

    @abstractmethod
    def forward(self, *arrays: Array) -> Array | tuple[Array, ...]:
        """Output array(s) for the input arrays, named by `outputs` and `inputs`."""

    def runs_batches(self, carrying: Sequence[bool], shapes: Sequence[tuple[int, ...]]) -> bool:
        """Whether `forward` takes more samples than the model was made for.

        Args:
            carrying: for each input, whether it grows with the samples.
            shapes: the model's own shapes of the inputs.
        """
        return self.batchable and all(carrying)

    def bind(self, operator: Operator, *inputs: Tensor) -> Layer:
        """Take name, operator name and ends from `operator`; `inputs` are what `forward` takes."""
        self.name = f"{operator.op.lower()}_{operator.index}"
        self.op = operator.op
        self.inputs = tuple(tensor.name for tensor in inputs)
        self.outputs = tuple(tensor.name for tensor in operator.outputs)
        return self


Builder = Callable[[Operator], Layer]
_AnyBuilder = TypeVar("_AnyBuilder", bound=Builder)

BUILDERS: dict[str, Builder] = {}
"""From TFLite's operator name to the function that builds its layer."""


def builds(*ops: str) -> Callable[[_AnyBuilder], _AnyBuilder]:
    """Register the decorated function as builder of the operators named."""

    def register(builder: _AnyBuilder) -> _AnyBuilder:
        for op in ops:
            BUILDERS[op] = builder
        return builder

    return register


def build_layer(operator: Operator) -> Layer:
    """The layer that computes `operator`.

    Raises:
        UnsupportedModelError: no layer does this operator, or not with these types and options.
        CorruptModelError: the operator contradicts itself.
    """
    builder = BUILDERS.get(operator.op)
    if builder is None:
        raise UnsupportedModelError(
            f"{operator.where} is not supported; these are: {', '.join(sorted(BUILDERS))}"
        )
    if not operator.outputs:
        raise CorruptModelError(f"{operator.where} has no output")
    for tensor in (*operator.inputs, *operator.outputs):
        if tensor is not None and 0 in tensor.shape and tensor.dtype.itemsize == 1:
            raise UnsupportedModelError(
                f"{operator.where} has tensor '{tensor.name}' of shape {list(tensor.shape)}, "
                "which is empty"
            )
    try:
        return builder(operator)
    except (ArithmeticError, ValueError, TypeError, LookupError) as fault:
        # Nothing that a file holds is trusted: what the checks let through ends here.
        raise CorruptModelError(f"{operator.where} makes no sense: {fault}") from fault
