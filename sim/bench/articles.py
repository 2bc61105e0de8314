"""The way of the articles: streams as text files, a bench in SystemVerilog, compared at the end."""

from __future__ import annotations

import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from golden.kraken.format.axes import SUM
from sim import simulators
from sim.bench.errors import BenchmarkError
from sim.bench.job import FILES, Job, Took
from sim.bench.long import long_flags
from sim.bench.program import build_program, said_by
from sim.bench.streams import INPUTS
from sim.chosen import Chosen
from sim.tools import Toolset
from tb.results import COMPARE, SIMULATOR, STREAMS

TOP = Path(__file__).with_name("articles.sv")
CLOCKS = re.compile(r"^clocks (\d+)$", re.MULTILINE)


@dataclass
class Articles:
    """Text in, text out."""

    name = "articles"
    meaning = "text files, a SystemVerilog bench, compared afterwards"
    compares = True
    most_clocks: int | None = None

    def build(self, chosen: Chosen, toolset: Toolset) -> float:
        """See `Way.build`."""
        words = [
            *simulators.ARGUMENTS["verilator"],
            *("--binary", "--timing", "--top-module", TOP.stem),
        ]
        self._program = build_program(chosen.design, toolset, words, long_flags(), TOP)
        return self._program.seconds

    def run(self, job: Job) -> Took:
        """See `Way.run`."""
        streams = job.streams
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            begun = time.perf_counter()
            for port in INPUTS:
                (folder / f"{port}.txt").write_bytes(streams.text(port))
            expected = streams.text(SUM)
            written = time.perf_counter()
            words = [f"+folder={name}", f"+beats={streams.beats(SUM)}", f"+limit={job.limit}"]
            told = CLOCKS.search(said_by(self._program, words))
            simulated = time.perf_counter()
            if told is None:
                raise BenchmarkError(f"{TOP.name} has not told its clocks: mend that.")
            found = (folder / f"{SUM}.txt").read_bytes()
            fault = "" if found == expected else _first_difference(found, expected)
            ended = time.perf_counter()
        seconds = {
            STREAMS: streams.seconds,
            FILES: written - begun,
            SIMULATOR: simulated - written,
            COMPARE: ended - simulated,
        }
        return Took(int(told[1]), seconds, fault)


def _first_difference(found: bytes, expected: bytes) -> str:
    lines = found.splitlines(), expected.splitlines()
    pairs = zip(*lines, strict=False)
    beat = next((i for i, (a, b) in enumerate(pairs) if a != b), min(map(len, lines)))
    return f"beat {beat} of {SUM} differs"
