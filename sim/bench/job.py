"""One layer to run, and what a way of running it took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sim.bench.streams import Streams
from sim.chosen import Chosen
from sim.tools import Toolset
from tb.designs.conv_engine.workload import Workload
from tb.results import COMPARE, PYTHON, SIMULATOR, STREAMS

START, FILES = "start", "files"
PARTS = {
    START: "start, end",
    STREAMS: "streams",
    FILES: "text files",
    SIMULATOR: "simulator",
    COMPARE: "compare",
    PYTHON: "Python",
}
"""Where time goes, with what tables call it."""
COUNTED = (FILES, SIMULATOR, COMPARE, PYTHON)
"""What it takes from streams in memory to their verdict: clocks a second are told for these."""


@dataclass(frozen=True, eq=False)
class Job:
    """A layer with its streams.

    Attributes:
        work: the layer.
        seed: of its tensors, and of what registers hold at first.
        streams: what all ways drive and expect.
        wrong: beat of sums in which a wrong bit is expected, None for none.
        chosen: the engine.
        toolset: the simulator.
    """

    work: Workload
    seed: int
    streams: Streams
    wrong: int | None
    chosen: Chosen
    toolset: Toolset

    @property
    def limit(self) -> int:
        """Clocks after which a program gives up."""
        return 2 * self.streams.clocks + 1000


@dataclass(frozen=True)
class Took:
    """What one run took.

    Attributes:
        clocks: from the first pixel beat to the last beat of sums, both counted.
        seconds: by part.
        fault: what was found to differ, empty where nothing was.
    """

    clocks: int
    seconds: Mapping[str, float]
    fault: str = ""

    @property
    def counted(self) -> float:
        """Seconds that count."""
        return sum(self.seconds.get(part, 0.0) for part in COUNTED)

    @property
    def rate(self) -> float:
        """Clocks a second."""
        return self.clocks / self.counted


class Way(Protocol):
    """A way to run a layer.

    Attributes:
        name: in words and tables.
        meaning: for people.
        compares: whether it looks at what comes out.
        most_clocks: longest layer that it gets unless it is told to; None for any.
    """

    name: str
    meaning: str
    compares: bool
    most_clocks: int | None

    def build(self, chosen: Chosen, toolset: Toolset) -> float:
        """Build what it needs; returns the seconds that it took, now or earlier."""

    def run(self, job: Job) -> Took:
        """Run one layer."""
