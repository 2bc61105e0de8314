"""The steps of a network as the accelerator takes them, and about how long each takes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from golden import GoldenError, Model, load_model
from golden.kraken import KrakenError, cost, lower
from golden.kraken.accelerator import AcceleratorParams, plan_network
from golden.kraken.accelerator import Step as PlannedStep
from golden.kraken.accelerator.host import HostStep
from golden.kraken.format.params import RTL_NAMES
from golden.kraken.lowering.lower import COMPUTED
from sim.errors import UsageError
from sim.shares import Step
from tb.bench.options import split_names
from tb.kraken.array import array_of
from tb.spec import RunSpec

ENGINE = set(RTL_NAMES.values())


def steps_of(spec: RunSpec, values: Mapping[str, int]) -> list[Step]:
    """The steps that a run takes, in the network's order.

    Args:
        spec: its options name the network, and layers if it does not take all.
        values: all parameters of the design.

    Raises:
        UsageError: the network cannot be read or run.
    """
    try:
        model = load_model(spec.options["MODEL"])
        # Of the design's parameters the engine's alone say how layers fall into steps.
        array = array_of({name: value for name, value in values.items() if name in ENGINE})
        # Whole batches of the model's own size, as the bench takes them.
        batches = max(int(spec.options.get("IMAGES", 1)) // model.batch, 1)
        planned = plan_network(model, AcceleratorParams(array), batches * model.batch)
    except (GoldenError, KrakenError) as fault:
        raise UsageError(f"{fault}.") from fault
    wanted = set(split_names(spec.options.get("LAYERS", "")))
    found = []
    for step in planned:
        layers = tuple(layer.name for layer in step.layers)
        if not wanted or wanted.intersection((*layers, *_numbers(model, layers))):
            found.append(Step(layers, _clocks(step)))
    return found


def _numbers(model: Model, layers: tuple[str, ...]) -> list[str]:
    return [str(index) for index, layer in enumerate(model.layers) if layer.name in layers]


def _clocks(step: PlannedStep) -> int:
    """About what it takes: the engine's own time, or a clock for each beat of the output."""
    if isinstance(step, HostStep):
        return 0
    layer, array = step.layers[0], step.params.array
    if layer.op in COMPUTED:
        blank = np.broadcast_to(np.int8(0), step.shapes[layer.inputs[0]])
        return cost(lower(layer, blank, array)).clocks  # type: ignore[arg-type]
    words = sum(int(np.prod(step.shapes[name])) for name in (*step.inputs, *step.outputs))
    return 1 + words // step.params.lanes
