"""A model: the layers of a graph in execution order, run on arrays of any batch size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from golden.errors import CorruptModelError, InputError, ModelError
from golden.graph import Graph, Tensor
from golden.layers import Layer, build_layer
from golden.layers.base import Array
from golden.parallel import one_blas_thread


class Step:
    """One layer of a model that is running, with its inputs at hand.

    Attributes:
        layer: what is to be computed.
        inputs: what it computes from, in the order of `layer.inputs`.
    """

    def __init__(
        self, layer: Layer, inputs: tuple[Array, ...], targets: tuple[Tensor, ...]
    ) -> None:
        self.layer = layer
        self.inputs = inputs
        self._targets = targets
        self._outputs: dict[str, Array] | None = None

    @property
    def outputs(self) -> dict[str, Array]:
        """The outputs by name: those that were put, else what the layer computes, once.

        Raises:
            CorruptModelError: the layer computes another shape than the file says.
        """
        if self._outputs is None:
            with one_blas_thread():
                result = self.layer.forward(*self.inputs)
            results = result if isinstance(result, tuple) else (result,)
            for target, array in zip(self._targets, results, strict=True):
                if not _fits(target, array):
                    raise CorruptModelError(
                        f"'{target.name}' ({self.layer.op}) comes out as {list(array.shape)}, "
                        f"but the file says {list(target.shape)}"
                    )
            self._outputs = dict(zip(self.layer.outputs, results, strict=True))
        return self._outputs

    def put(self, *arrays: Array) -> None:
        """Let these arrays stand for what the layer computes.

        Args:
            arrays: one for each of `layer.outputs`, of its type and shape; the batch is free.

        Raises:
            InputError: an array does not fit.
        """
        if len(arrays) != len(self._targets):
            raise InputError(
                f"'{self.layer.name}' has {len(self._targets)} outputs, not {len(arrays)}"
            )
        for target, array in zip(self._targets, arrays, strict=True):
            if array.dtype != target.dtype or not _fits(target, array):
                raise InputError(
                    f"'{self.layer.name}' gives {target.dtype} {list(target.shape)}, "
                    f"not {array.dtype} {list(array.shape)}"
                )
        self._outputs = dict(zip(self.layer.outputs, arrays, strict=True))


def _fits(tensor: Tensor, array: Array) -> bool:
    """Whether the array has the tensor's shape, for any number of samples."""
    return array.ndim == len(tensor.shape) and array.shape[1:] == tensor.shape[1:]


