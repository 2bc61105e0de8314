"""The networks of the Kraken paper (arXiv 2112.02793), MobileNetV1 and V2, and YOLOv2.

Weights do not matter for exactness, clocks or speed: shapes do, and they stand here alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from golden.networks.architecture import NONE, RELU, RELU6, Drawing, Node

CLASSES = 1000
"""Of ImageNet."""

VGG16_BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""Filters and convolutions of each block between poolings."""

RESNET50_STAGES = ((64, 3), (128, 4), (256, 6), (512, 3))
"""Width and bottleneck blocks of each stage; a block puts out four times its width."""

MOBILENET_V1_BLOCKS = (
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)),
    *((512, 1),) * 5,
    *((1024, 2), (1024, 1)),
)
"""Filters of the 1x1 convolution and stride of the depthwise one before it, block by block."""

MOBILENET_V2_STAGES = (
    *((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2)),
    *((6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)),
)
"""Expansion, filters, blocks, and stride of the first block of each stage."""

YOLOV2_OUTPUTS = 125
"""Five anchors of four coordinates, an objectness and 20 classes each."""


@dataclass(frozen=True)
class Architecture:
    """A network's shape.

    Attributes:
        meaning: for people.
        draw: draws it.
        size: usual height and width of its images.
    """

    meaning: str
    draw: Callable[[Drawing], None]
    size: int


def nodes(name: str, size: int | None = None) -> list[Node]:
    """The operators of a network in order.

    Args:
        name: in `ARCHITECTURES`.
        size: height and width of its images, if not the usual.

    Raises:
        InputError: the network cannot take images of that size.
    """
    architecture = ARCHITECTURES[name]
    drawing = Drawing(name, architecture.size if size is None else size)
    architecture.draw(drawing)
    return drawing.nodes


def _alexnet(net: Drawing) -> None:
    x = net.conv(net.image, "conv1", 96, 11, 4, padding="VALID")
    x = net.max_pool(x, "pool1", 3, 2)
    x = net.conv(x, "conv2", 256, 5, groups=2)
    x = net.max_pool(x, "pool2", 3, 2)
    x = net.conv(x, "conv3", 384, 3)
    x = net.conv(x, "conv4", 384, 3, groups=2)
    x = net.conv(x, "conv5", 256, 3, groups=2)
    x = net.max_pool(x, "pool5", 3, 2)
    _classify(net, net.flatten(x, "flat"), 4096, 4096)


def _vgg16(net: Drawing) -> None:
    x = net.image
    for block, (filters, repeats) in enumerate(VGG16_BLOCKS, 1):
        for index in range(1, repeats + 1):
            x = net.conv(x, f"conv{block}_{index}", filters, 3)
        x = net.max_pool(x, f"pool{block}", 2, 2)
    _classify(net, net.flatten(x, "flat"), 4096, 4096)


def _resnet50(net: Drawing) -> None:
    """The strided 1x1 convolutions read an image that is thinned out already."""
    x = net.conv(net.image, "conv1", 64, 7, 2)
    x = net.max_pool(x, "pool1", 3, 2, "SAME")
    for stage, (width, blocks) in enumerate(RESNET50_STAGES, 2):
        for block in range(1, blocks + 1):
            name = f"conv{stage}_{block}"
            shortcut = x
            if block == 1:
                x = net.max_pool(x, f"thin{stage}", 1, 2) if stage > 2 else x
                shortcut = net.conv(x, f"{name} shortcut", 4 * width, 1, activation=NONE)
            y = net.conv(x, f"{name}a", width, 1)
            y = net.conv(y, f"{name}b", width, 3)
            y = net.conv(y, f"{name}c", 4 * width, 1, activation=NONE)
            x = net.add(shortcut, y, f"{name} sum", RELU)
    _classify(net, net.mean(x, "mean"))


