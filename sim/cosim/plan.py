"""The steps of a network as the accelerator takes them, with their clocks by the clock model."""

from __future__ import annotations

from collections.abc import Mapping

from golden import GoldenError, load_model
from golden.kraken import ArrayParams
from golden.summary import summarise
from sim.cosim.shares import Step
from sim.errors import UsageError
from tb.bench.options import split_names
from tb.spec import RunSpec


def steps_of(spec: RunSpec, values: Mapping[str, int]) -> list[Step]:
    """The steps that a run takes, in the network's order.

    Raises:
        UsageError: the network cannot be read.
    """
    try:
        model = load_model(spec.options["MODEL"])
        found = summarise(model, ArrayParams(rows=values["Rows"], cols=values["Cols"]))
    except GoldenError as fault:
        raise UsageError(f"{fault}.") from fault
    wanted = set(split_names(spec.options.get("LAYERS", "")))
    return [
        Step((entry.layer.name,), entry.cost.clocks if entry.cost else 0)
        for index, entry in enumerate(found)
        if not wanted or {entry.layer.name, str(index)} & wanted
    ]