class Model:
    """An int8 network whose every tensor equals the one of TFLite's reference kernels.

    A network in another quantisation scheme (`golden.schemes`) is one too, with words and
    arithmetic of its own.

    Attributes:
        graph: what the model was built from.
        layers: one for each operator, in execution order.
        tensors: shape, type, quantisation and constant data by tensor name.
        inputs: names of the input tensors.
        outputs: names of the output tensors.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.layers: list[Layer] = [build_layer(operator) for operator in graph.operators]
        self.tensors: dict[str, Tensor] = {tensor.name: tensor for tensor in graph.tensors}
        self.inputs = tuple(tensor.name for tensor in graph.inputs)
        self.outputs = tuple(tensor.name for tensor in graph.outputs)
        self._batchable = self._runs_batches()
        self._constants = {t.name: t.data for t in graph.tensors if t.data is not None}

    @property
    def batch(self) -> int:
        """Samples that the model was made for."""
        return max((self.tensors[name].shape or (1,))[0] for name in self.inputs)

    @classmethod
    def from_tflite(cls, path: Path | str) -> Model:
        """Read a `.tflite` file.

        Raises:
            ModelError: the file is corrupt, or uses something that is not supported.
        """
        from golden.tflite import read_graph

        graph = read_graph(path)
        try:
            return cls(graph)
        except ModelError as fault:
            raise type(fault)(f"{path}: {fault}") from fault

    def predict(self, x: Array) -> Array:
        """Output of a model with one input and one output.

        Args:
            x: [N, ...] of the input's type; N may differ from the model's own batch size.

        Raises:
            InputError: x does not fit, or the model has several ends (use `run`).
        """
        if len(self.inputs) != 1 or len(self.outputs) != 1:
            raise InputError(
                f"the model has {len(self.inputs)} inputs and {len(self.outputs)} outputs: "
                "use run() or trace()"
            )
        return self.run(x)[0]

    def run(self, *inputs: Array) -> tuple[Array, ...]:
        """All outputs for all inputs, in the model's order. Intermediate tensors are dropped."""
        found = self._run(inputs, keep=False)
        return tuple(found[name] for name in self.outputs)

    def trace(self, *inputs: Array) -> dict[str, Array]:
        """Every tensor that is not a constant, by name, in the order of computation."""
        return self._run(inputs, keep=True)

    def steps(self, *inputs: Array) -> Iterator[Step]:
        """The layers one by one, each with its inputs, in the order of computation.

        What a step's `outputs` are when the loop goes on is what later layers read; `Step.put`
        sets them. Intermediate tensors are dropped after their last use.

        Args:
            inputs: as for `run`.

        Raises:
            InputError: an input does not fit, or there are several batches and some layer has the
                model's own batch size built in.
        """
        inputs = tuple(np.asarray(x) for x in inputs)
        batch, own = self._check_inputs(inputs)
        if batch != own and not self._batchable:
            raise InputError(f"this model goes in steps through {own} samples only, not {batch}")
        return self._steps(inputs)

    def _run(self, inputs: tuple[Array, ...], *, keep: bool) -> dict[str, Array]:
        inputs = tuple(np.asarray(x) for x in inputs)
        with one_blas_thread():
            return self._run_checked(inputs, *self._check_inputs(inputs), keep=keep)

    def _run_checked(
        self, inputs: tuple[Array, ...], batch: int, own: int, *, keep: bool
    ) -> dict[str, Array]:
        if batch == own or self._batchable:
            return self._forward(inputs, keep=keep)
        # Some layer has the model's own batch size built in: one such batch after the other.
        parts = [
            self._forward(tuple(x[i : i + own] for x in inputs), keep=keep)
            for i in range(0, batch, own)
        ]
        return {
            name: np.concatenate([np.atleast_1d(part[name]) for part in parts]) for name in parts[0]
        }

    def _check_inputs(self, inputs: tuple[Array, ...]) -> tuple[int, int]:
        """Batch size given and the model's own, once every input's type and shape fit."""
        if len(inputs) != len(self.inputs):
            raise InputError(f"the model takes {len(self.inputs)} inputs, not {len(inputs)}")
        batches = set()
        for name, x in zip(self.inputs, inputs, strict=True):
            tensor = self.tensors[name]
            fits = x.ndim == len(tensor.shape) and x.shape[1:] == tensor.shape[1:] and x.size
            if x.dtype != tensor.dtype or not fits:
                wanted = ", ".join(["N", *map(str, tensor.shape[1:])])
                raise InputError(
                    f"input '{name}' takes {tensor.dtype} [{wanted}], not {x.dtype} {list(x.shape)}"
                )
            if tensor.quantization is not None and tensor.quantization.words is not None:
                low, high = tensor.words
                if x.min() < low or x.max() > high:
                    raise InputError(
                        f"input '{name}' takes words {low} to {high}, not {x.min()} to {x.max()}"
                    )
            batches.add((len(x), tensor.shape[0]) if x.ndim else (1, 1))
        if len(batches) > 1 and any(given != own for given, own in batches):
            raise InputError("the model's inputs must all have the same, or its own, batch size")
        batch, own = max(batches)
        if batch % own and not self._batchable:
            raise InputError(f"this model runs batches of {own}: {batch} is no multiple of it")
        return batch, own

    def _runs_batches(self) -> bool:
        """Whether every layer that sees samples takes any number of them at once."""
        carrying = set(self.inputs)
        for layer in self.layers:
            carries = [name in carrying for name in layer.inputs]
            if not any(carries) or layer.op == "SHAPE":
                continue
            shapes = [self.tensors[name].shape for name in layer.inputs]
            if not layer.runs_batches(carries, shapes):
                return False
            carrying.update(layer.outputs)
        return all(name in carrying for name in self.outputs)

    def _forward(self, inputs: tuple[Array, ...], *, keep: bool) -> dict[str, Array]:
        found: dict[str, Array] = dict(zip(self.inputs, inputs, strict=True))
        for step in self._steps(inputs):
            outputs = step.outputs
            kept = outputs if keep else outputs.keys() & set(self.outputs)
            found.update({name: outputs[name] for name in kept})
        for name in self.outputs:
            if name not in found:
                found[name] = self._constants[name]
        return found

    def _steps(self, inputs: tuple[Array, ...]) -> Iterator[Step]:
        found: dict[str, Array] = dict(zip(self.inputs, inputs, strict=True))
        uses = Counter(name for layer in self.layers for name in layer.inputs)
        for layer in self.layers:
            arrays = tuple(
                found[name] if name in found else self._constants[name] for name in layer.inputs
            )
            step = Step(layer, arrays, tuple(self.tensors[name] for name in layer.outputs))
            yield step
            found.update(step.outputs)
            uses.subtract(layer.inputs)
            for name in {*layer.inputs, *layer.outputs}:
                if uses[name] <= 0:
                    found.pop(name, None)
