"""A design whose clocks nobody predicts: it passes everywhere, and not everywhere at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from tb.bench import (
    SINK,
    SOURCE,
    Arrays,
    Bench,
    Field,
    Parameter,
    Values,
    strobe,
)


def stimulus(rng: np.random.Generator, values: Values) -> Iterator[Arrays]:
    """A few packets."""
    for beats in (1, 7):
        yield {"in": rng.integers(0, 1 << values["Width"], beats)}


def golden(inputs: Mapping[str, np.ndarray], values: Values) -> Arrays:
    """Every word as it is."""
    return {"out": inputs["in"]}


BENCH = Bench(
    toplevel="delay",
    sources="delay.sv",
    ports=lambda values: (
        strobe("in", SOURCE, "in_valid", Field("data", "in_data", values["Width"])),
        strobe("out", SINK, "out_valid", Field("data", "out_data", values["Width"])),
    ),
    parameters=(Parameter("Width", 8, 1, 64, "bits of a word"),),
    stimulus=stimulus,
    golden=golden,
)
