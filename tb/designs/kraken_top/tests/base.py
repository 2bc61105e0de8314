"""What every test of the accelerator does: run passes and check their clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cocotb
import numpy as np

from golden.kraken import Packet
from golden.kraken.accelerator.passes import CONFIG, OPERAND, OUT, TENSOR, Pass
from golden.kraken.format.axes import PIXEL, WEIGHT
from golden.streams.frame import USER
from tb.bench import Case, Title
from tb.designs.kraken_top.cases import LATENCY, PassCase, pass_case
from tb.designs.kraken_top.ports import TAPS, params_of
from tb.env.test import BenchTest
from tb.kraken.engine import layer_title
from tb.kraken.spec import LayerSpec
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE, Profile

INPUTS = (PIXEL, WEIGHT, CONFIG, TENSOR, OPERAND)


class TopTest(BenchTest):
    """Base of the accelerator's tests."""

    def build_phase(self) -> None:
        """Build the environment."""
        super().build_phase()
        self.params = params_of(self.values)

    def packets(self, spec: LayerSpec) -> list[Packet]:
        """The packets of one layer of random tensors."""
        rng = generator(self.run.spec.seed, self.test, spec.name)
        return spec.plan(rng, self.params.array)[2].packets

    def case(
        self,
        title: Title,
        passes: Sequence[Pass],
        layers: Mapping[str, str] | None = None,
    ) -> PassCase:
        """Passes to send one after another; see `pass_case`."""
        return pass_case(title, passes, self.params, layers)

    def named(self, name: str, passes: Sequence[Pass], detail: str = "") -> PassCase:
        """Passes of a test of its own."""
        return self.case(layer_title(self.test, name, "", detail), passes)

    async def check(self, case: PassCase, profile: Profile = NO_PROFILE) -> None:
        """Run passes; every beat at every tap is compared."""
        rng = generator(self.run.spec.seed, self.test, case.name, profile.text)
        await self.run_case(case, profile, rng, lambda: self.check_idle(case))

    def check_idle(self, case: PassCase) -> None:
        """All has left."""
        busy = str(cocotb.top.busy.value)
        if busy != "0":
            self.complain("busy", f"busy is {busy} behind all passes", case.titled())

    def settling(self, case: Case, clocks: int) -> int:
        """Input columns behind the last output column are computed after the last beat has left."""
        assert isinstance(case, PassCase)
        last = case.prediction.last_step if case.prediction else 0
        return LATENCY + max(last - clocks, 0)

    def carried(self, case: Case) -> int:
        """Words that leave and count, in bytes of the output port."""
        frames = case.frames.get(OUT, ())
        return sum(int(np.bitwise_count(frame.whole(USER)).sum()) for frame in frames)

    def figures(self, case: Case, profile: Profile, clocks: int) -> dict[str, Any]:
        """Passes, clocks of the model, beats at the taps and use of the PEs."""
        assert isinstance(case, PassCase)
        prediction = case.prediction
        if prediction is None:
            return {}
        array = self.params.array
        engine = any(item.packet is not None for item in case.passes)
        use = case.macs / (max(clocks, 1) * array.rows * array.cols)
        return {
            **{key: case.titled().parts[key] for key in ("network", "op")},
            "passes": len(case.passes),
            "predicted": None if profile.kinds else case.clocks,
            "utilisation": use if engine else None,
            "macs": case.macs,
            "taps": {port: self._beats(case, port) for port in (*TAPS, OUT)},
            "words": {port: self._words(case, port) for port in (*INPUTS, OUT)},
        }

    def _beats(self, case: Case, port: str) -> int:
        return sum(frame.beats for frame in case.frames.get(port, ()))

    def _words(self, case: Case, port: str) -> int:
        """Words that pass a port: beats times words of a beat."""
        array, beats = self.params.array, self._beats(case, port)
        lanes = self.params.lanes
        words = {PIXEL: array.pixel_port, WEIGHT: array.weight_port}
        return beats * {**words, CONFIG: 1, OUT: self.params.out_bytes}.get(port, lanes)
