"""The steps that are shared out are those that the accelerator takes."""

from __future__ import annotations

from golden.kraken import ArrayParams
from golden.kraken.accelerator import AcceleratorParams, plan_network
from golden.load import load_model
from golden.networks.shipped import DIGITS
from sim.cosim.plan import steps_of
from tb.spec import RunSpec

VALUES = {"Rows": 4, "Cols": 24, "OutBytes": 8}


def spec(**options: str) -> RunSpec:
    return RunSpec(toplevel="kraken_top", options={"MODEL": str(DIGITS), **options})


def test_each_layer_is_in_one_step() -> None:
    model = load_model(DIGITS)
    steps = steps_of(spec(), VALUES)
    names = [layer for step in steps for layer in step.layers]
    assert sorted(names) == sorted(layer.name for layer in model.layers)
    planned = plan_network(model, AcceleratorParams(ArrayParams(rows=4, cols=24)))
    assert [step.layers for step in steps] == [
        tuple(layer.name for layer in step.layers) for step in planned
    ]
    for step, plan in zip(steps, planned, strict=True):
        assert (step.clocks == 0) == plan.where.startswith("host")


def test_a_named_layer_brings_those_of_its_step() -> None:
    (step,) = steps_of(spec(LAYERS="leaky_relu_4"), VALUES)
    assert {"conv_2d_3", "leaky_relu_4"} <= set(step.layers)
    assert steps_of(spec(LAYERS="3"), VALUES) == [step]
    assert steps_of(spec(LAYERS="conv_2d_3, 4"), VALUES) == [step]
