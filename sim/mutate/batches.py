"""The mutants of a campaign, drawn and put into batches with the trials that they take."""

from __future__ import annotations

from collections.abc import Sequence

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
    found: list[Batch] = []
    if "source" in families:
        possible = {module: source_mutants(RTL, module) for module in modules}
        drawn: dict[str, list[Mutant]] = {}
        for mutant in draw({m: all_ for m, all_ in possible.items() if all_}, count, seed):
            drawn.setdefault(mutant.module, []).append(mutant)
        for module, mutants in drawn.items():
            control = control_of(RTL, possible[module])
            trials = trials_of(module, known, kills, seed)
            for place in range(0, len(mutants), MOST):
                some = mutants[place : place + MOST]
                found.append(
                    Batch(
                        key=f"{module}.source.{place // MOST}",
                        module=module,
                        mutants=(control, *[m for m in some if m.key != control.key]),
                        controls=(control.key,),
                        trials=trials,
                    )
                )
    return tuple(found)
