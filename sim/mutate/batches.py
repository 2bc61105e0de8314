"""The mutants of a campaign, drawn and put into batches with the trials that they take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.mutate.control import control_of
from sim.mutate.draw import draw
from sim.mutate.kills import Kills
from sim.mutate.model import Mutant
from sim.mutate.places import RTL
from sim.mutate.result import Batch
from sim.mutate.sources import source_mutants
from sim.mutate.trials import Place, trials_of

MOST = 250
"""Mutants of a batch: each makes its build larger."""


def batches_of(
    modules: Sequence[str],
    families: Sequence[str],
    count: int,
    seed: int,
    known: Sequence[Place],
    kills: Kills,
) -> tuple[Batch, ...]:
    """Batches of mutants, each with a control that must be killed.

    Args:
        modules: those that are changed.
        families: what is changed.
        count: mutants over all of them.
        seed: they are drawn from it.
        known: all designs.
        kills: what trials have killed before.
    """
    batches: list[Batch] = []
    if "source" in families:
        possible = {module: found for module in modules if (found := source_mutants(RTL, module))}
        controls = {module: control_of(RTL, found) for module, found in possible.items()}
        drawn: dict[str, list[Mutant]] = {}
        for mutant in draw(_without(possible, controls), count, seed):
            drawn.setdefault(mutant.module, []).append(mutant)
        for module, mutants in drawn.items():
            control = controls[module]
            trials = trials_of(module, known, kills, seed)
            for place in range(0, len(mutants), MOST):
                some = mutants[place : place + MOST]
                batches.append(
                    Batch(
                        key=f"{module}.source.{place // MOST}",
                        module=module,
                        mutants=(control, *some),
                        controls=(control.key,),
                        trials=trials,
                    )
                )
    return tuple(batches)


def _without(
    possible: Mapping[str, list[Mutant]], controls: Mapping[str, Mutant]
) -> dict[str, list[Mutant]]:
    """All mutants but the controls, which are there anyway."""
    return {
        module: [mutant for mutant in found if mutant.key != controls[module].key]
        for module, found in possible.items()
    }
