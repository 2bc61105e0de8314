"""Our tensors against TFLite's, tensor by tensor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden.layers.base import Array, Layer
from golden.model import Model
from golden.reference import ReferenceModel, guarded_trace


@dataclass(frozen=True)
class Difference:
    """One value that is not what TFLite computes.

    Attributes:
        where: its coordinates, of which the first counts all samples.
        sample: the first sample of the run that it is from.
        expected: TFLite's value.
        actual: ours.
        inputs: TFLite's own inputs of the layer in that run.
        shape: of the tensor in that run.
    """

    where: tuple[int, ...]
    sample: int
    expected: float
    actual: float
    inputs: tuple[Array, ...]
    shape: tuple[int, ...]


@dataclass(eq=False)
class TensorComparison:
    """One computed tensor over all samples.

    Attributes:
        layer: what computes it.
        name: of the tensor.
        values: compared in all.
        running: values that differ when our layers feed each other.
        alone: values that differ when the layer is fed with TFLite's own inputs.
        largest: the greatest such difference, in stored units.
        first: the first value that differs when the layer stands alone.
    """

    layer: Layer
    name: str
    values: int = 0
    running: int = 0
    alone: int = 0
    largest: float = 0
    first: Difference | None = None


def compare(
    model: Model,
    reference: ReferenceModel,
    inputs: tuple[Array, ...],
    progress: Callable[[int], None] = lambda samples: None,
) -> list[TensorComparison]:
    """Run both on `inputs` and count differing values of every computed tensor.

    Args:
        model: ours.
        reference: TFLite's interpreter on the same file, with its tensors kept.
        inputs: one array [N, ...] for each of the model's inputs; N is a multiple of the model's
            own batch size.
        progress: called with the number of samples done so far.

    Returns:
        One entry for each computed tensor, in execution order.
    """
    own = model.batch
    samples = len(inputs[0]) if inputs[0].ndim else 1
    found = [TensorComparison(layer, name) for layer in model.layers for name in layer.outputs]
    for start in range(0, samples, own):
        part = tuple(x[start : start + own] if x.ndim else x for x in inputs)
        ours = model.trace(*part)
        theirs = guarded_trace(model, reference, ours, *part)
        for entry in found:
            expected = theirs[entry.name]
            entry.values += expected.size
            entry.running += int(unequal(ours[entry.name], expected).sum())
            _alone(model, entry, theirs, start)
        progress(start + own)
    return found


def unequal(actual: Array, expected: Array) -> npt.NDArray[np.bool_]:
    """Where two arrays of one shape and type differ; everywhere when shape or type does.

    Floats are compared bit by bit, but for NaNs, which all count as the same.
    """
    if actual.shape != expected.shape or actual.dtype != expected.dtype:
        return np.ones(expected.shape, np.bool_)
    different = actual != expected
    if np.issubdtype(actual.dtype, np.floating):
        different &= ~(np.isnan(actual) & np.isnan(expected))
        different |= np.signbit(actual) != np.signbit(expected)
    return np.asarray(different)


def _alone(model: Model, entry: TensorComparison, theirs: dict[str, Array], start: int) -> None:
    """Count what the entry's layer gets wrong on TFLite's own inputs."""
    arrays = tuple(
        theirs[name] if name in theirs else np.asarray(model.tensors[name].data)
        for name in entry.layer.inputs
    )
    result = entry.layer.forward(*arrays)
    results = result if isinstance(result, tuple) else (result,)
    actual = results[entry.layer.outputs.index(entry.name)]
    expected = theirs[entry.name]
    different = unequal(actual, expected)
    entry.alone += int(different.sum())
    if different.any() and actual.shape == expected.shape:
        apart = np.abs(actual[different].astype(np.float64) - expected[different])
        entry.largest = max(entry.largest, float(apart.max()))
    if entry.first is None and different.any():
        where = tuple(int(i) for i in np.argwhere(different)[0])
        same_shape = actual.shape == expected.shape
        entry.first = Difference(
            where=(where[0] + start, *where[1:]) if where else (),
            sample=start,
            expected=expected[where].item(),
            actual=actual[where].item() if same_shape else float("nan"),
            inputs=arrays,
            shape=expected.shape,
        )
