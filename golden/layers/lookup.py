"""Element-wise functions of one int8 value as tables of all 256 results."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from golden.layers.base import Array

ALL_BYTES = np.arange(256, dtype=np.uint8)


def lookup_table(function: Callable[[Array], Array]) -> Array:
    """Table [256] of `function` over all int8 values, indexed by the value's bits as uint8."""
    return function(ALL_BYTES.view(np.int8))
