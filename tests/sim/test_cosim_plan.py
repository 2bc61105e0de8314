"""The steps that are shared out are those that the accelerator takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from golden.kraken import ArrayParams
from golden.kraken.accelerator import AcceleratorParams, plan_network
from golden.load import load_model
from golden.networks.shipped import DIGITS
from sim import side_by_side
from sim.chosen import choose
from sim.cosim.job import read_job
from sim.cosim.plan import steps_of
from sim.cosim.start import cosimulate
from sim.flags import AUTO, Kind, kind_of
from tb.spec import RunSpec
from tests.golden.minting import T, mint, options

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


@pytest.mark.parametrize("images", ["1", "3"])
def test_samples_go_through_in_whole_batches(tmp_path: Path, images: str) -> None:
    """As in the bench, which takes what fits of the samples asked for."""
    shape = (2, 3, 3, 2)
    offset = T(shape, 0.1, data=np.arange(36, dtype=np.int8).reshape(shape))
    path = tmp_path / "pairs.tflite"
    # With an offset for each sample of a batch no other batch size goes through.
    path.write_bytes(mint("ADD", [T(shape, 0.1), offset], [T(shape, 0.2)], options("AddOptions")))
    (step,) = steps_of(spec(MODEL=str(path), IMAGES=images), VALUES)
    assert step.layers == ("add_0",)


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_clocks_of_a_network_decide_how_its_model_is_compiled(
    jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is built or run: what would be is told to those who do it."""
    told: list[Kind] = []

    def stop(*_: Any, kind: Kind = Kind.EDIT, clocks: int = 0, **__: Any) -> NoReturn:
        told.append(kind if jobs > 1 else kind_of(AUTO, waves=False, clocks=clocks))
        raise side_by_side.StoppedError("enough")

    monkeypatch.setattr(side_by_side, "build" if jobs > 1 else "simulate", stop)
    job = read_job({"JOBS": str(jobs), "ROWS": "4", "COLS": "24"})
    total = sum(step.clocks for step in steps_of(job.spec, choose(job.spec).values))
    for longest in (total // jobs, total // jobs + 1):
        monkeypatch.setattr("sim.flags.LONG_RUN", longest)
        with pytest.raises(side_by_side.StoppedError):
            cosimulate(job)
    assert told == [Kind.LONG, Kind.EDIT]
