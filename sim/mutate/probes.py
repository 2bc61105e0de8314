"""Which planned runs show a mutant to the search for the block at fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.mutate.draw import draw, rank
from sim.mutate.kills import Kills
from sim.mutate.model import Mutant
from sim.mutate.result import Batch, Trial
from sim.mutate.sets import small_set
from sim.mutate.trials import Place, trial_of
from tb.bench.find import find_bench
from tb.plan.model import SIMULATORS, PlannedRun
from tb.spec import Simulator

RUNS_AT_MOST = 3
"""Designs that a mutant is run in until one shows it."""
VERILATOR_OF = 8
"""One of so many mutants is run on Verilator: two builds of its own cost more than a short run."""


def probes_of(module: str, known: Sequence[Place], kills: Kills, seed: int) -> tuple[Trial, ...]:
    """A run of each design around a module whose bench names parts, on each simulator.

    The bench of the module itself names it whatever it finds, so that it proves nothing. Only what
    no design contains is run in its own.

    Args:
        module: the module.
        known: all designs.
        kills: how long trials took before.
        seed: seeds of the runs come from it.
    """
    naming = [p for p in known if module in p.modules and find_bench(p.plan.name).parts]
    around = [place for place in naming if place.plan.name != module] or naming
    return tuple(
        trial_of(module, place, run, simulator, kills, seed)
        for place in around
        for simulator in SIMULATORS
        for run in _run(place, simulator)
    )


def _run(place: Place, simulator: Simulator) -> list[PlannedRun]:
    """The run at the parameters of a run on gates, else the first, without options of its own."""
    bench = find_bench(place.plan.name)
    small = small_set(bench)
    runs = [run for run in place.plan.runs if simulator in run.simulators and not run.options]
    fit = [run for run in runs if bench.resolve(run.parameters, simulator) == small]
    return (fit or runs)[:1]


def drawn(
    killed: Mapping[str, Sequence[Mutant]], batches: Sequence[Batch], n: int, seed: int
) -> dict[str, tuple[Mutant, tuple[Trial, ...]]]:
    """Killed mutants whose block is looked for, with their runs, by key.

    They are spread over the modules as mutants are, and mixed, so that a campaign that is cut short
    has found something of all. The simulator and the order of the designs are drawn for each.

    Args:
        killed: killed mutants of the source, by module.
        batches: all of them, with their runs.
        n: how many; all where there are not as many.
        seed: another one draws others.
    """
    if not n or not any(killed.values()):
        return {}
    probes = {batch.module: batch.probes for batch in batches if batch.probes}
    known = {module: mutants for module, mutants in killed.items() if module in probes}
    mixed = sorted(draw(known, n, seed), key=lambda mutant: rank(seed, mutant.key))
    return {one.key: (one, _ordered(one, probes[one.module], seed)) for one in mixed}


def _ordered(mutant: Mutant, probes: Sequence[Trial], seed: int) -> tuple[Trial, ...]:
    compiled = int(rank(seed, mutant.key), 16) % VERILATOR_OF == 0
    simulator = "verilator" if compiled else "icarus"
    fit = [trial for trial in probes if trial.spec.simulator == simulator] or list(probes)
    return tuple(sorted(fit, key=lambda trial: rank(seed, mutant.key + trial.key))[:RUNS_AT_MOST])
