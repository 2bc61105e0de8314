"""Small networks of several layers, built without a file."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from golden.graph import Graph, Operator, Quantization, Tensor
from golden.model import Model


class Builder:
    """Adds layers to a network one by one; tensors go by their names."""

    def __init__(self, seed: int = 1) -> None:
        self.rng = np.random.default_rng(seed)
        self.tensors: dict[str, Tensor] = {}
        self.operators: list[Operator] = []
        self.inputs: list[str] = []

    def tensor(
        self,
        name: str,
        shape: tuple[int, ...],
        scale: float | None = 0.1,
        zero_point: int = 0,
        data: npt.NDArray[Any] | None = None,
        dtype: Any = np.int8,
    ) -> str:
        """A tensor; returns its name."""
        quantization = None
        if scale is not None:
            scales = np.array([scale], np.float32)
            quantization = Quantization(scales, np.array([zero_point], np.int64))
        number = len(self.tensors)
        kind = np.dtype(dtype)
        self.tensors[name] = Tensor(number, name, shape, kind, quantization, data)
        return name

    def input(self, name: str, shape: tuple[int, ...], scale: float = 0.1, zero: int = 3) -> str:
        """An input of the network."""
        self.inputs.append(name)
        return self.tensor(name, shape, scale, zero)

    def constant(self, name: str, shape: tuple[int, ...], scale: float = 0.1, zero: int = 0) -> str:
        """A constant of random words."""
        data = self.rng.integers(-128, 128, shape).astype(np.int8)
        return self.tensor(name, shape, scale, zero, data)

    def layer(
        self,
        op: str,
        inputs: list[str],
        output: str,
        shape: tuple[int, ...],
        scale: float = 0.1,
        zero: int = -2,
        **options: Any,
    ) -> str:
        """An operator with one output; returns that one's name."""
        self.tensor(output, shape, scale, zero)
        sources = tuple(self.tensors[name] for name in inputs)
        outputs = (self.tensors[output],)
        self.operators.append(Operator(len(self.operators), op, sources, outputs, options))
        return output

    def conv(
        self, source: str, output: str, channels: int, kernel: int = 3, **quantised: float
    ) -> str:
        """A convolution that keeps rows and columns."""
        n, h, w, depth = self.tensors[source].shape
        weights = self.constant(f"{output} kernel", (channels, kernel, kernel, depth), 0.01)
        return self.layer(
            "CONV_2D",
            [source, weights],
            output,
            (n, h, w, channels),
            **quantised,  # type: ignore[arg-type]
            padding=0,
            stride_h=1,
            stride_w=1,
            dilation_h_factor=1,
            dilation_w_factor=1,
        )

    def leaky(self, source: str, output: str) -> str:
        """A leaky ReLU."""
        shape = self.tensors[source].shape
        return self.layer("LEAKY_RELU", [source], output, shape, 0.09, 4, alpha=0.1)

    def pair(self, op: str, first: str, second: str, output: str) -> str:
        """ADD, SUB or MUL."""
        shape = np.broadcast_shapes(self.tensors[first].shape, self.tensors[second].shape)
        return self.layer(op, [first, second], output, shape, 0.15, 5)

    def pool(self, op: str, source: str, output: str, size: int, stride: int, same: bool) -> str:
        """MAX_POOL_2D or AVERAGE_POOL_2D."""
        n, h, w, c = self.tensors[source].shape
        rows, columns = (-(-x // stride) if same else (x - size) // stride + 1 for x in (h, w))
        given = self.tensors[source]
        return self.layer(
            op,
            [source],
            output,
            (n, rows, columns, c),
            float(given.scale),
            given.zero_point,
            padding=0 if same else 1,
            stride_h=stride,
            stride_w=stride,
            filter_height=size,
            filter_width=size,
        )

    def mean(self, source: str, output: str) -> str:
        """The mean over rows and columns."""
        n, _, _, c = self.tensors[source].shape
        data = np.array([1, 2], np.int32)
        axes = self.tensor(f"{output} axes", (2,), None, data=data, dtype=np.int32)
        return self.layer("MEAN", [source, axes], output, (n, c), 0.05, 2, keep_dims=False)

    def dense(self, source: str, output: str, channels: int, scale: float = 1.0) -> str:
        """A dense layer."""
        n, depth = self.tensors[source].shape
        weights = self.constant(f"{output} kernel", (channels, depth), 0.02)
        return self.layer("FULLY_CONNECTED", [source, weights], output, (n, channels), scale)

    def model(self, *outputs: str) -> Model:
        """The network."""
        first, last = (
            tuple(self.tensors[name] for name in names) for names in (self.inputs, outputs)
        )
        return Model(Graph(tuple(self.tensors.values()), tuple(self.operators), first, last))

    def draw(self, batches: int = 1) -> tuple[npt.NDArray[Any], ...]:
        """Arrays for all inputs."""
        shapes = [self.tensors[name].shape for name in self.inputs]
        return tuple(
            self.rng.integers(-128, 128, (batches * n, *rest)).astype(np.int8)
            for n, *rest in shapes
        )
