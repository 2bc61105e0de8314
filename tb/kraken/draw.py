"""Packets of layers of the kinds that the engine's bench runs, for the benches of its blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from golden.kraken import SUM, ArrayParams, Packet, Plan, axes
from tb.kraken.directed import deep, directed
from tb.kraken.random_layers import LONGEST, random_layer
from tb.kraken.spec import LayerSpec
from tb.kraken.steps import Ints

TRIES = 40
"""Layers that are drawn before a longer one will do."""


def packets_of(rng: np.random.Generator, array: ArrayParams, spec: LayerSpec) -> list[Packet]:
    """The packets of a layer with random tensors.

    Where the array's words are wider than the 8 bits of a layer's operands, those of the packets
    are drawn again from all that their words hold.
    """
    packets = spec.plan(rng, array)[2].packets
    if max(array.x_width, array.k_width) <= 8:
        return packets
    wide: list[Packet] = []
    for packet in packets:
        after = wide[-1] if packet.after is not None else None
        # All passes of held sums have one zero point, as all packets of a layer do.
        x_zp = wide[0].x_zp if wide else int(_words(rng, (), array.x_width))
        x = _words(rng, packet.x.shape, array.x_width)
        kernel = _words(rng, packet.kernel.shape, array.k_width)
        wide.append(replace(packet, x=x, kernel=kernel, x_zp=x_zp, after=after))
    return wide


def random_packets(
    rng: np.random.Generator, array: ArrayParams, name: str, longest: int = LONGEST
) -> list[Packet]:
    """The packets of a random layer of at most about `longest` clocks."""
    return packets_of(rng, array, random_layer(rng, array, name, longest))


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
            plan = spec.plan(rng, array)[2]
            tries += 1
            limit = longest * (1 + tries // TRIES)
        yield plan


def _sum_beats(plan: Plan) -> int:
    return sum(axes(packet.tiling, SUM).beats for packet in plan.sending)


def operands(rng: np.random.Generator, shape: tuple[int, ...], width: int) -> Ints:
    """Random signed words of `width` bits, one in four the least or the greatest."""
    low, high = -(1 << (width - 1)), (1 << (width - 1)) - 1
    drawn = rng.integers(low, high, shape, np.int64, endpoint=True)
    ends = rng.choice(np.array([low, high], np.int64), shape)
    return np.where(rng.random(shape) < 0.25, ends, drawn)


def _words(rng: np.random.Generator, shape: tuple[int, ...], width: int) -> NDArray[np.int16]:
    half = 1 << (width - 1)
    return rng.integers(-half, half, shape).astype(np.int16)
