"""The test that runs networks of the Kraken paper at their full size."""

from __future__ import annotations

from typing import Any

from golden.networks.workload import tasks
from tb.bench import Case
from tb.designs.conv_engine.cases import EngineCase
from tb.designs.conv_engine.options import NETWORKS, QUICK
from tb.designs.conv_engine.seeded import works
from tb.designs.conv_engine.tests.layers import LayerTest
from tb.env.ahead import Ahead
from tb.stimulus.profiles import NO_PROFILE, Profile


class PaperTest(LayerTest):
    """Networks of the Kraken paper at full size, a photograph; dense layers on seven at once."""

    test = "paper"

    async def body(self) -> None:
        """See the class."""
        quick = self.options[QUICK]
        chosen = tasks(self.options[NETWORKS], distinct=quick)
        with Ahead(works(chosen, self.array, self.run.spec.seed, quick=quick)) as found:
            for work in found:
                self._work = work
                for profile in self.profiles or [NO_PROFILE]:
                    await self.run_work(work, profile)

    def figures(self, case: Case, profile: Profile, clocks: int) -> dict[str, Any]:
        """What every test tells, and what the layer is and moves."""
        assert isinstance(case, EngineCase)
        tilings = [packet.tiling for packet in case.packets]
        return {
            **super().figures(case, profile, clocks),
            **self._work.told,
            "macs": case.macs,
            "way": self._work.plan.way,
            "words": {
                "pixel": sum(tiling.words_in_x for tiling in tilings),
                "weight": sum(tiling.words_in_k for tiling in tilings),
                "sum": sum(
                    tiling.words_out
                    for tiling, packet in zip(tilings, case.packets, strict=True)
                    if not packet.hold
                ),
            },
        }
