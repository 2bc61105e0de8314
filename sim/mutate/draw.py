"""Draws some mutants of all that there are: each module its share, each operator some."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sim.errors import UsageError
from sim.mutate.model import Mutant


def draw(mutants_by_module: Mapping[str, Sequence[Mutant]], n: int, seed: int) -> list[Mutant]:
    """Draw `n` mutants, the same for a seed on every machine.

    A module's share goes with the number of places that can be changed in it. Within a module each
    operator comes once before any comes twice, and then the more often the more mutants it has, by
    the square root: hundreds of swapped signals would crowd out the rest.

    Args:
        mutants_by_module: all mutants.
        n: how many to draw; all where there are not as many.
        seed: another one draws others.

    Returns:
        The mutants by module, and within it in the order of the source.

    Raises:
        UsageError: `n` is not positive.
    """
    if n < 1:
        raise UsageError(f"{n} mutants cannot be drawn: choose at least 1.")
    drawn: list[Mutant] = []
    taken: Counter[str] = Counter()
    for module, share in shares(mutants_by_module, n, seed).items():
        mine = _of_module(mutants_by_module[module], share, seed, taken)
        taken.update(mutant.operator for mutant in mine)
        drawn += sorted(mine, key=lambda mutant: (mutant.line, mutant.column, mutant.key))
    return drawn


def shares(mutants_by_module: Mapping[str, Sequence[Mutant]], n: int, seed: int) -> dict[str, int]:
    """How many each module gives, in the order of their names; together `n` or all there are."""
    room = {name: len(mutants) for name, mutants in sorted(mutants_by_module.items()) if mutants}
    weights = {name: len({_site(each) for each in mutants_by_module[name]}) for name in room}
    n = min(n, sum(room.values()))
    given = dict.fromkeys(room, 0)
    ties = {name: rank(seed, name) for name in room}
    # One at a time to the module that is furthest behind; a tie, as at the start, is drawn.
    for _ in range(n):
        open_ones = [name for name in room if given[name] < room[name]]
        behind = min(open_ones, key=lambda name: ((given[name] + 0.5) / weights[name], ties[name]))
        given[behind] += 1
    return given


def _of_module(
    mutants: Sequence[Mutant], share: int, seed: int, taken: Mapping[str, int]
) -> list[Mutant]:
    """The share of one module.

    Args:
        mutants: all of it.
        share: how many.
        seed: the seed.
        taken: how often each operator was drawn in the modules before.
    """
    by_operator: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in sorted(mutants, key=lambda mutant: rank(seed, mutant.key)):
        by_operator[mutant.operator].append(mutant)
    order = [
        (i / len(group) ** 0.5, taken.get(operator, 0), rank(seed, group[i].key), group[i])
        for operator, group in by_operator.items()
        for i in range(len(group))
    ]
    return [entry[-1] for entry in sorted(order, key=lambda entry: entry[:-1])[:share]]


def _site(mutant: Mutant) -> tuple[object, ...]:
    """What the mutant changes, whatever it becomes."""
    return mutant.file, mutant.line, mutant.column, mutant.offset, mutant.length, mutant.before


def rank(seed: int, text: str) -> str:
    """Where a text stands in an order that the seed draws, as a hexadecimal number."""
    return hashlib.sha256(f"{seed}:{text}".encode()).hexdigest()