def _mobilenet_v1(net: Drawing) -> None:
    x = net.conv(net.image, "conv1", 32, 3, 2, activation=RELU6)
    for block, (filters, stride) in enumerate(MOBILENET_V1_BLOCKS, 2):
        x = net.depthwise(x, f"conv{block} depthwise", stride)
        x = net.conv(x, f"conv{block} pointwise", filters, 1, activation=RELU6)
    _classify(net, net.mean(x, "mean"))


def _mobilenet_v2(net: Drawing) -> None:
    x = net.conv(net.image, "conv1", 32, 3, 2, activation=RELU6)
    for stage, (expansion, filters, blocks, first) in enumerate(MOBILENET_V2_STAGES, 2):
        for block in range(1, blocks + 1):
            name, stride = f"conv{stage}_{block}", first if block == 1 else 1
            y = x
            if expansion > 1:
                wide = expansion * x.shape[3]
                y = net.conv(y, f"{name} expand", wide, 1, activation=RELU6)
            y = net.depthwise(y, f"{name} depthwise", stride)
            y = net.conv(y, f"{name} project", filters, 1, activation=NONE)
            same = stride == 1 and x.shape[3] == filters
            x = net.add(x, y, f"{name} sum") if same else y
    x = net.conv(x, f"conv{len(MOBILENET_V2_STAGES) + 2}", 1280, 1, activation=RELU6)
    _classify(net, net.mean(x, "mean"))


def _yolov2(net: Drawing, width: Callable[[int], int] = lambda filters: filters) -> None:
    """23 convolutions, leaky ReLU, passthrough by space-to-depth and concatenation."""
    count = 0

    def conv(x: Node, *plan: tuple[int, int]) -> Node:
        nonlocal count
        for filters, kernel in plan:
            count += 1
            x = net.conv(x, f"conv{count}", width(filters), kernel, activation=NONE)
            x = net.leaky_relu(x, f"leaky{count}")
        return x

    def pool(x: Node) -> Node:
        return net.max_pool(x, f"pool{count}", 2, 2)

    x = pool(conv(net.image, (32, 3)))
    x = pool(conv(x, (64, 3)))
    x = pool(conv(x, (128, 3), (64, 1), (128, 3)))
    x = pool(conv(x, (256, 3), (128, 1), (256, 3)))
    fine = conv(x, (512, 3), (256, 1), (512, 3), (256, 1), (512, 3))
    x = pool(fine)
    x = conv(x, (1024, 3), (512, 1), (1024, 3), (512, 1), (1024, 3), (1024, 3), (1024, 3))
    passthrough = net.space_to_depth(conv(fine, (64, 1)), "passthrough", 2)
    x = conv(net.concatenate((passthrough, x), "joined"), (1024, 3))
    net.conv(x, f"conv{count + 1}", YOLOV2_OUTPUTS, 1, activation=NONE)


def _yolov2_small(net: Drawing) -> None:
    _yolov2(net, lambda filters: max(16, filters // 8))


def _classify(net: Drawing, x: Node, *hidden: int) -> None:
    """Fully connected layers and shares of the classes."""
    for index, units in enumerate(hidden, 1):
        x = net.dense(x, f"fc{index}", units)
    x = net.dense(x, f"fc{len(hidden) + 1}", CLASSES, NONE)
    net.softmax(x, "shares")


ARCHITECTURES = {
    "alexnet": Architecture("AlexNet with its two groups", _alexnet, 227),
    "vgg16": Architecture("VGG-16", _vgg16, 224),
    "resnet50": Architecture("ResNet-50", _resnet50, 224),
    "mobilenet_v1": Architecture("MobileNetV1 at 224 x 224", _mobilenet_v1, 224),
    "mobilenet_v2": Architecture("MobileNetV2 at 224 x 224", _mobilenet_v2, 224),
    "yolov2": Architecture("YOLOv2", _yolov2, 416),
    "yolov2_small": Architecture(
        "YOLOv2 with an eighth of the channels, 16 at least", _yolov2_small, 224
    ),
}
"""The networks by name."""
