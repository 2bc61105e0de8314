"""The base of all tests: environment, reset, body, cases, verdict."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from golden.streams.frame import Frame
from tb.bench.case import Case, row_of
from tb.bench.ports import Role
from tb.env.base import EnvironmentTest
from tb.results import FAILED, PASSED
from tb.scoreboard.results import CaseResult
from tb.stimulus.profiles import Profile
from tb.transport.base import Limit

Judge = Callable[[], None]
"""Checks that belong to a case beyond its beats."""


class BenchTest(EnvironmentTest):
    """One test of one design.

    A test derives from it and gives `test` (its name) and `body`, which runs cases; the first line
    of its docstring says what it is about. What it has is told at `tb.env.base.EnvironmentTest`.
    """

    async def run_case(
        self,
        case: Case,
        profile: Profile,
        rng: np.random.Generator,
        judge: Judge | None = None,
    ) -> None:
        """Send packets, compare every beat, check the clocks and what else there is to check, and
        write the case's line.

        Args:
            case: what goes in and must come out.
            profile: how the ports are held back.
            rng: draws the patterns.
            judge: further checks, made before the case has its verdict.

        Raises:
            CheckFailed: something differs, and the run has seen enough.
        """
        await self._run_cases([case], case, profile, rng, judge)

    async def run_row(
        self, cases: Sequence[Case], profile: Profile, rng: np.random.Generator
    ) -> None:
        """The same with cases straight behind each other, which have one line and no clocks.

        Raises:
            CheckFailed: something differs, and the run has seen enough.
        """
        await self._run_cases(cases, row_of(cases), profile, rng, None)

    async def _run_cases(
        self,
        cases: Sequence[Case],
        case: Case,
        profile: Profile,
        rng: np.random.Generator,
        judge: Judge | None,
    ) -> None:
        """Run cases of which the line says what it says of `case`."""
        self.env.coverage.began()
        reported = len(self.checker.reports)
        before, started = self._compared(case), self.transport.clock
        self.checker.began = started
        clocks: int | None = None
        sound = False
        try:
            limit = await self.load(cases, profile, rng)
            await self.drain(cases, limit)
            clocks = self.measure(case)
            self.check_clocks(case, profile, clocks)
            # Whatever the design still does may be wrong too.
            await self.settle(self.settling(case, clocks))
            if judge is not None:
                judge()
            sound = len(self.checker.reports) == reported
        finally:
            took = self.transport.clock - started if clocks is None else clocks
            total = sum(frame.beats for frame in self._outputs(case))
            # What the design sends beyond that is compared with nothing.
            beats = min(self._compared(case) - before, total)
            carrying = self.carried(case)
            CaseResult(
                test=self.test,
                case=case.name,
                detail=case.detail,
                profile=profile.text,
                beats=beats,
                values=carrying if beats == total else round(carrying * beats / max(total, 1)),
                clocks=took,
                verdict=PASSED if sound else FAILED,
                seed=self.run.spec.seed,
                figures=self.figures(case, profile, took),
                passage=self.passage(case, started),
            ).append_to(self.run.folder)
        if sound:
            self.env.coverage.passed(cases, profile, self.values)
        else:
            self.env.coverage.failed()

    def drawn_cases(self) -> Iterator[Case]:
        """The bench's cases once, drawn from the test's generator.

        Raises:
            ValueError: there is none.
        """
        none = True
        for case in self.bench.draw(self.rng, self.values):
            none = False
            yield case
        if none:
            raise ValueError(f"the stimulus of {self.bench.toplevel} draws no case")

    async def drain(self, cases: Sequence[Case], limit: Limit) -> None:
        """Let the clock run until the packets of cases, which are queued, have passed."""
        await self.env.conductor.drain(limit)

    def measure(self, case: Case) -> int:
        """Clocks from the first beat of an input to the last beat of an output, both counted."""
        first = [self.transfer(f).first_clock for f in self._inputs(case)]
        last = [self.transfer(f).last_clock for f in self._outputs(case)]
        return max(last or first) - min(first or last) + 1

    def passage(self, case: Case, started: int) -> int:
        """Hash of the clocks in which each packet of a case passed, from clock `started` on."""
        clocks = [
            (found.first_clock - started, found.last_clock - started) if found else (-1, -1)
            for port in self.ports
            for frame in case.frames.get(port.name, ())
            for found in (self.env.scoreboard.transfer(frame),)
        ]
        return zlib.crc32(np.array(clocks, np.int64).tobytes())

    def check_clocks(self, case: Case, profile: Profile, clocks: int) -> None:
        """Where nothing is held back the clocks are those predicted."""
        if case.clocks is not None and not profile.kinds and clocks != case.clocks:
            detail = f"{clocks} clocks measured, {case.clocks} predicted"
            self.complain("clocks", detail, case.titled())

    def settling(self, case: Case, clocks: int) -> int:
        """Clocks after a case in which the design must stay quiet."""
        return self.bench.quiet

    def carried(self, case: Case) -> int:
        """Words of a case's outputs that carry something."""
        ports = {port.name: port for port in self.ports}
        words = 0
        for port, frames in case.frames.items():
            main = ports[port].main
            if ports[port].role is Role.SINK:
                for frame in frames:
                    size = (
                        frame.body[main.name].shape[1] * 8
                        if main and main.name in frame.body
                        else 1
                    )
                    lanes = size // main.word if main is not None and main.word else 1
                    words += frame.beats * lanes
        return words

    def figures(self, case: Case, profile: Profile, clocks: int) -> dict[str, Any]:
        """What the line of a case tells besides; keys are those of the bench's columns."""
        return {}

    def _inputs(self, case: Case) -> list[Frame]:
        return self._of(case, Role.SOURCE)

    def _outputs(self, case: Case) -> list[Frame]:
        return self._of(case, Role.SINK)

    def _of(self, case: Case, role: Role) -> list[Frame]:
        ports = [port.name for port in self.ports if port.role is role]
        return [frame for port in ports for frame in case.frames.get(port, ())]

    def _compared(self, case: Case) -> int:
        outputs = [port.name for port in self.ports if port.role is Role.SINK]
        return sum(self.transport.progress(port) for port in outputs if port in case.frames)
