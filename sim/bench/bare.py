"""The engine in a loop of C++ that compares nothing."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from golden.kraken.format.axes import SUM
from sim import simulators
from sim.bench.job import START, Job, Took
from sim.bench.program import build_program, said_by
from sim.chosen import Chosen
from sim.tools import Toolset
from tb.results import SIMULATOR, STREAMS

MAIN = Path(__file__).with_name("bare.cpp")


@dataclass
class Bare:
    """A program around the model.

    Attributes:
        flags: what the C++ compiler is told, see `sim.bench.program.build_program`.
    """

    name: str
    meaning: str
    flags: Sequence[str]
    compares = False
    most_clocks: int | None = None

    def build(self, chosen: Chosen, toolset: Toolset) -> float:
        """See `Way.build`."""
        words = [
            *simulators.ARGUMENTS["verilator"],
            *("--cc", "--exe", "--prefix", "Vbare", "--top-module", chosen.design.toplevel),
        ]
        self._program = build_program(chosen.design, toolset, words, self.flags, MAIN)
        return self._program.seconds

    def run(self, job: Job) -> Took:
        """See `Way.run`."""
        with tempfile.TemporaryDirectory() as name:
            begun = time.perf_counter()
            job.streams.write_binary(Path(name))
            written = time.perf_counter()
            words = [name, job.streams.beats(SUM), job.limit, job.seed % 0x7FFFFFFF + 1]
            told = json.loads(said_by(self._program, words))
            ended = time.perf_counter()
        seconds = told["seconds"]
        return Took(
            told["clocks"],
            {
                START: ended - written - seconds,
                STREAMS: job.streams.seconds + written - begun,
                SIMULATOR: seconds,
            },
        )
