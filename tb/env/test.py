"""Base of all tests: environment, reset, body, cases, verdict."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

import cocotb
import numpy as np
from cocotb.simtime import get_sim_time
from numpy.typing import NDArray
from pyuvm import ConfigDB, uvm_test

from golden.streams.frame import Frame
from tb.bench.bench import Bench
from tb.bench.case import Case, Title, row_of
from tb.bench.find import find_bench
from tb.bench.ports import Role
from tb.coverage.cover import Cover, cover_of
from tb.env.config import KEY, EnvConfig
from tb.env.environment import Environment
from tb.env.item import FrameItem
from tb.results import FAILED, PASSED
from tb.scoreboard.checker import Checker, CheckFailed
from tb.scoreboard.context import Context, StreamContext
from tb.scoreboard.reporter import Circumstances
from tb.scoreboard.results import CaseResult
from tb.seed import generator
from tb.spec import Run
from tb.stimulus.patterns import Landmarks
from tb.stimulus.profiles import Profile, every
from tb.transport.base import Limit, Transfer, Transport
from tb.transport.pattern import Pattern
from tb.transport.registry import TRANSPORTS

RECOVERY = 8
"""Clocks that a design may need to run again after a port was held back, for each beat."""

Judge = Callable[[], None]
"""Checks that belong to a case beyond its beats."""


class BenchTest(uvm_test):
    """One test of one design.

    A test derives from it and gives `test` (its name) and `body`; the first line of its docstring
    says what it is about.

    Attributes:
        run: what this simulator process was told.
        bench: the design.
        values: its elaboration parameters.
        options: values of its own options.
        rng: generator of this test, from the run's seed and the test's name.
        context: explains the design's beats.
        checker: collects what is wrong.
        transport: moves the beats.
        cover: takes samples of what the test has seen, see `Cover.sample`.
        env: agents, conductor, scoreboard and coverage.
    """

    test: ClassVar[str] = ""

    def build_phase(self) -> None:
        """Read what the run was told and build the environment."""
        self.run = Run.from_environment()
        spec = self.run.spec
        self.bench: Bench = find_bench(spec.toplevel, spec.bench)
        self.values: Mapping[str, int] = self.run.parameters
        self.options: dict[str, Any] = self.bench.values_of(spec.options)
        self.ports = self.bench.ports_for(self.values)
        self.rng = generator(spec.seed, self.test)
        self._failure: Exception | None = None
        make = self.bench.context
        self.context: Context = make(self.bench, self.values) if make else StreamContext(self.ports)
        circumstances = Circumstances(
            self.test,
            spec.simulator,
            spec.seed,
            self.run.replay(self.bench, self.test),
            {port.name: port for port in self.ports},
            {flag.signal: flag.names for flag in self.bench.flags},
        )
        self.checker = Checker(circumstances, self.context, self.run.folder, spec.max_mismatches)
        self.cover: Cover = cover_of(self.bench, self.values, spec.coverage)
        self.transport: Transport = TRANSPORTS[self.run.transport].make(
            cocotb.top, self.bench, self.ports, self.cover.counts
        )
        config = EnvConfig(self.ports, self.transport, self.checker, self.cover, self.bench.reset)
        ConfigDB().set(self, "*", KEY, config)
        self.env = Environment("env", self)

    async def body(self) -> None:
        """What the test is about."""
        raise NotImplementedError

    async def run_phase(self) -> None:
        """Reset and run the body."""
        self.raise_objection()
        try:
            try:
                await self.env.conductor.reset()
                await self.body()
                self.env.coverage.ended()
            finally:
                self.cover.write(self.run.folder)
        except Exception as fault:
            # Raised again in the check phase, after the run phase has ended for all components.
            self._failure = fault
        finally:
            self.drop_objection()

    def check_phase(self) -> None:
        """Fail if anything did, or if nothing was there that could have failed."""
        if self._failure is not None:
            raise self._failure
        if self.checker.reports:
            raise CheckFailed(self.checker.verdict())
        if not self.env.scoreboard.compared:
            raise CheckFailed(f"{self.test} has compared no beat of an output: nothing is proved.")

    @property
    def stalling(self) -> list[str]:
        """Names of the ports whose side the bench can hold back."""
        return [port.name for port in self.ports if port.stalls]

    @cached_property
    def profiles(self) -> list[Profile]:
        """The profiles that the run asks for, else none."""
        return [Profile.parse(text, self.stalling) for text in self.run.spec.profiles]

    def every_profile(self) -> list[Profile]:
        """The profiles that the run asks for, else all kinds of gaps and stalls on each port."""
        parsed = [Profile.parse(text, self.stalling) for text in every(self.stalling)]
        return self.profiles or parsed

    async def load(
        self, cases: Sequence[Case], profile: Profile, rng: np.random.Generator
    ) -> Limit:
        """Queue the packets of cases, one after another; no time passes.

        Returns:
            How long they may take.
        """
        self.context.forget()
        self.env.scoreboard.forget()
        items: dict[str, list[FrameItem]] = {port.name: [] for port in self.ports}
        for case in cases:
            self.context.add(case)
            for port, frames in case.frames.items():
                for i, frame in enumerate(frames):
                    edges = case.edges_of(port, i)
                    pattern = profile.pattern(port, rng, Landmarks(frame, edges))
                    if self.cover.counts and port in self.bench.edged:
                        pattern = replace(pattern, edges=edges)
                    items[port].append(FrameItem(frame, pattern))
        await self.env.queue(items)
        return self.limit(cases, [item.pattern for port in items.values() for item in port])

    def limit(self, cases: Sequence[Case], patterns: Sequence[Pattern]) -> Limit:
        """How long cases may take: from what they say themselves, else from the bench."""
        quiet = max(self.bench.quiet if c.quiet is None else c.quiet for c in cases)
        totals = [case.total for case in cases]
        if None in totals:
            return Limit(quiet, None, "the bench's own bound")
        total = sum(total for total in totals if total is not None)
        if any(not pattern.free for pattern in patterns):
            beats = sum(f.beats for c in cases for frames in c.frames.values() for f in frames)
            total += RECOVERY * beats
        return Limit(quiet, total, next((c.bound for c in cases if c.bound), "the bench's bound"))

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
        clocks: int | None = None
        sound = False
        try:
            await self.env.conductor.drain(await self.load(cases, profile, rng))
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

    def transfer(self, frame: Frame) -> Transfer:
        """How a packet passed its port.

        Raises:
            CheckFailed: it has not.
        """
        found = self.env.scoreboard.transfer(frame)
        if found is None:
            raise CheckFailed(f"{frame.name} has not passed.")
        return found

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

    async def settle(self, clocks: int) -> None:
        """Let the design come to rest; whatever it sends now is surplus."""
        await self.env.conductor.clocks(clocks)

    def complain(self, kind: str, detail: str, title: Title) -> None:
        """Report a failed check.

        Args:
            kind: short name of the check.
            detail: one sentence.
            title: what it concerns.

        Raises:
            CheckFailed: the run has seen enough.
        """
        report = self.checker.note(kind, detail, title, self.transport.clock, get_sim_time("ns"))
        self.logger.error("%s", report.to_text())
        if self.checker.stopped:
            raise CheckFailed(self.checker.verdict())

    def expect_equal(
        self, what: str, actual: NDArray[Any], expected: NDArray[Any], title: Title
    ) -> None:
        """Compare a rebuilt tensor with its oracle.

        Raises:
            CheckFailed: they differ, and the run has seen enough.
        """
        if actual.shape != expected.shape:
            detail = f"{what}: shape {actual.shape}, expected {expected.shape}"
            self.complain("tensor", detail, title)
            return
        differs = np.argwhere(actual != expected)
        if len(differs):
            at = tuple(int(i) for i in differs[0])
            detail = (
                f"{what}: {len(differs)} of {actual.size} values differ, first at {list(at)}: "
                f"{actual[at]}, expected {expected[at]}"
            )
            self.complain("tensor", detail, title)
