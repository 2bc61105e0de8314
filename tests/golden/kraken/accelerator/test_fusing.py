"""What goes through in one pass, and what must not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from golden.kraken import ArrayParams
from golden.kraken.accelerator import AcceleratorParams, plan_network
from golden.kraken.accelerator.engine import EngineStep
from golden.kraken.stages.proof import BIAS, SHIFT
from golden.model import Model
from tests.golden.kraken.accelerator.emulation import run_steps, run_work
from tests.golden.kraken.accelerator.graphs import Builder

SMALL = AcceleratorParams(ArrayParams(rows=4, cols=24, out_channels=3, weight_depth=32), 5)
IMAGE = (1, 6, 5, 4)


def places(model: Model, params: AcceleratorParams = SMALL) -> list[tuple[str, str]]:
    """Layers of each step, and what does them."""
    return [
        ("+".join(layer.op for layer in step.layers), step.where)
        for step in plan_network(model, params)
    ]


def check(network: Builder, model: Model, batches: int = 1) -> None:
    """Every tensor that leaves a step is the model's."""
    inputs = network.draw(batches)
    constants = {name: t.data for name, t in model.tensors.items() if t.data is not None}
    given = dict(zip(model.inputs, inputs, strict=True))
    found = run_steps(plan_network(model, SMALL, batches * model.batch), given, constants)
    due = model.trace(*inputs)
    assert set(model.outputs) <= set(found)
    for name, tensor in found.items():
        assert np.array_equal(tensor, due[name]), name


def test_each_layer_of_a_step_has_its_place() -> None:
    network = Builder()
    x = network.input("x", IMAGE)
    y = network.leaky(network.conv(x, "conv", 4), "leaky")
    model = network.model(network.pair("ADD", y, x, "sum"), network.pair("SUB", x, y, "rest"))
    told = {
        layer.op: place
        for step in plan_network(model, SMALL)
        for layer, place in zip(step.layers, step.places, strict=True)
    }
    assert told == {
        "CONV_2D": "engine, requantizer",
        "LEAKY_RELU": "activation",
        "ADD": "adder",
        "SUB": "adder",
    }


@pytest.mark.parametrize("op", ["ADD", "SUB", "MUL"])
@pytest.mark.parametrize("swapped", [False, True])
def test_an_adder_behind_an_activation(op: str, swapped: bool) -> None:
    network = Builder()
    x = network.input("x", IMAGE)
    y = network.leaky(network.conv(x, "conv", 4), "leaky")
    model = network.model(network.pair(op, *((x, y) if swapped else (y, x)), "sum"))
    if (op, swapped) == ("SUB", True):
        # The stage takes its second operand from the words of its first, not the other way round.
        assert places(model) == [
            ("CONV_2D+LEAKY_RELU", "engine, requantizer, activation"),
            ("SUB", "adder"),
        ]
    else:
        where = "engine, requantizer, activation, adder"
        assert places(model) == [(f"CONV_2D+LEAKY_RELU+{op}", where)]
    check(network, model)
    check(network, model, 3)


def test_the_other_operand_must_be_known() -> None:
    network = Builder()
    x = network.input("x", IMAGE)
    left, right = network.conv(x, "left", 8), network.conv(x, "right", 8, 1)
    model = network.model(network.pair("ADD", left, right, "sum"))
    # The first convolution cannot wait for the second; that one adds what the first has left.
    assert places(model) == [
        ("CONV_2D", "engine, requantizer"),
        ("CONV_2D+ADD", "engine, requantizer, adder"),
    ]
    check(network, model)


@pytest.mark.parametrize("shape", [(1, 1, 1, 4), (4,), (1, 6, 1, 4)])
def test_a_constant_operand_is_broadcast(shape: tuple[int, ...]) -> None:
    network = Builder()
    x = network.input("x", IMAGE)
    y = network.conv(x, "conv", 4)
    model = network.model(network.pair("MUL", y, network.constant("factor", shape), "product"))
    assert places(model) == [("CONV_2D+MUL", "engine, requantizer, adder")]
    check(network, model)
    check(network, model, 2)


