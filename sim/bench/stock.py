"""A plain cocotb bench with the sources and sinks of cocotbext-axi."""

from __future__ import annotations

import importlib.util
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from sim.bench.errors import BenchmarkError
from sim.bench.job import START, Job, Took
from sim.bench.long import build_long, build_seconds
from sim.build import simulate_compiled
from sim.chosen import Chosen
from sim.errors import ToolError, UsageError
from sim.results import LOG
from sim.tools import Toolset
from tb.bench import Values
from tb.kraken.array import array_of

MODULE = "sim.bench.stock_bench"
JOB_VARIABLE = "KRAKEN_STOCK_JOB"
"""Environment variable with the path of what the bench is to do, as JSON."""
TOOK_JSON = "took.json"
"""Beside it, what it took."""
PACKAGE = "cocotbext-axi"


def check(values: Values) -> None:
    """Tell before anything is built that it cannot be done.

    Args:
        values: the engine's parameters.

    Raises:
        ToolError: the package is missing.
        UsageError: it cannot drive ports as wide as these.
    """
    if importlib.util.find_spec("cocotbext") is None:
        raise ToolError(
            f"{PACKAGE} is missing, which WAY=stock needs: type 'make setup', "
            "or name other ways in WAY=."
        )
    array = array_of(values)
    widths = {
        PIXEL: array.pixel_bits,
        WEIGHT: array.weight_bits,
        SUM: array.sum_lanes * array.y_width,
    }
    for port, bits in widths.items():
        if bits % 8:
            raise UsageError(
                f"{PACKAGE} needs ports of whole bytes, but {port} has {bits} bits: "
                "name other ways in WAY=, or give other widths."
            )


@dataclass
class Stock:
    """Frames in, frames out, compared frame by frame.

    Attributes:
        tuned: cocotb trusts writes to signals, for which it has a clock in C too.
    """

    name: str
    meaning: str
    tuned: bool
    most_clocks: int | None
    compares = True

    def build(self, chosen: Chosen, toolset: Toolset) -> float:
        """See `Way.build`."""
        self._compiled = build_long(chosen, toolset)
        return build_seconds(self._compiled)

    def run(self, job: Job) -> Took:
        """See `Way.run`."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            told = {
                "shape": str(job.work),
                "seed": job.seed,
                "values": job.chosen.values,
                "wrong": job.wrong,
                "limit": job.limit,
            }
            (folder / "job.json").write_text(json.dumps(told), encoding="utf-8")
            begun = time.perf_counter()
            simulate_compiled(
                self._compiled,
                job.chosen.design,
                job.toolset,
                module=MODULE,
                test_filter=".*",
                seed=job.seed,
                folder=folder,
                environment={
                    JOB_VARIABLE: str(folder / "job.json"),
                    "COCOTB_TRUST_INERTIAL_WRITES": "1" if self.tuned else "0",
                },
            )
            whole = time.perf_counter() - begun
            try:
                took = json.loads((folder / TOOK_JSON).read_text(encoding="utf-8"))
            except (OSError, ValueError) as fault:
                said = (folder / LOG).read_text(encoding="utf-8", errors="replace")[-2000:]
                raise BenchmarkError(f"{self.name} has not come to its end:\n{said}") from fault
        seconds = {START: whole - sum(took["seconds"].values()), **took["seconds"]}
        return Took(took["clocks"], seconds, took["fault"])
