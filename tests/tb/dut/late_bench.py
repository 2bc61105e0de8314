"""The bench of a register slice with one packet that is longer than the waveforms of a run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tb.bench import Arrays, Bench, Parameter, Values
from tb.designs.axis_skid.bench import ports
from tb.kraken.array import RTL

BEATS = 60_000


def stimulus(rng: np.random.Generator, values: Values) -> Iterator[Arrays]:
    """Random words."""
    yield {"in": rng.integers(-128, 128, BEATS)}


def golden(
    inputs: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.int64]]], values: Values
) -> Arrays:
    """What goes in comes out."""
    return {"out": inputs["in"]}


BENCH = Bench(
    toplevel="axis_skid",
    sources=[RTL / "axis_skid.sv"],
    ports=ports,
    stimulus=stimulus,
    golden=golden,
    parameters=(Parameter("Width", 8, 8, 8, "bits of payload"),),
    quiet=8,
)
