"""Directed layers are legal for the smallest arrays too."""

from __future__ import annotations

import pytest

from golden.kraken import ArrayParams, lower
from tb.designs.conv_engine.directed import deep, directed
from tb.seed import generator

SMALL = {
    "one row": ArrayParams(rows=1, cols=24),
    "a weight buffer of two rows": ArrayParams(rows=2, cols=5, weight_depth=2),
    "one of everything": ArrayParams(
        rows=1, cols=1, kh_max=1, kw_max=1, s_max=1, out_channels=1, weight_depth=2
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_every_directed_layer_can_be_planned(name: str) -> None:
    """None has an image without an output, or no input channel."""
    array = SMALL[name]
    for spec in [*directed(array), *deep(array)]:
        layer, x = spec.draw(generator(1, spec.name), array)
        assert lower(layer, x, array).packets
