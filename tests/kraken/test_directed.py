"""Directed layers are legal for the smallest arrays too."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from golden.kraken import ArrayParams, Packet
from tb.kraken.directed import deep, directed
from tb.kraken.random_layers import random_layer
from tb.seed import generator
from tests.golden.kraken.packets import decoded

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
        layer, x, plan = spec.plan(generator(1, spec.name), array)
        sums = plan.combine([decoded(packet) for packet in plan.sending])
        np.testing.assert_array_equal(sums, layer.accumulate(x))


def reached(packet: Packet) -> Iterator[str]:
    """The weak spots of sharing that a packet reaches."""
    t, s, sharing = packet.tiling, packet.shape, packet.sharing
    if sharing.sets == 1 and s.groups == 1:
        return
    yield f"{sharing.sets} sets"
    yield "sets together" if t.load_shape[0] == 1 else "sets apart"
    if t.t > 1 and t.last_channels == 1:
        yield "one channel left"
    if not sharing.stack:
        yield f"groups of {s.depth}"
        yield f"{s.co // s.groups} channels a group"
        if t.t > 1:
            yield "groups over iterations"
        return
    yield f"stack of {s.kh}x{s.kw}, stride {s.sh}x{s.sw}"
    first = t.stack_blocks[:, 0]
    yield from (f"{moved} bounds on" for moved in np.diff(first))
    if t.last_rows < packet.params.rows:
        yield "fewer rows in the last block"
    if t.l > 1:
        yield "several stacks"
    if s.co % (2 * s.sw):
        yield "a multiple of the stride only"
    blocks = [t.stack_blocks[i] for i in range(t.t)]
    yield from (f"{np.count_nonzero(found >= 0)} blocks at once" for found in blocks)


SHARED = {
    2: {"2 sets", "2 blocks at once", "0 bounds on", "1 bounds on", "2 bounds on"},
    3: {"3 sets", "3 blocks at once", "3 bounds on"},
    4: {"4 sets", "4 blocks at once"},
}
"""What the arrays with so many buses must reach, besides what those with fewer do."""

ALWAYS = {
    "1 sets",
    *("sets together", "sets apart", "one channel left", "groups over iterations"),
    *("groups of 1", "groups of 2", "groups of 3", "1 channels a group", "2 channels a group"),
    *("stack of 1x1, stride 1x1", "stack of 3x3, stride 1x1", "stack of 3x3, stride 2x2"),
    *("stack of 1x2, stride 2x3", "fewer rows in the last block", "several stacks"),
    "a multiple of the stride only",
}


@pytest.mark.parametrize("buses", SHARED)
@pytest.mark.parametrize(("rows", "cols"), [(4, 24), (7, 96)])
def test_weak_spots_of_sharing_are_reached(buses: int, rows: int, cols: int) -> None:
    array = ArrayParams(rows=rows, cols=cols, pixel_buses=buses)
    found = set()
    for spec in directed(array):
        if spec.sharing is not None:
            found |= set(reached(Packet.blank(spec.shape, array, sharing=spec.sharing)))
    assert ALWAYS | SHARED[2] | SHARED[buses] <= found


def test_random_layers_share_in_every_way() -> None:
    array = ArrayParams(rows=4, cols=24, pixel_buses=3)
    found: set[str] = set()
    for i in range(150):
        spec = random_layer(generator(i, "layer"), array, "layer", 2000)
        for packet in spec.plan(generator(i, "tensors"), array)[2].packets:
            found |= set(reached(packet))
    wanted = {"2 sets", "3 sets", "sets together", "sets apart", "several stacks"}
    assert wanted | {"groups over iterations", "fewer rows in the last block"} <= found
