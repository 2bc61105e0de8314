"""Short layers for the benches of single blocks: of the same kinds as those that the engine runs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.kraken import ArrayParams, Plan, lower
from tb.designs.conv_engine.directed import deep, directed
from tb.designs.conv_engine.random_layers import random_layer


def short_plans(
    rng: np.random.Generator, array: ArrayParams, count: int, longest: int
) -> Iterator[Plan]:
    """Random, directed and deep layers with random tensors, in turn.

    Args:
        rng: draws layers and tensors.
        array: the array that they are cut up for.
        count: how many.
        longest: most clocks of computing of a layer.
    """
    some = [list(directed(array)), list(deep(array))]
    for i in range(count):
        plan = None
        while plan is None or plan.q > longest:
            if i % 3 == 0:
                spec = random_layer(rng, array, f"random {i}")
            else:
                kind = some[i % 3 - 1]
                spec = kind[int(rng.integers(len(kind)))]
            plan = lower(*spec.draw(rng, array), array)
        yield plan
