"""Pairs of words whose sum or greater one is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from golden.streams.words import wrap
from tb.bench import Arrays, Values

PAIRS = 400
"""Pairs of a case."""

APART = 255
"""How far words may lie from each other whose greater is asked for."""


def golden(inputs: Any, values: Values) -> Arrays:
    """The sum, which wraps, or the greater one."""
    a, b, is_sum = (inputs["in"][name] for name in ("a", "b", "sum"))
    return {"out": {"y": np.where(is_sum, wrap(a + b, values["Width"]), np.maximum(a, b))}}


def stimulus(rng: np.random.Generator, values: Values) -> Iterator[Arrays]:
    """Words of the whole range for sums; those for the greater lie as far apart as they may."""
    half = 1 << (values["Width"] - 1)
    a, b = rng.integers(-half, half, (2, PAIRS))
    ends = np.array([-half, -1, 0, 1, half - 1])
    a, b = (np.where(rng.random(PAIRS) < 0.4, rng.choice(ends, PAIRS), part) for part in (a, b))
    yield {"in": {"sum": np.ones(PAIRS, np.int64), "a": a, "b": b}}
    middle = rng.integers(-half, half, PAIRS)
    middle = np.where(rng.random(PAIRS) < 0.5, rng.integers(-4, 4, PAIRS), middle)
    apart = rng.integers(-APART, APART + 1, PAIRS)
    apart = np.where(rng.random(PAIRS) < 0.3, rng.choice([-APART, -1, 0, 1, APART], PAIRS), apart)
    least, greatest = np.maximum(-half, -half - apart), np.minimum(half - 1, half - 1 - apart)
    a = np.clip(middle, least, greatest)
    yield {"in": {"sum": np.zeros(PAIRS, np.int64), "a": a, "b": a + apart}}
    words = rng.integers(-128, 128, (2, PAIRS))
    yield {"in": {"sum": rng.integers(0, 2, PAIRS), "a": words[0], "b": words[1]}}
