"""All randomness of a run from one seed."""

from __future__ import annotations

import zlib

import numpy as np


def generator(seed: int, *names: str) -> np.random.Generator:
    """A generator that depends on the run's seed and on what it is for, and on nothing else.

    A test or a layer that is run alone draws the same numbers as in the full regression.
    """
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])
