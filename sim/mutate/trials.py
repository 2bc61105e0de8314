"""Which planned runs can kill mutants of a module, and in which order they are tried."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.chosen import design_of
from sim.mutate.elaborate import modules
from sim.mutate.kills import Kills
from sim.mutate.result import Trial
from sim.regress.jobs import fresh_seed
from tb.bench.find import find_bench
from tb.plan.load import all_plans
from tb.plan.model import SIMULATORS, PlannedRun, Testplan
from tb.spec import RunSpec, Simulator

GUESS_SHARE = 300.0
"""A run that never ran is expected to take the limit that its plan gives it, divided by this."""
AROUND = 5.0
"""Times that which a run of a design around the module is expected to take."""
ICARUS = 5.0
"""Times that which a run on Icarus is expected to take."""
OPTIONS = 5.0
"""Times that which a run with options of its own is expected to take: they mostly ask for more."""
LEAST_SECONDS = 0.01
OPEN_ODDS, CLOSED_ODDS = 0.6, 0.3
"""Share of the mutants that a trial is expected to kill of which nothing is known: one whose plan
sets no bound to its fresh seeds, since each of them shows something new, and any other."""
AROUND_AT_MOST: Mapping[str, int] = {"verilator": 2, "icarus": 0}
"""Runs of each design around a module, those that come first: each takes a build of its own, and
undefined bits of a block show in its own bench."""


@dataclass(frozen=True)
class Place:
    """A design that mutants can be tried in.

    Attributes:
        plan: its plan.
        modules: names of its source files without their endings, which are those of its modules.
        sizes: product of the parameters of each planned run, by the run's name.
    """

    plan: Testplan
    modules: frozenset[str]
    sizes: Mapping[str, float]


@cache
def places() -> tuple[Place, ...]:
    """All designs of the project that have a plan."""
    return tuple(_place(plan) for plan in all_plans())


def _place(plan: Testplan) -> Place:
    bench = find_bench(plan.name)
    values = {run.name: bench.resolve(run.parameters, run.simulators[0]) for run in plan.runs}
    design = design_of(bench, next(iter(values.values())), {})
    return Place(
        plan,
        frozenset(path.stem for path in design.sources),
        {
            name: math.prod(max(value, 1) for value in told.values())
            for name, told in values.items()
        },
    )


def mutable(rtl: Path, known: Sequence[Place]) -> list[str]:
    """The modules of a folder that some design contains, by name.

    Args:
        rtl: folder of the sources.
        known: all designs.
    """
    found = {module for place in known for module in place.modules}
    return [module for module in modules(rtl) if module in found]


def trials_of(module: str, known: Sequence[Place], kills: Kills, seed: int) -> tuple[Trial, ...]:
    """The trials of a module in the order in which they are tried.

    First come the runs of its own design, then those of designs around it; of both those on
    Verilator before those on Icarus, which see undefined bits where Verilator has none. Of these
    the one comes first that is expected to kill most for its time. What is equal else goes by the
    size of the design.

    Args:
        module: whose mutants they are.
        known: all designs.
        kills: what trials have killed before.
        seed: seeds of the runs come from it.
    """
    found = []
    for place in known:
        if module in place.modules:
            for simulator in SIMULATORS:
                some = sorted(_runs(module, place, simulator, kills, seed))
                own = place.plan.name == module
                found += some if own else some[: AROUND_AT_MOST[simulator]]
    return tuple(trial for *_, trial in sorted(found))


Ordered = tuple[bool, bool, float, float, str, Trial]


def _runs(
    module: str, place: Place, simulator: Simulator, kills: Kills, seed: int
) -> Iterator[Ordered]:
    """The runs of a design on a simulator, behind what they are sorted by."""
    for run in place.plan.runs:
        if simulator in run.simulators:
            trial = trial_of(module, place, run, simulator, kills, seed)
            record = kills.record(module, trial.key)
            odds = OPEN_ODDS if run.reseed is None else CLOSED_ODDS
            seconds = (record.seconds + trial.seconds) / (record.tried + 1)
            worth = (record.killed + odds) / (record.tried + 1) / max(seconds, LEAST_SECONDS)
            late = simulator == "icarus"
            yield not trial.own, late, -worth, place.sizes[run.name], trial.key, trial


def trial_of(
    module: str, place: Place, run: PlannedRun, simulator: Simulator, kills: Kills, seed: int
) -> Trial:
    """A run as a trial of a module.

    Args:
        module: whose mutants are tried.
        place: the design that is run.
        run: of its plan.
        simulator: the simulator.
        kills: how long trials took before.
        seed: the run's seed comes from it.
    """
    design = place.plan.name
    key = f"{design}.{run.name}.{simulator}"
    own = design == module
    guess = run.limit_seconds / GUESS_SHARE
    guess *= OPTIONS if run.options else 1.0
    guess *= (1.0 if own else AROUND) * (ICARUS if simulator == "icarus" else 1.0)
    spec = RunSpec(
        toplevel=design,
        simulator=simulator,
        parameters=run.parameters,
        options=run.options,
        tests=run.tests,
        seed=fresh_seed(seed, design, run.name, simulator, 0),
        properties=False,  # the bench must find it by itself
    )
    return Trial(
        key=key,
        design=design,
        run=run.name,
        spec=spec,
        own=own,
        seconds=kills.sound.get(key, guess),
    )
