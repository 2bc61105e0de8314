"""The engine's bench with faulty packets that no sound one goes before."""

from __future__ import annotations

from dataclasses import replace

from tb.designs.conv_engine.bench import BENCH as ENGINE
from tb.designs.conv_engine.cases import Sending
from tb.designs.conv_engine.faulty import wrong_lasts
from tb.designs.conv_engine.tests.refused import IllegalHeaderTest
from tb.designs.conv_engine.victims import victim_of


class OnlyFaulty(IllegalHeaderTest):
    """Packets whose tlast is missing: it is missed at their end, when sums have left."""

    test = "only_faulty"

    async def body(self) -> None:
        """See the class."""
        for bad in wrong_lasts(Sending.of(victim_of(self.rng, self.array))):
            if bad.name.endswith("missing"):
                await self._refused([], bad)


BENCH = replace(ENGINE, tests=(OnlyFaulty,), main_job=())
