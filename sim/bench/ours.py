"""The bench of the engine with one of its transports."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from sim.bench.errors import BenchmarkError
from sim.bench.job import START, Job, Took
from sim.bench.long import build_long, build_seconds
from sim.chosen import Chosen
from sim.flags import Kind
from sim.run import simulate
from sim.tools import Toolset
from tb.designs.conv_engine.workload import SHAPE, TEST, WRONG
from tb.results import SPENT


@dataclass
class Ours:
    """Every beat compared in its clock.

    Attributes:
        name: of the transport.
    """

    name: str
    meaning: str
    compares = True
    most_clocks: int | None = None

    def build(self, chosen: Chosen, toolset: Toolset) -> float:
        """See `Way.build`."""
        return build_seconds(build_long(chosen, toolset))

    def run(self, job: Job) -> Took:
        """See `Way.run`."""
        options = {SHAPE: str(job.work)}
        if job.wrong is not None:
            options[WRONG] = str(job.wrong)
        spec = job.chosen.spec.model_copy(
            update={
                "tests": (TEST,),
                "transport": self.name,
                "build": Kind.LONG.value,
                "options": options,
            }
        )
        with tempfile.TemporaryDirectory() as name:
            result = simulate(spec, folder=Path(name))
        if result.fault or len(result.cases) != 1:
            raise BenchmarkError(f"{self.name}: {result.why()}")
        (case,) = result.cases
        fault = ""
        if result.mismatches:
            first = result.mismatches[0]
            fault = f"beat {first['beat']} of {first['port']} differs"
        elif not result.passed:
            raise BenchmarkError(f"{self.name}: {result.why()}")
        spent = dict(case["figures"][SPENT])
        spent[START] = result.run_seconds - sum(spent.values())
        return Took(case["clocks"], spent, fault)
