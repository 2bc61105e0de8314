"""Which operands of an elementwise layer may grow with the samples, by what NumPy makes of them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from golden.layers.add import Add

SAMPLES = 3
SHAPES = [shape for rank in range(4) for shape in product((1, 2), repeat=rank)]
LAYER = Add(scales=(0.5, 0.5), zero_points=(0, 0), output_scale=0.5, output_zero_point=0)
Shape = tuple[int, ...]


def grows(shapes: tuple[Shape, ...], carrying: tuple[bool, bool]) -> bool:
    """Whether all samples at once give what they give one after another."""
    rng = np.random.default_rng(1)
    samples = [
        [rng.random(shape) for _ in range(SAMPLES)] if carries else [rng.random(shape)] * SAMPLES
        for shape, carries in zip(shapes, carrying, strict=True)
    ]
    alone = [np.add(left, right) for left, right in zip(*samples, strict=True)]
    together = [
        np.concatenate(arrays) if carries else arrays[0]
        for arrays, carries in zip(samples, carrying, strict=True)
    ]
    try:
        return np.array_equal(np.add(*together), np.concatenate(alone))
    except ValueError:
        return False


@pytest.mark.parametrize("carrying", [(True, True), (True, False), (False, True)])
def test_samples_broadcast(carrying: tuple[bool, bool]) -> None:
    seen = set()
    for shapes in product(SHAPES, repeat=2):
        grown = [shape for shape, carries in zip(shapes, carrying, strict=True) if carries]
        if () in grown or len({shape[0] for shape in grown}) > 1:
            continue  # no samples, or not as many of one as of the other
        wanted = grows(shapes, carrying)
        assert LAYER.runs_batches(carrying, shapes) == wanted, (shapes, carrying)
        seen.add(wanted)
    assert seen == {True, False}
