"""What ``make paper`` is told: its words, checked and turned into the description of a run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from golden.errors import GoldenError
from golden.networks.named import find
from golden.networks.paper import NETWORKS
from golden.networks.workload import Task, tasks
from sim.cosim.words import CLOCK_MHZ
from sim.errors import UsageError
from sim.flags import Kind
from sim.options import read_positive, read_spec, refuse
from sim.paper.words import ALL, DESIGN, FIXED, JOBS, OWN, TEST, WORDS
from tb.bench import BenchError
from tb.bench.options import read_flag, read_number, split_names
from tb.spec import RunSpec, command_line


@dataclass(frozen=True)
class PaperJob:
    """One run of the paper's networks.

    Attributes:
        spec: the run of all layers.
        tasks: the layers, in the networks' order.
        quick: one block of each distinct layer only.
        jobs: simulations side by side, at most.
        clock_mhz: clock that frames a second are told for.
        words: the words that repeat it.
    """

    spec: RunSpec
    tasks: tuple[Task, ...]
    quick: bool
    jobs: int
    clock_mhz: float
    words: Mapping[str, str]

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks that layers are taken of."""
        return tuple(dict.fromkeys(task.network for task in self.tasks))

    def replay(self, command: str) -> str:
        """The command that repeats it."""
        return command_line(self.words, command, "paper")


def read_job(variables: Mapping[str, str]) -> PaperJob:
    """The run that these words describe; makes the networks that are not there yet.

    Raises:
        UsageError: a name is unknown, a value is not legal, or a network cannot be made.
    """
    told = {name: text for name, text in variables.items() if text != ""}
    refuse(told, FIXED, f"paper, which runs {TEST} of {DESIGN}", list(WORDS))
    run = {"SIM": "verilator", **told, "TOPLEVEL": DESIGN, "TESTCASE": TEST}
    if told.get("NETWORKS") == "all":
        run["NETWORKS"] = ",".join(ALL)
    if run["SIM"] == "verilator" and told.get("QUICK", "0") == "0":
        # It is built once and runs often.
        run.setdefault("BUILD", Kind.LONG)
    clock_mhz = read_positive("CLOCK_MHZ", told.get("CLOCK_MHZ", str(CLOCK_MHZ)))
    spec = read_spec(run, OWN)
    try:
        jobs = read_number("JOBS", told.get("JOBS", str(JOBS)), 1)
        quick = read_flag("QUICK", told.get("QUICK", "0"))
        chosen = tasks(split_names(run.get("NETWORKS", "")) or NETWORKS, distinct=quick)
        for network in dict.fromkeys(task.network for task in chosen):
            find(network)
    except BenchError as fault:
        raise UsageError(str(fault)) from fault
    except GoldenError as fault:
        raise UsageError(f"{fault}.") from fault
    cores = len(os.sched_getaffinity(0))
    # It works from anywhere, and with the seed that was drawn.
    words = {**told, "SIM": spec.simulator, "SEED": str(spec.seed)}
    words |= {"RTL": str(spec.rtl)} if spec.rtl else {}
    return PaperJob(spec, tuple(chosen), quick, min(jobs, cores), clock_mhz, words)
