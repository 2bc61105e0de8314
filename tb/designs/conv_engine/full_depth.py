"""Layers of well-known networks at their full size, for measuring clocks."""

from __future__ import annotations

from collections.abc import Iterator

from tb.kraken.spec import LayerSpec

CONVOLUTIONS = (
    ("ResNet-50 conv1, 7x7 stride 2", LayerSpec("", 224, 224, 3, 64, (7, 7), (2, 2), pad="SAME")),
    ("ResNet-50 3x3", LayerSpec("", 56, 56, 64, 64, (3, 3), pad="SAME")),
    ("ResNet-50 1x1", LayerSpec("", 56, 56, 256, 64)),
    ("AlexNet conv1, 11x11 stride 4", LayerSpec("", 227, 227, 3, 96, (11, 11), (4, 4))),
    ("AlexNet conv2, two groups", LayerSpec("", 27, 27, 96, 256, (5, 5), pad="SAME", groups=2)),
)

DEPTHWISE = (
    ("MobileNetV1 depthwise", LayerSpec("", 56, 56, 128, 128, (3, 3), pad="SAME", depthwise=True)),
    (
        "MobileNetV1 depthwise stride 2",
        LayerSpec("", 112, 112, 64, 64, (3, 3), (2, 2), pad="SAME", depthwise=True),
    ),
)

DENSE = (("ResNet-50 dense, 7 frames", LayerSpec.matrix("", 7, 2048, 1000)),)


def full_depth_layers() -> Iterator[LayerSpec]:
    """One layer of each kind."""
    for name, layer in (*CONVOLUTIONS, *DEPTHWISE, *DENSE):
        yield layer.named(name)
