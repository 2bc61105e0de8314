"""The mutants of a campaign, drawn and put into batches with the trials that they take."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.mutate.changed import made_netlist
from sim.mutate.control import control_of
from sim.mutate.draw import draw, shares
from sim.mutate.kills import Kills
from sim.mutate.model import Mutant
from sim.mutate.probes import probes_of
from sim.mutate.result import Batch, Netlist, Trial
from sim.mutate.sources import source_mutants
from sim.mutate.trials import Place, trials_of
from sim.places import RTL

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
    """Batches of mutants, the first of each module's source with a control that must be killed.

    Args:
        modules: those that are changed.
        families: what is changed.
        count: mutants over all modules and families, each family its share.
        seed: they are drawn from it.
        known: all designs.
        kills: what trials have killed before.
    """
    possible = {module: found for module in modules if (found := source_mutants(RTL, module))}
    of_netlists = count // len(families) if "netlist" in families else 0
    drawing = _Drawing(possible, seed, known, kills)
    return (*drawing.of_sources(count - of_netlists), *drawing.of_netlists(of_netlists))


def batches_again(
    modules: Sequence[str], keys: Collection[str], seed: int, known: Sequence[Place], kills: Kills
) -> tuple[Batch, ...]:
    """Batches of certain mutants of the source, as far as it still has them; see `batches_of`.

    Args:
        modules: all that can be changed.
        keys: of the mutants.
        seed: the trials' seeds are drawn from it.
        known: all designs.
        kills: what trials have killed before.
    """
    possible = {module: found for module in modules if (found := source_mutants(RTL, module))}
    taken = [mutant for found in possible.values() for mutant in found if mutant.key in keys]
    return tuple(_Drawing(possible, seed, known, kills).batched(taken))


@dataclass(frozen=True)
class _Drawing:
    """Draws from these.

    Attributes:
        possible: all mutants of the source, by module.
        seed: all is drawn from it.
        known: all designs.
        kills: what trials have killed before.
    """

    possible: Mapping[str, list[Mutant]]
    seed: int
    known: Sequence[Place]
    kills: Kills

    def of_sources(self, count: int) -> Iterator[Batch]:
        """Batches of mutants of the source."""
        controls = {module: control_of(RTL, found).key for module, found in self.possible.items()}
        others = {
            module: [mutant for mutant in found if mutant.key != controls[module]]
            for module, found in self.possible.items()
        }
        yield from self.batched(draw(others, count, self.seed) if count else [])

    def batched(self, drawn: Sequence[Mutant]) -> Iterator[Batch]:
        """Mutants of the source as batches, with the controls of their modules."""
        by_module: dict[str, list[Mutant]] = {}
        for mutant in drawn:
            by_module.setdefault(mutant.module, []).append(mutant)
        for module, mutants in by_module.items():
            for place in range(0, len(mutants), MOST):
                control = (control_of(RTL, self.possible[module]),) if place == 0 else ()
                yield Batch(
                    key=f"{module}.source.{place // MOST}",
                    module=module,
                    mutants=(*control, *mutants[place : place + MOST]),
                    controls=tuple(mutant.key for mutant in control),
                    trials=self._trials(module),
                    probes=probes_of(module, self.known, self.kills, self.seed),
                )

    def of_netlists(self, count: int) -> Iterator[Batch]:
        """Batches of mutants of netlists, each at the parameters of the design's first trial."""
        for module, share in shares(self.possible, count, self.seed).items():
            if share:
                trials = self._trials(module)
                spec = trials[0].spec
                netlist = Netlist(spec=spec, count=share, seed=self.seed)
                with tempfile.TemporaryDirectory() as folder:
                    made = made_netlist(netlist, Path(folder))
                yield Batch(
                    key=f"{module}.netlist.0",
                    module=module,
                    mutants=tuple(numbered.mutant for numbered in made.numbered),
                    trials=tuple(t for t in trials if t.own and _size(t) == spec.parameters),
                    netlist=netlist,
                )

    def _trials(self, module: str) -> tuple[Trial, ...]:
        return trials_of(module, self.known, self.kills, self.seed)


def _size(trial: Trial) -> dict[str, int]:
    return trial.spec.parameters
