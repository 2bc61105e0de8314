"""What ``make cosim`` is told: its words, checked and turned into the description of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from golden.errors import GoldenError
from golden.networks.named import find, names
from sim.cosim.words import CLOCK_MHZ, DESIGN, FIXED, MODEL, OWN, TEST, WORDS
from sim.errors import UsageError
from sim.options import read_positive, read_spec, refuse
from tb.bench import BenchError
from tb.bench.options import read_number
from tb.spec import RunSpec, command_line

FEED, CHAIN, GOLDEN = "FEED", "chain", "golden"
"""What a layer is fed with: what the simulation itself produced, or the golden model's tensors."""


@dataclass(frozen=True)
class Job:
    """One co-simulation of a network.

    Attributes:
        spec: the run of the whole, or of the layers asked for.
        model: the network as the caller called it.
        jobs: simulations side by side, at most.
        clock_mhz: clock that frames a second are told for.
        words: the words that repeat it.
    """

    spec: RunSpec
    model: str
    jobs: int
    clock_mhz: float
    words: Mapping[str, str]

    def replay(self, command: str) -> str:
        """The command that repeats it."""
        return command_line(self.words, command, "cosim")


def read_job(variables: Mapping[str, str]) -> Job:
    """The co-simulation that these words describe; fetches or builds the network if need be.

    Raises:
        UsageError: a name is unknown, a value is not legal, or the network cannot be had.
    """
    told = {name: text for name, text in variables.items() if text != ""}
    refuse(told, FIXED, f"cosim, which runs {TEST} of {DESIGN}", list(WORDS))
    try:
        jobs = read_number("JOBS", told.get("JOBS", "1"), 1)
    except BenchError as fault:
        raise UsageError(str(fault)) from fault
    if jobs > 1 and told.get(FEED, GOLDEN) != GOLDEN:
        raise UsageError(
            f"JOBS={jobs} runs steps side by side, so the golden model feeds each of them: "
            f"leave {FEED} out, or JOBS."
        )
    clock_mhz = read_positive("CLOCK_MHZ", told.get("CLOCK_MHZ", str(CLOCK_MHZ)))
    model = told.get("MODEL", MODEL)
    run = {"SIM": "verilator", **told, "TOPLEVEL": DESIGN, "TESTCASE": TEST}
    run.pop("MODEL", "")
    # These words come first: to fetch a network takes longer than to find that one is wrong.
    spec = read_spec(run, OWN)
    try:
        path = find(model)
    except GoldenError as fault:
        raise UsageError(f"MODEL={model} cannot be used: {fault}.") from fault
    options = {**spec.options, "MODEL": str(path), FEED: told.get(FEED, _feed(jobs))}
    spec = spec.model_copy(update={"options": options})
    # It works from anywhere, and with the seed that was drawn.
    named = model if model in names() else str(path)
    words = {"MODEL": named, **told} | {"MODEL": named, "SIM": spec.simulator}
    words |= {name: text for name, text in spec.options.items() if name == "INPUT"}
    words |= {"RTL": str(spec.rtl)} if spec.rtl else {}
    words["SEED"] = str(spec.seed)
    return Job(spec, model, jobs, clock_mhz, words)


def _feed(jobs: int) -> str:
    return CHAIN if jobs == 1 else GOLDEN
