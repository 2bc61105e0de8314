"""Base of all tests: environment, reset, body, verdict."""

from __future__ import annotations

from typing import Any

import cocotb
import numpy as np
from cocotb.simtime import get_sim_time
from numpy.typing import NDArray
from pyuvm import ConfigDB, uvm_test

from tb.bindings import BINDINGS, Binding
from tb.config import RunConfig
from tb.env.config import KEY, EnvConfig
from tb.env.environment import Environment
from tb.scoreboard.checker import Checker, CheckFailed
from tb.scoreboard.context import Context, Title
from tb.scoreboard.reporter import Circumstances
from tb.seed import generator
from tb.transport.registry import TRANSPORTS


class BenchTest(uvm_test):
    """One test of one design.

    A bench derives from it, gives `test` (the cocotb test's name), `explain` and `body`.

    Attributes:
        config: the run's configuration.
        binding: the design's signals.
        rng: generator of this test, from the run's seed and the test's name.
        checker: collects what is wrong.
        transport: moves the beats.
        env: agents, conductor and scoreboard.
    """

    test = ""

    def build_phase(self) -> None:
        """Read the run's configuration and build the environment."""
        self.config = RunConfig.from_environment()
        self.binding = self.bind()
        self.rng = generator(self.config.seed, self.test)
        self._failure: Exception | None = None
        circumstances = Circumstances(
            self.test,
            self.config.simulator,
            self.config.seed,
            self.config.replay.replace("{test}", self.test),
        )
        self.checker = Checker(
            circumstances, self.explain(), self.config.out_dir, self.config.max_mismatches
        )
        self.transport = TRANSPORTS[self.config.transport](cocotb.top, self.binding)
        ConfigDB().set(self, "*", KEY, EnvConfig(self.binding, self.transport, self.checker))
        self.env = Environment("env", self)

    def bind(self) -> Binding:
        """The design's signals."""
        return BINDINGS[self.config.toplevel]

    def explain(self) -> Context:
        """What explains the design's packets to the scoreboard."""
        raise NotImplementedError

    async def body(self) -> None:
        """What the test is about."""
        raise NotImplementedError

    async def run_phase(self) -> None:
        """Reset and run the body."""
        self.raise_objection()
        try:
            await self.env.conductor.reset()
            await self.body()
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
