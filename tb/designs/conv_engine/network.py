"""A model's input and TFLite's own tensors for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden import Model
from golden.networks.shipped import images_path, load_images
from golden.reference import ReferenceModel
from golden.samples import random_samples
from tb.bench import OptionError

Array = NDArray[Any]


def load_input(model: Model, path: Path, inputs: Path | None, rng: np.random.Generator) -> Array:
    """One batch of the model's own size.

    It comes from a `.npy` file, else from the images beside the model, else from the generator.

    Raises:
        OptionError: the file cannot be read or does not fit the model, or there are several inputs.
        InputError: there is no file and nothing to draw from.
    """
    if len(model.inputs) != 1:
        raise OptionError(
            f"{path.name} has {len(model.inputs)} inputs; the bench feeds models of one only"
        )
    tensor = model.tensors[model.inputs[0]]
    if inputs is None and images_path(path).exists():
        images: Array = load_images(path)[0]
    elif inputs is None:
        images = random_samples(rng, model, tensor, 1)
    else:
        try:
            images = np.load(inputs, allow_pickle=False)
        except (OSError, ValueError) as fault:
            raise OptionError(f"cannot read the input {inputs}: {fault}") from None
    batch = tensor.shape[0]
    if images.shape[1:] != tensor.shape[1:] or len(images) < batch or images.dtype != tensor.dtype:
        raise OptionError(
            f"the input is {images.dtype} {list(images.shape)}; {path.name} takes at least "
            f"{tensor.dtype} {list(tensor.shape)}"
        )
    return images[:batch]


def reference_trace(model: Model, path: Path, x: Array) -> dict[str, Array]:
    """Every computed tensor of TFLite's reference kernels, by name."""
    names = {tensor.index: name for name, tensor in model.tensors.items() if tensor.data is None}
    found = ReferenceModel(path).trace(list(names), x)
    return {names[index]: array for index, array in found.items()}
