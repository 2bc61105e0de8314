"""A layer of any shape, and where the time of its simulation goes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from tb.bench import Case
from tb.designs.conv_engine.cases import engine_case
from tb.designs.conv_engine.tests.base import EngineTest
from tb.designs.conv_engine.workload import SHAPE, TEST, WRONG, Workload, sendings
from tb.env.meter import Meter
from tb.kraken.engine import layer_title
from tb.results import PYTHON, SIMULATOR, SPENT, STREAMS
from tb.stimulus.profiles import NO_PROFILE, Profile
from tb.transport.base import Limit


class BenchmarkTest(EngineTest):
    """One layer of a chosen shape, with the seconds that streams, simulator and Python take."""

    test = TEST

    def build_phase(self) -> None:
        """Build the environment, and measure from the reset on."""
        super().build_phase()
        self._meter = Meter()
        self._spent: dict[str, float] = {}

    async def body(self) -> None:
        """See the class."""
        work: Workload = self.options[SHAPE]
        for profile in self.profiles or [NO_PROFILE]:
            self._begun = time.perf_counter()
            plan = work.plan(self.run.spec.seed, self.array)
            sent = sendings(plan.packets, self.options[WRONG])
            title = layer_title(self.test, plan.name, plan.op, plan.text)
            case = engine_case(title, plan.packets, plan.macs_valid, sent)
            await self.run_case(case, profile, self.rng)

    async def load(
        self, cases: Sequence[Case], profile: Profile, rng: np.random.Generator
    ) -> Limit:
        """Queue the packets; the simulation begins when this returns."""
        limit = await super().load(cases, profile, rng)
        self._before = {**self.transport.spent, PYTHON: self._meter.seconds}
        now = time.perf_counter()
        self._spent = {STREAMS: now - self._begun}
        self._begun = now
        return limit

    def measure(self, case: Case) -> int:
        """Called when the last beat has passed: the simulation ends here."""
        whole = time.perf_counter() - self._begun
        if self.transport.spent:
            told = {
                part: seconds - self._before.get(part, 0.0)
                for part, seconds in self.transport.spent.items()
            }
            told[PYTHON] = whole - sum(told.values())
        else:  # the simulator and Python take turns
            python = self._meter.seconds - self._before[PYTHON]
            told = {SIMULATOR: whole - python, PYTHON: python}
        self._spent |= told
        return super().measure(case)

    def figures(self, case: Case, profile: Profile, clocks: int) -> dict[str, Any]:
        """What every layer tells, and seconds by what they went into."""
        return {**super().figures(case, profile, clocks), SPENT: self._spent}
