"""The layers, a family of operators in each file; importing them fills the registry."""

from golden.layers import (
    add,
    concatenate,
    conv,
    dense,
    depthwise,
    leaky_relu,
    max_pool,
    reshape,
    softmax,
    space_to_depth,
)
from golden.layers.base import BUILDERS, Layer, build_layer, builds
from golden.layers.conv import Conv2D
from golden.layers.dense import Dense
from golden.layers.depthwise import DepthwiseConv2D

__all__ = [
    "BUILDERS",
    "Conv2D",
    "Dense",
    "DepthwiseConv2D",
    "Layer",
    "add",
    "build_layer",
    "builds",
    "concatenate",
    "conv",
    "dense",
    "depthwise",
    "leaky_relu",
    "max_pool",
    "reshape",
    "softmax",
    "space_to_depth",
]
