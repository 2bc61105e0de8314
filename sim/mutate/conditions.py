"""Proves that registers in which two versions of a design differ do so only while nobody looks.

A guess says: while one register has a value, another one holds the same in both versions. A data
register, for one, while its valid is 1. Guesses that a simulation with random inputs has not
refuted are proven together by induction: all are assumed of a clock, each one must hold in the
next. Those that do not are left out, until none is. Then no output that counts may differ.

Where a guess is assumed, the mutated register stands for the sound one. Told case by case which
values the looking registers have, most gates of both versions are then the very same ones, and a
solver is only asked about the rest. So it does not matter how hard the data path is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from sim.mutate.aiger import FALSE, Graph
from sim.mutate.decide import zeros
from sim.mutate.limited import Deadline
from sim.mutate.miter import Contract
from sim.mutate.random_runs import random_runs
from sim.mutate.registers import registers_of
from sim.mutate.worlds import Guess, Guesses, Pair, Step

ALL, LIKELY = 400_000, 24
"""Guesses that are made of all registers; where there were more, only of those with a reset. And
how many are kept of each register."""


def unseen(
    sound: Graph, mutated: Graph, contract: Contract, folder: Path, deadline: Deadline
) -> bool:
    """Whether no output that counts can differ, as far as guesses show it.

    Args:
        sound: one version.
        mutated: the other one.
        contract: what counts; rules that inputs keep are not used.
        folder: receives files.
        deadline: when to be ready.

    Raises:
        OutOfTimeError: it took longer.
    """
    registers = registers_of(sound, mutated)
    if not registers.others or not registers.shared:
        return False
    pair = Pair((sound, mutated), registers, contract)
    guesses = _likely(pair, deadline)
    while guesses:
        failed = _failed(pair, guesses, folder, deadline)
        if not failed:
            return _hidden(pair, guesses, folder, deadline)
        for name, guess in failed:
            guesses[name].remove(guess)
        guesses = {name: kept for name, kept in guesses.items() if kept}
    return False


def _likely(pair: Pair, deadline: Deadline) -> dict[str, list[Guess]]:
    """Guesses that a simulation leaves; of each register those that go for most."""
    registers = pair.registers
    lookers = registers.shared
    if len(lookers) * len(registers.others) > ALL:
        lookers = pair.reset_ones()
    guesses = {name: [(one, v) for one in lookers for v in (0, 1)] for name in registers.others}
    for left, right, lives in random_runs(pair, deadline):
        for name in registers.others:
            differ = (left[name] ^ right[name]) & lives
            if differ:
                guesses[name] = [
                    (one, value)
                    for one, value in guesses[name]
                    if not differ & (left[one] if value else ~left[one])
                ]
    common = Counter(guess for kept in guesses.values() for guess in kept)
    for kept in guesses.values():
        kept.sort(key=lambda guess: (-common[guess], guess))
        del kept[LIKELY:]
    return {name: kept for name, kept in guesses.items() if kept}


def _failed(
    pair: Pair, guesses: Guesses, folder: Path, deadline: Deadline
) -> list[tuple[str, Guess]]:
    """Guesses that need not hold in a clock behind one in which all of them hold."""
    groups: dict[tuple[str, ...], list[tuple[str, Guess]]] = defaultdict(list)
    for name, kept in guesses.items():
        for guess in kept:
            groups[pair.cases(guesses, name, [guess[0]])].append((name, guess))
    step = Step(pair, guesses)
    asked: list[tuple[tuple[str, Guess], int]] = []
    for cases, members in groups.items():
        for world in step.worlds(cases, deadline):
            for name, (looker, value) in members:
                holds = world.following(0, looker) ^ (value ^ 1)
                left, right = world.following(0, name), world.following(1, name)
                told = step.build.both(holds, step.build.differ(left, right))
                told = step.build.both(told, world.kept())
                if told != FALSE:
                    asked.append(((name, (looker, value)), told))
    found = zeros(step.build, [literal for _, literal in asked], folder, deadline)
    return list(
        dict.fromkeys(told for (told, _), zero in zip(asked, found, strict=True) if not zero)
    )


def _hidden(pair: Pair, guesses: Guesses, folder: Path, deadline: Deadline) -> bool:
    """Whether no output that counts differs in a clock in which all guesses hold."""
    step = Step(pair, guesses)
    asked = []
    for world in step.worlds(pair.cases(guesses, None, []), deadline):
        for name in pair.graphs[0].outputs:
            left, right = world.output(0, name), world.output(1, name)
            told = step.build.both(world.counts(name), step.build.differ(left, right))
            asked.append(step.build.both(told, world.kept()))
    return all(zeros(step.build, asked, folder, deadline))
