"""Keeps the cases that a bench draws, for a process that is forked many times.

What a case holds follows from the generator's state before it is drawn. So a child that comes to
the same state takes the case that was drawn before the fork, and goes on from the state that
drawing left behind; what else it draws from that generator, patterns for the case say, is the same
as ever. Where states differ it draws by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tb.bench.case import Case

KIND = "PCG64"
"""What `numpy.random.default_rng` draws with."""
State = Mapping[str, Any]
"""State of a generator, as NumPy and JSON have it."""
Draw = Callable[[np.random.Generator], Iterator[Case]]
"""Cases from a generator."""


@dataclass
class _Round:
    """What one call has drawn.

    Attributes:
        cases: each with the states before and after.
        end: the states before and after the drawing found that there are no more.
    """

    cases: list[tuple[State, Case, State]] = field(default_factory=list)
    end: tuple[State, State] | None = None


class Keeper:
    """Draws, and remembers.

    Attributes:
        rounds: for each call that drew by itself, the states before each case that was asked for.
        begun: calls so far with a generator of `KIND`; no others are kept.
    """

    def __init__(self) -> None:
        self.rounds: list[list[State]] = []
        self.begun = 0
        self._kept: dict[str, list[_Round]] = {}

    def draw(self, rng: np.random.Generator, draw: Draw) -> Iterator[Case]:
        """The cases that `draw` gives, and the generator as it leaves it."""
        first = rng.bit_generator.state
        if first["bit_generator"] != KIND:
            yield from draw(rng)
            return
        self.begun += 1
        waiting = self._kept.get(_key(first))
        if not waiting:
            yield from self._fresh(rng, draw)
            return
        kept, taken = waiting.pop(0), 0  # taken once: nobody meets the same case twice
        for before, case, after in kept.cases:
            if rng.bit_generator.state != before:
                break
            rng.bit_generator.state = after
            taken += 1
            yield case
        now = rng.bit_generator.state
        if taken == len(kept.cases) and kept.end and kept.end[0] == now:
            rng.bit_generator.state = kept.end[1]
            return
        rest = draw(rng)
        for before, _, _ in kept.cases[:taken]:
            rng.bit_generator.state = before
            next(rest)
        rng.bit_generator.state = now
        yield from rest

    def _fresh(self, rng: np.random.Generator, draw: Draw) -> Iterator[Case]:
        states: list[State] = []
        self.rounds.append(states)
        drawn = draw(rng)
        while True:
            states.append(rng.bit_generator.state)
            case = next(drawn, None)
            if case is None:
                return
            yield case

    def keep(self, states: Sequence[State], draw: Draw) -> None:
        """Draw what another process has drawn in one call, for all that are forked from this one.

        Args:
            states: one of that process's `rounds`.
            draw: what it drew with.
        """
        rng, kept = np.random.Generator(np.random.PCG64()), _Round()
        rng.bit_generator.state = states[0]
        drawn = draw(rng)
        for before in states:
            rng.bit_generator.state = before
            case = next(drawn, None)
            if case is None:
                kept.end = before, rng.bit_generator.state
                break
            kept.cases.append((before, case, rng.bit_generator.state))
        self._kept.setdefault(_key(states[0]), []).append(kept)


def _key(state: State) -> str:
    return json.dumps(state, sort_keys=True)
