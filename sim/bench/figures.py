"""All that was measured, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.bench.job import PARTS, Took
from sim.bench.ways import BARE, PLAIN_BARE, STOCK

NATIVE = "native"
GOALS = ((NATIVE, BARE, 0.85), (NATIVE, PLAIN_BARE, 1.0), (NATIVE, STOCK, 100.0))
"""How many times as fast one way shall be as another, at least."""


@dataclass(frozen=True)
class Entry:
    """One layer done one way.

    Attributes:
        layer: K,S,C_i,C_o.
        size: height and width of the image.
        way: name of the way.
        beats: of sums.
        took: the quickest run.
    """

    layer: str
    size: int
    way: str
    beats: int
    took: Took


@dataclass(frozen=True, eq=False)
class Figures:
    """Everything of one call.

    Attributes:
        facts: on what it was measured.
        ways: what each way is, by name.
        build_seconds: by way.
        entries: in the order in which they were measured.
    """

    facts: Mapping[str, str]
    ways: Mapping[str, str]
    build_seconds: Mapping[str, float]
    entries: list[Entry] = field(default_factory=list)

    @property
    def layers(self) -> list[str]:
        """Those measured, in order."""
        return list(dict.fromkeys(entry.layer for entry in self.entries))

    def of(self, layer: str, way: str) -> list[Entry]:
        """A layer's entries of one way, from the smallest image to the greatest."""
        found = [e for e in self.entries if (e.layer, e.way) == (layer, way)]
        return sorted(found, key=lambda entry: entry.size)

    def largest(self, layer: str) -> Iterator[Entry]:
        """Of each way that has done a layer, the entry of the greatest image."""
        for way in self.ways:
            yield from self.of(layer, way)[-1:]

    def ratio(self, entry: Entry, other: str) -> float | None:
        """How many times as fast it was as another way with the same streams, if that was run."""
        same = [e for e in self.of(entry.layer, other) if e.size == entry.size]
        return entry.took.rate / same[0].took.rate if same else None

    def reached(self, layer: str) -> Iterator[tuple[str, str, float, float]]:
        """Of each goal: the two ways, how many times as fast the first was, and the goal.

        What counts is the greatest image that both have done.
        """
        for way, other, goal in GOALS:
            ratios = [self.ratio(entry, other) for entry in self.of(layer, way)]
            told = [ratio for ratio in ratios if ratio is not None]
            if told:
                yield way, other, told[-1], goal

    def growth(self, layer: str, way: str) -> tuple[float, float] | None:
        """How many times the beats and the seconds of the smallest image the greatest one takes."""
        entries = self.of(layer, way)
        if len(entries) < 2:
            return None
        first, last = entries[0], entries[-1]
        return last.beats / first.beats, last.took.counted / first.took.counted

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "facts": dict(self.facts),
            "ways": {
                name: {"meaning": meaning, "build_seconds": self.build_seconds[name]}
                for name, meaning in self.ways.items()
            },
            "runs": [
                {
                    "layer": entry.layer,
                    "size": entry.size,
                    "way": entry.way,
                    "beats": entry.beats,
                    "clocks": entry.took.clocks,
                    "clocks_a_second": entry.took.rate,
                    "to_bare": self.ratio(entry, BARE),
                    "to_bare_O3": self.ratio(entry, PLAIN_BARE),
                    "counted_seconds": entry.took.counted,
                    "seconds": {p: entry.took.seconds[p] for p in PARTS if p in entry.took.seconds},
                }
                for entry in self.entries
            ],
            "goals": [
                {"layer": layer, "way": way, "than": other, "times": times, "at_least": goal}
                for layer in self.layers
                for way, other, times, goal in self.reached(layer)
            ],
        }
