"""Random input for any model."""

from __future__ import annotations

import numpy as np

from golden.errors import InputError
from golden.graph import Tensor
from golden.layers.base import Array
from golden.model import Model


def random_samples(rng: np.random.Generator, model: Model, tensor: Tensor, batches: int) -> Array:
    """Samples over the whole range of an integer type; floats over the one they are stored in.

    Raises:
        InputError: a float input that the model does not quantise, so its range is not known.
    """
    shape = (batches * tensor.shape[0], *tensor.shape[1:]) if tensor.shape else ()
    if np.issubdtype(tensor.dtype, np.integer):
        return rng.integers(*tensor.words, shape, tensor.dtype, endpoint=True)
    for operator in model.graph.operators:
        if operator.op == "QUANTIZE" and tensor in operator.inputs:
            target = operator.outputs[0]
            low, high = target.words
            # A little beyond both ends, to see them saturate.
            stored = rng.uniform(low - 4, high + 4, shape)
            return np.asarray((stored - target.zero_point) * target.scale, np.float32)
    raise InputError(
        f"input '{tensor.name}' of type {tensor.dtype} has no known range to draw from: "
        "give samples in a .npy file"
    )
