"""A small model of every operator, and the arrays to calibrate and run it with."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.golden.minting import Case, T, constant, options
from tests.golden.strategies import bias, channel_scales, data

IMAGE = (1, 6, 5, 4)
FLAT = (3, 16)
SAME, VALID = 0, 1


def image(scale: float = 0.05, zero_point: int = -3) -> T:
    return T(IMAGE, scale, zero_point)


def conv_case(activation: int, padding: int, dilation: int, groups: int) -> Case:
    kernel = (6, 3, 2, 4 // groups)
    rows, columns = (6, 5) if padding == SAME else (6 - 2 * dilation, 5 - dilation)
    return Case(
        "CONV_2D",
        [
            image(),
            T(kernel, channel_scales(1, 6, 0.01), data=data(2, kernel)),
            T((6,), 0.0005, data=bias(3, 6, 3000), dtype=np.int32),
        ],
        [T((1, rows, columns, 6), 0.6, 5)],
        options(
            "Conv2DOptions",
            padding=padding,
            strideH=1,
            strideW=1,
            dilationHFactor=dilation,
            dilationWFactor=dilation,
            fusedActivationFunction=activation,
        ),
        (data(4, IMAGE),),
    )


def depthwise_case(activation: int) -> Case:
    kernel = (1, 3, 3, 8)
    return Case(
        "DEPTHWISE_CONV_2D",
        [image(), T(kernel, channel_scales(5, 8, 0.004), data=data(6, kernel), axis=3), None],
        [T((1, 3, 3, 8), 0.1, 7)],
        options(
            "DepthwiseConv2DOptions",
            padding=SAME,
            strideH=2,
            strideW=2,
            depthMultiplier=2,
            fusedActivationFunction=activation,
        ),
        (data(7, IMAGE),),
        version=3,
    )


def dense_case(keep: bool, offsets: bool) -> Case:
    shape = (3, 2, 16) if keep else FLAT
    return Case(
        "FULLY_CONNECTED",
        [
            T(shape, 0.1, 9),
            T((5, 16), 0.02, data=data(8, (5, 16))),
            T((5,), 0.002, data=bias(9, 5, 2000), dtype=np.int32) if offsets else None,
        ],
        [T((*shape[:-1], 5), 0.3, -9)],
        options("FullyConnectedOptions", keepNumDims=keep, fusedActivationFunction=int(offsets)),
        (data(10, shape),),
        version=5,
    )


def pair_case(op: str, kind: str, output: float, constant_operand: bool = False) -> Case:
    second = data(12, (1, 1, 1, 4)) if constant_operand else None
    shape = (1, 1, 1, 4) if constant_operand else IMAGE
    arrays = (data(11, IMAGE), data(13, IMAGE))
    return Case(
        op,
        [image(), T(shape, 0.03, 4, data=second)],
        [T(IMAGE, output, 2)],
        options(kind, **({} if op == "SUB" else {"fusedActivationFunction": 1})),
        arrays[: 1 if constant_operand else 2],
        version=2,
    )


def single_case(op: str, output: T, opts: tuple[str, Any] | None = None, version: int = 2) -> Case:
    return Case(op, [T(FLAT, 0.05, -3)], [output], opts, (data(14, FLAT),), version)


def pool_case(op: str, activation: int) -> Case:
    return Case(
        op,
        [image()],
        [T((1, 3, 3, 4), 0.05, -3)],
        options(
            "Pool2DOptions",
            padding=SAME,
            strideH=2,
            strideW=2,
            filterHeight=3,
            filterWidth=2,
            fusedActivationFunction=activation,
        ),
        (data(15, IMAGE),),
        version=2,
    )


def moving(
    op: str, more: list[T], outputs: list[tuple[int, ...]], opts: tuple[str, Any] | None
) -> Case:
    """One image to outputs of the same quantisation."""
    return Case(
        op, [image(), *more], [T(o, 0.05, -3) for o in outputs], opts, (data(16, IMAGE),), 2
    )


def resize_case(op: str, kind: str, **mode: bool) -> Case:
    case = moving(op, [constant([9, 4])], [(1, 9, 4, 4)], options(kind, **mode))
    case.version = 3
    return case


def cases() -> list[Case]:
    """At least one for every operator."""
    pads = [[0, 0], [1, 2], [0, 1], [2, 0]]
    wide = (1, 9, 6, 6)
    fill = T((1,), 0.05, -3, data=np.array([40], np.int8))
    extrema = options("MaximumMinimumOptions")
    slopes = np.array([[[-90, 50, 90, 20]]], np.int8)
    return [
        conv_case(0, SAME, 1, 1),
        conv_case(1, VALID, 2, 1),
        conv_case(3, SAME, 1, 2),
        depthwise_case(0),
        depthwise_case(2),
        dense_case(keep=False, offsets=True),
        dense_case(keep=True, offsets=False),
        Case(
            "BATCH_MATMUL",
            [T((2, 3, 7), 0.1, 5), T((1, 4, 7), 0.02, -5)],
            [T((2, 3, 4), 0.2, 1)],
            options("BatchMatMulOptions", adjX=False, adjY=True),
            (data(17, (2, 3, 7)), data(18, (1, 4, 7))),
            version=2,
        ),
        pair_case("ADD", "AddOptions", 0.07),
        pair_case("ADD", "AddOptions", 0.01, constant_operand=True),
        pair_case("SUB", "SubOptions", 0.07),
        pair_case("MUL", "MulOptions", 0.1),
        Case("MAXIMUM", [image(), image()], [image()], extrema,
             (data(19, IMAGE), data(20, IMAGE)), 2),
        Case("MINIMUM", [image(), T((4,), 0.05, -3, data=data(21, (4,)))], [image()], extrema,
             (data(22, IMAGE),), 2),
        Case("PRELU", [image(), T((1, 1, 4), 0.01, 7, data=slopes)],
             [T(IMAGE, 0.04, 3)], None, (data(24, IMAGE),)),
        *(single_case(op, T(FLAT, 0.02, 5), version=2 if op in ("RELU", "RELU6") else 1)
          for op in ("RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1")),
        single_case("LEAKY_RELU", T(FLAT, 0.04, 5), options("LeakyReluOptions", alpha=0.3)),
        single_case("LEAKY_RELU", T(FLAT, 0.04, 5), options("LeakyReluOptions", alpha=0.125)),
        single_case("HARD_SWISH", T(FLAT, 0.04, 5), options("HardSwishOptions"), 1),
        single_case("LOGISTIC", T(FLAT, 1 / 256, -128)),
        single_case("TANH", T(FLAT, 1 / 128)),
        single_case("SOFTMAX", T(FLAT, 1 / 256, -128), options("SoftmaxOptions", beta=1.0)),
        Case("MEAN", [image(), constant([1, 2])], [T((1, 4), 0.01, 3)],
             options("ReducerOptions", keepDims=False), (data(25, IMAGE),), 2),
        pool_case("MAX_POOL_2D", 1),
        pool_case("AVERAGE_POOL_2D", 0),
        Case("QUANTIZE", [T(FLAT, dtype=np.float32)], [T(FLAT, 0.02, 5)],
             options("QuantizeOptions"),
             (np.random.default_rng(26).normal(0, 1, FLAT).astype(np.float32),)),
        Case("QUANTIZE", [T(FLAT, 0.05, 120, dtype=np.uint8)], [T(FLAT, 0.02, 5)],
             options("QuantizeOptions"), (data(27, FLAT).view(np.uint8),), 2),
        Case("QUANTIZE", [T(FLAT, 0.05, -3)], [T(FLAT, 0.3, 5)],
             options("QuantizeOptions"), (data(37, FLAT),), 2),
        Case("DEQUANTIZE", [T(FLAT, 0.05, -3)], [T(FLAT, dtype=np.float32)],
             options("DequantizeOptions"), (data(28, FLAT),), 2),
        Case("CONCATENATION", [image(), T((1, 6, 5, 2), 0.05, -3, data=data(29, (1, 6, 5, 2)))],
             [T((1, 6, 5, 6), 0.05, -3)], options("ConcatenationOptions", axis=3),
             (data(30, IMAGE),), 2),
        moving("PAD", [constant(pads)], [wide], options("PadOptions")),
        moving("PADV2", [constant(pads), fill], [wide], options("PadV2Options")),
        moving("MIRROR_PAD", [constant(pads)], [wide], options("MirrorPadOptions", mode=0)),
        moving("RESHAPE", [constant([1, 120])], [(1, 120)], options("ReshapeOptions")),
        moving("SQUEEZE", [], [(6, 5, 4)], options("SqueezeOptions", squeezeDims=[0])),
        moving("EXPAND_DIMS", [constant(1)], [(1, 1, 6, 5, 4)], options("ExpandDimsOptions")),
        moving("TRANSPOSE", [constant([0, 3, 1, 2])], [(1, 4, 6, 5)],
               options("TransposeOptions")),
        moving("SLICE", [constant([0, 1, 2, 0]), constant([-1, 3, 2, 4])], [(1, 3, 2, 4)],
               options("SliceOptions")),
        moving("STRIDED_SLICE",
               [constant([0, 5, 1, 0]), constant([1, 0, 5, 4]), constant([1, -2, 1, 2])],
               [(1, 3, 5, 2)], options("StridedSliceOptions", beginMask=4, endMask=1)),
        Case("SPLIT", [constant(3), image()], [T((1, 6, 5, 2), 0.05, -3)] * 2,
             options("SplitOptions", numSplits=2), (data(31, IMAGE),), 2),
        moving("SPLIT_V", [constant([1, 3]), constant(3)], [(1, 6, 5, 1), (1, 6, 5, 3)],
               options("SplitVOptions", numSplits=2)),
        Case("PACK", [image(), image()], [T((1, 2, 6, 5, 4), 0.05, -3)],
             options("PackOptions", valuesCount=2, axis=1), (data(32, IMAGE), data(33, IMAGE)), 2),
        moving("UNPACK", [], [(1, 6, 5)] * 4, options("UnpackOptions", num=4, axis=3)),
        Case("SHAPE", [image()], [T((4,), dtype=np.int32)], options("ShapeOptions", outType=2),
             (data(34, IMAGE),)),
        resize_case("RESIZE_NEAREST_NEIGHBOR", "ResizeNearestNeighborOptions",
                    halfPixelCenters=True),
        resize_case("RESIZE_BILINEAR", "ResizeBilinearOptions", halfPixelCenters=True),
        resize_case("RESIZE_BILINEAR", "ResizeBilinearOptions", alignCorners=True),
        Case("SPACE_TO_DEPTH", [T((1, 4, 6, 3), 0.1, 5)], [T((1, 2, 3, 12), 0.1, 5)],
             options("SpaceToDepthOptions", blockSize=2), (data(35, (1, 4, 6, 3)),)),
        Case("DEPTH_TO_SPACE", [T((1, 2, 3, 12), 0.1, 5)], [T((1, 4, 6, 3), 0.1, 5)],
             options("DepthToSpaceOptions", blockSize=2), (data(36, (1, 2, 3, 12)),)),
    ]  # fmt: skip
