"""What all tests stand on: what the run was told, the environment, its phases and complaints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from tb.bench.case import Case, Title
from tb.bench.find import find_bench
from tb.coverage.cover import Cover, cover_of
from tb.env.config import KEY, EnvConfig
from tb.env.environment import Environment
from tb.env.item import FrameItem
from tb.scoreboard.checker import Checker, CheckFailed
from tb.scoreboard.context import Context, StreamContext
from tb.scoreboard.reporter import Circumstances
from tb.seed import generator
from tb.spec import Run
from tb.stimulus.patterns import Landmarks
from tb.stimulus.profiles import Profile, every
from tb.transport.base import Limit, Transfer, Transport
from tb.transport.pattern import Pattern
from tb.transport.registry import TRANSPORTS

RECOVERY = 8
"""Clocks that a design may need to run again after a port was held back, for each beat."""


class EnvironmentTest(uvm_test):
    """A test with its environment; it has not said yet what it runs.

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

    def transfer(self, frame: Frame) -> Transfer:
        """How a packet passed its port.

        Raises:
            CheckFailed: it has not.
        """
        found = self.env.scoreboard.transfer(frame)
        if found is None:
            raise CheckFailed(f"{frame.name} has not passed.")
        return found

    async def settle(self, clocks: int) -> None:
        """Let the design come to rest; whatever it sends now is surplus."""
        await self.env.conductor.clocks(clocks)

    def complain(
        self, kind: str, detail: str, title: Title, at: tuple[int, float] | None = None
    ) -> None:
        """Report a failed check.

        Args:
            kind: short name of the check.
            detail: one sentence.
            title: what it concerns.
            at: clock and time in nanoseconds at which it failed; None for now.

        Raises:
            CheckFailed: the run has seen enough.
        """
        clock, time_ns = at or (self.transport.clock, get_sim_time("ns"))
        report = self.checker.note(kind, detail, title, clock, time_ns)
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
