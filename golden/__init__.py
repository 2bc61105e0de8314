"""Golden int8 layer models, bit-exact with TFLite's reference kernels, in NumPy."""

from golden.errors import (
    AccumulatorOverflowError,
    CorruptModelError,
    GoldenError,
    InputError,
    ModelError,
    UnsupportedModelError,
)
from golden.layers import Conv2D, Dense, DepthwiseConv2D, Layer
from golden.load import load_model
from golden.model import Model
from golden.quant import OutputStage, Requantiser, Rounding

__all__ = [
    "AccumulatorOverflowError",
    "Conv2D",
    "CorruptModelError",
    "Dense",
    "DepthwiseConv2D",
    "GoldenError",
    "InputError",
    "Layer",
    "Model",
    "ModelError",
    "OutputStage",
    "Requantiser",
    "Rounding",
    "UnsupportedModelError",
    "load_model",
]
