"""Chains of random layers and sizes through the emulated accelerator."""

from __future__ import annotations

import numpy as np
import pytest

from golden.kraken import ArrayParams
from golden.kraken.accelerator import AcceleratorParams, plan_network
from tests.golden.kraken.accelerator.emulation import run_steps
from tests.golden.kraken.accelerator.graphs import Builder

ARRAYS = (
    AcceleratorParams(ArrayParams(rows=4, cols=24, out_channels=3, weight_depth=256), 5),
    AcceleratorParams(ArrayParams(rows=6, cols=18, weight_depth=256, pixel_buses=4), 7),
    AcceleratorParams(ArrayParams(rows=2, cols=6, out_channels=1, weight_depth=40), 2),
    AcceleratorParams(
        ArrayParams(
            rows=1, cols=1, kh_max=1, kw_max=1, s_max=1, out_channels=1, pixel_buses=1,
            weight_depth=8,
        ),
        1,
    ),
)  # fmt: skip
"""Blocks of several heights, buses for stacks, and an array for which each layer is patches."""

HEIGHTS = (1, 2, 4, 6, 8, 12, 13)


def chain(seed: int) -> tuple[Builder, str]:
    """A convolution with what may follow it in its passes; the network and its output."""
    network = Builder(seed)
    rng = np.random.default_rng(seed)
    height, width, depth = (int(x) for x in (rng.choice(HEIGHTS), *rng.integers(1, 8, 2)))
    x = network.input("x", (int(rng.integers(1, 3)), height, width, depth), zero=127)
    kernel = int(rng.choice([1, 3, 5]))
    y = network.conv(x, "conv", int(rng.integers(1, 12)), kernel, scale=0.3, zero=-128)
    if rng.random() < 0.5:
        y = network.leaky(y, "leaky")
    if rng.random() < 0.5:
        shape = network.tensors[y].shape
        other = (
            network.input("other", shape)
            if rng.random() < 0.5
            else network.constant("constant", shape[3:], zero=-5)
        )
        op = str(rng.choice(["ADD", "SUB", "MUL"]))
        y = network.pair(op, *((y, other) if rng.random() < 0.5 else (other, y)), "pair")
    if rng.random() < 0.25:
        return network, network.mean(y, "mean")
    size = int(rng.integers(1, min(height, width, 4) + 1))
    stride = size if rng.random() < 0.6 else int(rng.integers(1, 4))
    op = str(rng.choice(["MAX_POOL_2D", "AVERAGE_POOL_2D"]))
    return network, network.pool(op, y, "pool", size, stride, same=bool(rng.integers(2)))


@pytest.mark.parametrize("seed", range(40))
def test_a_chain(seed: int) -> None:
    network, output = chain(seed)
    model = network.model(output)
    inputs = network.draw()
    constants = {name: t.data for name, t in model.tensors.items() if t.data is not None}
    steps = plan_network(model, ARRAYS[seed % len(ARRAYS)])
    found = run_steps(steps, dict(zip(model.inputs, inputs, strict=True)), constants)
    due = model.trace(*inputs)
    assert output in found
    for name, tensor in found.items():
        assert np.array_equal(tensor, due[name]), name
