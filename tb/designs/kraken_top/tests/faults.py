"""Test of what the engine refuses, as the accelerator tells it."""

from __future__ import annotations

from golden.kraken.format.axes import PIXEL, WEIGHT
from tb.designs.conv_engine.cases import Sending
from tb.designs.conv_engine.faulty import Faulty, faulty_headers
from tb.designs.kraken_top.cases import LATENCY, PassCase, layer_title
from tb.designs.kraken_top.draw import ACTIVATION
from tb.designs.kraken_top.tests.kinds import KindsTest
from tb.stimulus.profiles import NO_PROFILE
from tb.transport.fault import FaultKind

REFUSED = 12
"""Headers that are tried: every so many of all there are."""


class FaultsTest(KindsTest):
    """A packet that breaks a rule: error and code; passes before it leave, and reset mends all."""

    test = "faults"

    async def body(self) -> None:
        """See the class."""
        victim = Sending.of(self.packets(self.layers()[0])[0])
        every = [
            bad
            for ports in ((PIXEL,), (WEIGHT,), (PIXEL, WEIGHT))
            for bad in faulty_headers(victim, self.params.array, ports)
        ]
        for i, bad in enumerate(every[:: max(len(every) // REFUSED, 1)]):
            await self._refused(i, bad)

    async def _refused(self, index: int, bad: Faulty) -> None:
        """A sound pass, a faulty packet; then a reset, and a sound pass again."""
        layers = self.layers()
        before = self.named(
            f"before {bad.name}", self.through(layers[1].named(f"before {index}"), (ACTIVATION,))
        )
        frames = {port: [bad.sending.frames[port]] for port in (PIXEL, WEIGHT)}
        title = layer_title(self.test, bad.name)
        refused = PassCase(bad.name, frames, title)
        await self.env.conductor.reset()
        await self.load([before, refused], NO_PROFILE, self.rng)
        assert before.clocks is not None
        clocks = before.clocks + LATENCY + sum(f.beats for of in frames.values() for f in of)
        flag = await self.env.conductor.until(lambda fault: fault.kind is FaultKind.FLAG, clocks)
        if flag is None:
            self.complain("error", f"no error within {clocks} clocks", title)
            return
        flags = self.transport.flags()
        found = int(flags["error_code"], 2)
        if flags["error"] != "1" or found != bad.code:
            self.complain(
                "error code",
                f"error is {flags['error']} with code {found}, "
                f"expected code {bad.code.value} ({bad.code.name})",
                title,
            )
        await self.env.conductor.clocks(clocks)
        for frame in (frame for frames in before.frames.values() for frame in frames):
            if self.env.scoreboard.transfer(frame) is None:
                self.complain("error", f"{frame.name} has not passed", title)
        await self.env.conductor.reset()
        name = f"after {bad.name}"
        await self.check(self.named(name, self.through(layers[2].named(f"after {index}"), ())))