def test_words_that_are_broadcast_are_not_fused() -> None:
    network = Builder()
    x = network.input("x", (1, 1, 1, 4))
    y = network.conv(x, "conv", 4, 1)
    other = network.input("other", IMAGE)
    model = network.model(network.pair("ADD", y, other, "sum"))
    assert places(model) == [("CONV_2D", "engine, requantizer"), ("ADD", "adder")]
    check(network, model)


def test_nothing_follows_what_others_read() -> None:
    network = Builder()
    x = network.input("x", IMAGE)
    y = network.conv(x, "conv", 4)
    z = network.leaky(y, "leaky")
    model = network.model(network.pair("ADD", z, y, "sum"))
    assert places(model) == [
        ("CONV_2D", "engine, requantizer"),
        ("LEAKY_RELU+ADD", "activation, adder"),
    ]
    check(network, model)


def test_nothing_follows_an_output() -> None:
    network = Builder()
    y = network.conv(network.input("x", IMAGE), "conv", 4)
    model = network.model(y, network.leaky(y, "leaky"))
    assert places(model) == [("CONV_2D", "engine, requantizer"), ("LEAKY_RELU", "activation")]
    check(network, model)


def test_a_tensor_with_itself() -> None:
    network = Builder()
    y = network.conv(network.input("x", IMAGE), "conv", 4)
    model = network.model(network.pair("ADD", y, y, "double"))
    assert places(model) == [("CONV_2D", "engine, requantizer"), ("ADD", "adder")]
    check(network, model)


def test_parts_along_the_input_channels_are_added_by_the_host() -> None:
    network = Builder()
    x = network.input("x", (1, 6, 5, 20))
    y = network.conv(x, "conv", 4)
    model = network.model(network.leaky(y, "leaky"))
    assert places(model) == [
        ("CONV_2D", "engine (raw sums), host: parts along C_i"),
        ("LEAKY_RELU", "activation"),
    ]
    check(network, model)
    check(network, model, 2)


def test_passes_that_keep_their_sums() -> None:
    network = Builder()
    model = network.model(network.dense(network.input("x", (1, 70)), "dense", 30))
    assert places(model) == [("FULLY_CONNECTED", "engine, requantizer")]
    (work,) = (step.run_on(*network.draw()) for step in plan_network(model, SMALL))
    # Three parts of 32 rows of weights for each of two iterations: the first two of each are kept.
    assert [one.holds for one in work.passes] == [True, True, False] * 2
    assert len(work.sending) == 2
    check(network, model)


def test_what_has_no_equal_is_requantised_by_the_host() -> None:
    network = Builder()
    x = network.input("x", (2, 12), 1e-7)
    model = network.model(network.dense(x, "dense", 3, 0.014))
    ((_, where),) = places(model)
    assert where.startswith("engine (raw sums), host: requantisation has no 31-bit equal: channel")
    check(network, model)


def test_places_are_those_of_the_layers_tensor() -> None:
    network = Builder()
    x = network.input("x", (2, 9, 5, 4))
    model = network.model(network.leaky(network.conv(x, "conv", 12, 1), "leaky"))
    (step,) = plan_network(model, SMALL)
    work = step.run_on(*network.draw())
    assert work.way.startswith("matrix")
    lanes = SMALL.lanes
    seen = set()
    for one in work.passes:
        for port, size in (("sum", 1), ("activated", 1), ("out", SMALL.out_bytes)):
            (frame,) = one.frames[port]
            for beat in range(frame.beats):
                for lane in range(lanes if size == 1 else size):
                    place = one.places[frame](beat, "data", lane)
                    if "channel" not in place or "h" not in place:
                        continue
                    at = tuple(place[name] for name in ("image", "h", "w", "channel"))
                    if port == "out":
                        word = frame.body["data"][beat, lane].astype(np.int8)
                        assert word == work.expected[0][at]
                        assert at not in seen
                        seen.add(at)
                    elif port == "sum":
                        assert {"iteration", "array_row", "core"} <= place.keys()
    assert len(seen) == work.expected[0].size


