"""Packets of any length by any way; what leaves is what came, in the order of the choices."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.streams.frame import DATA, Frame, numbers
from tb.bench import Values
from tb.kraken.placed import PlacedCase, numbered
from tb.kraken.ways import WAYS, choices, payload


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """All kinds of choices; a beat passes in each clock."""
    for name, picked, lengths in choices(rng):
        told = Frame(f"{name}/select", {DATA: numbers(picked, 1)})
        frames: dict[str, list[Frame]] = {"select": [told], "a": [], "b": [], "out": []}
        for i, (choice, beats) in enumerate(zip(picked, lengths, strict=True)):
            packet = payload(rng, f"{name}/{i}", beats, values["Width"])
            frames[WAYS[choice]].append(packet)
            frames["out"].append(Frame(f"{packet.name}/out", packet.body))
        yield PlacedCase(name, frames, clocks=sum(lengths), locate=numbered(frames))
