"""What every test of the engine does: run packets, check their clocks, rebuild their sums."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet
from golden.kraken.format.axes import PIXEL, SUM
from golden.streams.frame import DATA, USER
from golden.streams.words import wrap
from tb.bench import Case
from tb.designs.conv_engine.cases import EngineCase
from tb.designs.conv_engine.limits import LATENCY
from tb.designs.conv_engine.ports import DONE
from tb.env.test import BenchTest
from tb.kraken.array import array_of
from tb.stimulus.profiles import Profile


class EngineTest(BenchTest):
    """Base of the engine's tests."""

    def build_phase(self) -> None:
        """Build the environment."""
        super().build_phase()
        self.array = array_of(self.values)

    def decoded(self, packet: Packet) -> NDArray[Any]:
        """Sums of a packet, rebuilt from the beats on the wires."""
        assert packet.sums is not None
        return packet.decode(self.transfer(packet.sums).seen[DATA])

    def wrapped(self, sums: NDArray[np.integer]) -> NDArray[np.int64]:
        """Sums as the array's words hold them."""
        return wrap(sums.astype(np.int64), min(self.array.y_width, 32))

    def measure(self, case: Case) -> int:
        """From the first pixel beat to the last sum beat, both counted."""
        first = self.transfer(case.frames[PIXEL][0]).first_clock
        return self.transfer(case.frames[SUM][-1]).last_clock - first + 1

    def check_clocks(self, case: Case, profile: Profile, clocks: int) -> None:
        """Free streams take what the clock model says; no stream makes the engine faster.

        A source that begins late may find the other stream's data in place already, so only what
        never depends on waiting is a lower bound then.
        """
        super().check_clocks(case, profile, clocks)
        assert isinstance(case, EngineCase)
        self._check_done(case)
        prediction = case.prediction
        if profile.kinds and prediction and clocks < prediction.clocks - prediction.waits.total:
            least = prediction.clocks - prediction.waits.total
            detail = f"{clocks} clocks measured, fewer than the {least} without any wait"
            self.complain("clocks", detail, case.titled())

    def _check_done(self, case: EngineCase) -> None:
        """The strobe that closes a packet comes a clock after its last sum has passed."""
        for sent, done in zip(case.frames[SUM], case.frames[DONE], strict=True):
            late = self.transfer(done).first_clock - self.transfer(sent).last_clock
            if late != 1:
                detail = f"packet_done came {late} clocks after the last sum of {sent.name}, not 1"
                self.complain("packet_done", detail, case.titled())

    def settling(self, case: Case, clocks: int) -> int:
        """Input columns behind the last output column are computed after the last sum has left."""
        assert isinstance(case, EngineCase)
        last = case.prediction.packets[-1].last_step if case.prediction else 0
        return LATENCY + max(last - clocks, 0)

    def carried(self, case: Case) -> int:
        """Sums that the layer has; the other lanes of its beats carry nothing."""
        return sum(int(np.bitwise_count(f.whole(USER)).sum()) for f in case.frames[SUM])

    def figures(self, case: Case, profile: Profile, clocks: int) -> dict[str, Any]:
        """Packets, clocks of the model and use of the PEs."""
        assert isinstance(case, EngineCase)
        prediction = case.prediction
        if prediction is None:
            return {}
        pes = self.array.rows * self.array.cols
        return {
            **{key: case.titled().parts[key] for key in ("network", "op")},
            "packets": len(case.sendings),
            "predicted": None if profile.kinds else prediction.clocks,
            "q": prediction.q,
            "efficiency": case.macs / (prediction.q * pes),
            "utilisation": case.macs / (max(clocks, 1) * pes),
            "bound": prediction.bound,
        }
