"""Short layers for the benches of single blocks: of the kinds that the engine's bench runs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.kraken import SUM, ArrayParams, Plan, axes, lower
from tb.designs.conv_engine.directed import deep, directed
from tb.designs.conv_engine.random_layers import random_layer

TRIES = 40
"""Layers that are drawn before a longer one will do."""


def short_plans(
    rng: np.random.Generator, array: ArrayParams, count: int, longest: int
) -> Iterator[Plan]:
    """Random, directed and deep layers with random tensors, in turn.

    Args:
        rng: draws layers and tensors.
        array: the array that they are cut up for.
        count: how many.
        longest: most clocks of computing, and most beats of sums, of a layer; more on an array for
            which there is none so short.
    """
    shapes = [list(directed(array)), list(deep(array))]
    for i in range(count):
        plan, limit = None, longest
        tries = 0
        while plan is None or max(plan.q, _sum_beats(plan)) > limit:
            if i % 3 == 0:
                spec = random_layer(rng, array, f"random {i}")
            else:
                kind = shapes[i % 3 - 1]
                spec = kind[int(rng.integers(len(kind)))]
            plan = lower(*spec.draw(rng, array), array)
            tries += 1
            limit = longest * (1 + tries // TRIES)
        yield plan


def _sum_beats(plan: Plan) -> int:
    return sum(axes(packet.tiling, SUM).beats for packet in plan.sending)
