"""TFLite's interpreter, the truth that the layers are held against.

The reference kernels (BUILTIN_REF) are that truth. The other resolvers are the framework's fast
kernels, which round differently here and there.
"""

from __future__ import annotations

import warnings
from enum import Enum
from pathlib import Path

from golden.errors import ModelError
from golden.layers.base import Array
from golden.layers.softmax import Softmax
from golden.model import Model
from golden.tflite.repair import with_bias_axis_zero


class Resolver(Enum):
    """Which of TFLite's kernels compute; the value is the OpResolverType's name."""

    REFERENCE = "BUILTIN_REF"
    OPTIMISED = "BUILTIN_WITHOUT_DEFAULT_DELEGATES"
    XNNPACK = "AUTO"


class ReferenceModel:
    """A model in TFLite's own interpreter, with every intermediate tensor kept.

    Args:
        model: a path, or the file's content.
        resolver: which kernels compute.
        threads: that the interpreter may use.
        keep_tensors: whether intermediate tensors can be read (`trace`).

    Raises:
        ModelError: TFLite refuses the model; the message is its own.
    """

    def __init__(
        self,
        model: Path | str | bytes,
        resolver: Resolver = Resolver.REFERENCE,
        *,
        threads: int = 1,
        keep_tensors: bool = True,
    ) -> None:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        content = model if isinstance(model, bytes) else Path(model).read_bytes()
        try:
            with warnings.catch_warnings():
                # It warns that kept tensors take memory, which is what we ask for.
                warnings.simplefilter("ignore", UserWarning)
                self._interpreter = Interpreter(
                    model_content=content,
                    num_threads=threads,
                    experimental_op_resolver_type=OpResolverType[resolver.value],
                    experimental_preserve_all_tensors=keep_tensors,
                )
            self._interpreter.allocate_tensors()
            self._inputs = [d["index"] for d in self._interpreter.get_input_details()]
            self._outputs = [d["index"] for d in self._interpreter.get_output_details()]
        except (RuntimeError, ValueError) as fault:
            raise ModelError(f"TFLite refuses the model: {_in_one_line(fault)}") from None

    def run(self, *inputs: Array) -> tuple[Array, ...]:
        """All outputs for inputs of the model's own batch size."""
        self._invoke(inputs)
        return tuple(self._interpreter.get_tensor(index) for index in self._outputs)

    def trace(self, indices: list[int], *inputs: Array) -> dict[int, Array]:
        """The tensors with these indices, for inputs of the model's own batch size."""
        self._invoke(inputs)
        return {index: self._interpreter.get_tensor(index) for index in indices}

    def _invoke(self, inputs: tuple[Array, ...]) -> None:
        try:
            for index, x in zip(self._inputs, inputs, strict=True):
                self._interpreter.set_tensor(index, x)
            self._interpreter.invoke()
        except (RuntimeError, ValueError) as fault:
            raise ModelError(f"TFLite cannot run the model: {_in_one_line(fault)}") from None


def open_reference(
    model: Model, path: Path | str, resolver: Resolver = Resolver.REFERENCE
) -> ReferenceModel:
    """TFLite's interpreter on the file that `model` was read from.

    What TFLite would refuse in the file, and `model.graph.notes` tells of, is put right first.

    Raises:
        ModelError: TFLite refuses the model all the same.
    """
    return ReferenceModel(with_bias_axis_zero(path) if model.graph.notes else path, resolver)


def guarded_trace(
    model: Model, reference: ReferenceModel, ours: dict[str, Array], *inputs: Array
) -> dict[str, Array]:
    """Every computed tensor of TFLite's, where its kernels do not abort, which ends the process.

    Args:
        model: the same network.
        reference: of `open_reference`.
        ours: `model.trace` of the same inputs, which shows what the kernels are about to get.
        inputs: of the model's own batch size.

    Returns:
        TFLite's tensors by our names, in the order of the file.

    Raises:
        InputError: a softmax would get values at which the reference kernel aborts.
        ModelError: TFLite cannot run the model.
    """
    for layer in model.layers:
        if isinstance(layer, Softmax) and layer.inputs[0] in ours:
            layer.require_defined(ours[layer.inputs[0]])
    names = {t.index: name for name, t in model.tensors.items() if t.data is None}
    found = reference.trace(list(names), *inputs)
    return {names[index]: array for index, array in found.items()}


def reference_trace(model: Model, path: Path | str, *inputs: Array) -> dict[str, Array]:
    """Every computed tensor of TFLite's reference kernels by name, with both guards.

    Args:
        model: read from `path`.
        path: of a `.tflite`.
        inputs: of the model's own batch size.

    Raises:
        InputError: an input does not fit, or the reference kernels abort at it.
        ModelError: TFLite refuses or cannot run the model.
    """
    # Ours first: an abort in the interpreter would take the process with it.
    ours = model.trace(*inputs)
    return guarded_trace(model, open_reference(model, path), ours, *inputs)


def _in_one_line(fault: Exception) -> str:
    return " ".join(str(fault).split()) or type(fault).__name__
