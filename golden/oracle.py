"""What every tensor of a model must be, from whoever is to be believed about it."""

from __future__ import annotations

from pathlib import Path

from golden.layers.base import Array
from golden.model import Model
from golden.reference import reference_trace
from golden.schemes.base import Scheme


def expected_tensors(model: Model, path: Path, *inputs: Array) -> tuple[dict[str, Array], str]:
    """Every computed tensor of a model, and whose word that is.

    TFLite's reference kernels are the truth for what they can compute. They have none for other
    quantisation schemes: there the golden layers, which are tested against a slow definition of the
    scheme, speak for themselves.

    Args:
        model: the model.
        path: its file.
        inputs: one array for each of its inputs.

    Raises:
        InputError: an input does not fit, or TFLite refuses to compute it.
    """
    if isinstance(model.graph.arithmetic, Scheme):
        return model.trace(*inputs), f"the golden layer ({model.graph.arithmetic})"
    return reference_trace(model, path, *inputs), "TFLite's tensor"
