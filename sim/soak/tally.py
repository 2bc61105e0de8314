"""Sums over the cases of a soak; what it keeps of a case that passed is a few numbers."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.soak.growth import Sample
from sim.soak.result import CaseResult, Count, SoakResult


@dataclass
class Tally:
    """What was found so far.

    Attributes:
        failed: cases that failed.
        faults: what is wrong with the soak as a whole.
        own: memory of the soak's own process behind each case.
    """

    failed: list[CaseResult] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    own: list[Sample] = field(default_factory=list)
    _arrays: set[str] = field(default_factory=set)
    _designs: Counter[str] = field(default_factory=Counter)
    _counts: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    _refused: int = 0

    def add(self, found: CaseResult) -> None:
        """Count a case."""
        self.own.append(Sample(len(self.own) + 1, found.own))
        self._designs[found.toplevel] += 1
        self._arrays.add(json.dumps([found.toplevel, found.parameters], sort_keys=True))
        self._refused += found.refused
        for way in found.ways:
            self._counts[way.name] = self._counts[way.name].plus(way)
        if found.faults:
            self.failed.append(found)

    def result(
        self,
        *,
        folder: Path,
        replay: str,
        commit: str,
        tools: dict[str, str],
        ended: str,
        seconds: float,
        more: Sequence[str],
    ) -> SoakResult:
        """All of it, with `more` faults of the whole."""
        return SoakResult(
            folder=folder,
            replay=replay,
            commit=commit,
            tools=tools,
            ended=ended,
            seconds=seconds,
            cases=len(self.own),
            arrays=len(self._arrays),
            designs=dict(self._designs),
            refused=self._refused,
            counts=dict(self._counts),
            failed=tuple(self.failed),
            faults=(*self.faults, *more),
            own_first=self.own[0].resident if self.own else 0,
            own_last=self.own[-1].resident if self.own else 0,
        )