@pytest.mark.parametrize("op", ["MAX_POOL_2D", "AVERAGE_POOL_2D"])
@pytest.mark.parametrize(
    ("height", "size", "stride", "together"),
    [
        (8, 2, 2, True),  # two blocks of four rows, two windows each
        (6, 2, 2, True),  # the second block has rows for one
        (8, 4, 4, True),
        (3, 2, 1, True),  # one block: windows may overlap
        (6, 3, 3, False),  # a window would lie in two blocks
        (8, 3, 2, False),
    ],
)
def test_a_pooling_layer_behind(
    op: str, height: int, size: int, stride: int, together: bool
) -> None:
    network = Builder()
    y = network.conv(network.input("x", (1, height, 8, 4)), "conv", 10)
    y = network.leaky(y, "leaky")
    model = network.model(network.pool(op, y, "pool", size, stride, same=False))
    if together:
        where = "engine, requantizer, activation, pool"
        assert places(model) == [(f"CONV_2D+LEAKY_RELU+{op}", where)]
    else:
        where = "engine, requantizer, activation"
        assert places(model) == [("CONV_2D+LEAKY_RELU", where), (op, "pool")]
    check(network, model)
    check(network, model, 2)


def test_the_mean_over_an_image_behind() -> None:
    network = Builder()
    # Eight channels fill the cores, so blocks do not lie on one another.
    y = network.conv(network.input("x", (1, 11, 5, 4)), "conv", 8)
    y = network.pair("ADD", y, network.constant("offset", (8,)), "sum")
    model = network.model(network.mean(y, "mean"))
    assert places(model) == [("CONV_2D+ADD+MEAN", "engine, requantizer, adder, pool")]
    check(network, model)
    check(network, model, 3)


def test_a_matrix_product_has_no_windows() -> None:
    network = Builder()
    y = network.conv(network.input("x", (1, 9, 5, 4)), "conv", 12, 1)
    model = network.model(network.pool("MAX_POOL_2D", y, "pool", 2, 2, same=False))
    (work, *_) = (plan_network(model, SMALL)[0].run_on(*network.draw()),)
    assert work.way.startswith("matrix")
    assert places(model) == [("CONV_2D", "engine, requantizer"), ("MAX_POOL_2D", "pool")]
    check(network, model)


@pytest.mark.parametrize("op", ["MAX_POOL_2D", "AVERAGE_POOL_2D"])
@pytest.mark.parametrize("same", [False, True])
def test_a_pooling_layer_alone(op: str, same: bool) -> None:
    network = Builder()
    x = network.input("x", (1, 11, 7, 5))
    model = network.model(network.pool(op, x, "pool", 3, 2, same))
    assert places(model) == [(op, "pool")]
    check(network, model)
    check(network, model, 2)


def test_a_pooling_layer_waits_for_no_other_reader() -> None:
    network = Builder()
    y = network.conv(network.input("x", (1, 8, 8, 4)), "conv", 10)
    pooled = network.pool("MAX_POOL_2D", y, "pool", 2, 2, same=False)
    model = network.model(pooled, network.leaky(y, "leaky"))
    assert [where for _, where in places(model)] == ["engine, requantizer", "pool", "activation"]
    check(network, model)


@pytest.mark.parametrize("column", [BIAS, SHIFT])
def test_wrong_parameters_are_found(column: int) -> None:
    network = Builder()
    model = network.model(network.conv(network.input("x", IMAGE), "conv", 7))
    (step,) = plan_network(model, SMALL)
    assert isinstance(step, EngineStep)
    (x,) = network.draw()
    run_work(step.run_on(x))
    entries = step.proof.entries.copy()
    entries[5, column] += 40 if column == BIAS else -1
    wrong = replace(step, proof=replace(step.proof, entries=entries))
    with pytest.raises(AssertionError, match="requantized"):
        run_work(wrong.run_on(x))


def test_channels_in_a_wrong_order_are_found() -> None:
    network = Builder()
    model = network.model(network.conv(network.input("x", IMAGE), "conv", 7))
    step = plan_network(model, SMALL)[0]
    assert isinstance(step, EngineStep)
    bias = np.arange(7) * 500
    entries = step.proof.entries.copy()
    entries[:, BIAS] += bias
    right = replace(step.layers[0], bias=bias.astype(np.int32))  # type: ignore[call-arg]
    step = replace(step, layers=(right,), proof=replace(step.proof, entries=entries))
    (x,) = network.draw()
    run_work(step.run_on(x))
    step = replace(step, proof=replace(step.proof, entries=entries[::-1]))
    with pytest.raises(AssertionError, match="requantized"):
        run_work(step.run_on(x))
