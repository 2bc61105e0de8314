"""What a network consists of: its operators and their shapes, without weights.

`Drawing` is what the architectures in `golden.networks.architectures` are drawn with; the layer
tables and the minted networks both come from the nodes that it leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal

from golden.errors import InputError
from golden.kraken.format.shape import ConvShape
from golden.layers.geometry import Window
from golden.quant.activation import Activation

Scheme = Literal["SAME", "VALID"]
Shape = tuple[int, ...]

NONE, RELU, RELU6 = Activation.NONE, Activation.RELU, Activation.RELU6


@dataclass(frozen=True, eq=False)
class Node:
    """One operator, and the tensor that it gives.

    Attributes:
        name: unique within the network.
        op: TFLite's name of the operator; empty for the network's input.
        inputs: what it reads.
        shape: of its output, for one image.
        window: of a convolution or pooling operator.
        groups: of a convolution.
        activation: fused into it.
        block: of pixels that become channels.
    """

    name: str
    op: str
    inputs: tuple[Node, ...]
    shape: Shape
    window: Window | None = None
    groups: int = 1
    activation: Activation = NONE
    block: int = 0

    @property
    def convolution(self) -> ConvShape | None:
        """The shape of a convolution, depthwise or not; None of anything else."""
        if self.op not in ("CONV_2D", "DEPTHWISE_CONV_2D") or self.window is None:
            return None
        n, height, width, channels = self.inputs[0].shape
        pads = self.window.pads(height, width)
        ends = (channels, self.shape[-1])
        sizes = (*self.window.kernel, *self.window.stride)
        return ConvShape(n, height, width, *ends, *sizes, *pads, self.groups)


class Drawing:
    """Draws a network, operator by operator.

    Args:
        name: of the network, for messages.
        size: height and width of its images, which have three channels.

    Attributes:
        nodes: the operators, in the order in which they were drawn.
        image: the network's input.
    """

    def __init__(self, name: str, size: int) -> None:
        self.name, self.size = name, size
        self.image = Node("image", "", (), (1, size, size, 3))
        self.nodes: list[Node] = []

    def conv(
        self,
        x: Node,
        name: str,
        filters: int,
        kernel: int,
        stride: int = 1,
        *,
        padding: Scheme = "SAME",
        groups: int = 1,
        activation: Activation = RELU,
    ) -> Node:
        """A convolution with a square kernel."""
        window = Window((kernel, kernel), (stride, stride), padding=padding)
        shape = self._windowed(x, name, window, filters)
        return self._add(
            Node(name, "CONV_2D", (x,), shape, window, groups=groups, activation=activation)
        )

    def depthwise(self, x: Node, name: str, stride: int = 1) -> Node:
        """A 3x3 kernel for each channel, and ReLU6."""
        window = Window((3, 3), (stride, stride), padding="SAME")
        shape = self._windowed(x, name, window, x.shape[3])
        return self._add(
            Node(name, "DEPTHWISE_CONV_2D", (x,), shape, window, x.shape[3], activation=RELU6)
        )

    def max_pool(
        self, x: Node, name: str, kernel: int, stride: int, padding: Scheme = "VALID"
    ) -> Node:
        """The greatest value of each window."""
        window = Window((kernel, kernel), (stride, stride), padding=padding)
        shape = self._windowed(x, name, window, x.shape[3])
        return self._add(Node(name, "MAX_POOL_2D", (x,), shape, window))

    def dense(self, x: Node, name: str, units: int, activation: Activation = RELU) -> Node:
        """A fully connected layer."""
        shape = (x.shape[0], units)
        return self._add(Node(name, "FULLY_CONNECTED", (x,), shape, activation=activation))

    def add(self, left: Node, right: Node, name: str, activation: Activation = NONE) -> Node:
        """The sum of two tensors."""
        return self._add(Node(name, "ADD", (left, right), left.shape, activation=activation))

    def leaky_relu(self, x: Node, name: str) -> Node:
        """A tenth of what is below 0."""
        return self._add(Node(name, "LEAKY_RELU", (x,), x.shape))

    def mean(self, x: Node, name: str) -> Node:
        """The mean of each channel."""
        return self._add(Node(name, "MEAN", (x,), (x.shape[0], x.shape[3])))

    def flatten(self, x: Node, name: str) -> Node:
        """An image as one vector."""
        return self._add(Node(name, "RESHAPE", (x,), (x.shape[0], prod(x.shape[1:]))))

    def softmax(self, x: Node, name: str) -> Node:
        """Shares of one."""
        return self._add(Node(name, "SOFTMAX", (x,), x.shape))

    def space_to_depth(self, x: Node, name: str, block: int) -> Node:
        """Blocks of pixels become channels."""
        n, height, width, channels = x.shape
        if height % block or width % block:
            raise self._refused(f"{name} cuts {height} x {width} into blocks of {block}")
        shape = (n, height // block, width // block, channels * block * block)
        return self._add(Node(name, "SPACE_TO_DEPTH", (x,), shape, block=block))

    def concatenate(self, parts: tuple[Node, ...], name: str) -> Node:
        """Tensors side by side, channel by channel."""
        if len({part.shape[:3] for part in parts}) > 1:
            sizes = " and ".join("{1} x {2}".format(*part.shape) for part in parts)
            raise self._refused(f"{name} joins {sizes}")
        shape = (*parts[0].shape[:3], sum(part.shape[3] for part in parts))
        return self._add(Node(name, "CONCATENATION", parts, shape))

    def _windowed(self, x: Node, name: str, window: Window, channels: int) -> Shape:
        rows, columns = window.output_size(*x.shape[1:3])
        if min(rows, columns) < 1:
            kernel, image = "{} x {}".format(*window.kernel), "{1} x {2}".format(*x.shape)
            raise self._refused(f"{name} sees {kernel} pixels where {image} are left")
        return x.shape[0], rows, columns, channels

    def _refused(self, why: str) -> InputError:
        return InputError(
            f"{self.name} cannot take images of {self.size} x {self.size} pixels: {why}"
        )

    def _add(self, node: Node) -> Node:
        self.nodes.append(node)
        return node
