"""Test of what the engine refuses, as the accelerator tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from golden.kraken import ErrorCode, Header, Packet
from golden.kraken.format.axes import PIXEL, WEIGHT
from golden.streams.frame import Frame
from tb.designs.kraken_top.cases import LATENCY, PassCase
from tb.designs.kraken_top.coverage import FAULT
from tb.designs.kraken_top.draw import ACTIVATION
from tb.designs.kraken_top.tests.kinds import KindsTest
from tb.kraken.broken_headers import broken_headers
from tb.kraken.engine import layer_title, with_header, wrong_code
from tb.stimulus.profiles import NO_PROFILE
from tb.transport.fault import FaultKind

INPUTS = ((PIXEL,), (WEIGHT,), (PIXEL, WEIGHT))
"""Inputs whose header is wrong."""


@dataclass(frozen=True, eq=False)
class Faulty:
    """A packet that the engine must refuse.

    Attributes:
        name: what is wrong with it.
        frames: its pixels and weights.
        code: the error that must be told.
        input: which input is wrong.
    """

    name: str
    frames: dict[str, Frame]
    code: ErrorCode
    input: str


def faulty_headers(packet: Packet) -> Iterator[Faulty]:
    """A packet for each code, its header wrong on one input or on both by turns."""
    codes: dict[ErrorCode, tuple[str, Header]] = {}
    for name, code, header in broken_headers(packet.header, packet.params):
        codes.setdefault(code, (name, header))
    for (code, (name, header)), ports in zip(codes.items(), cycle(INPUTS), strict=False):
        frames = {PIXEL: packet.pixel, WEIGHT: packet.weight}
        frames |= {port: with_header(packet, port, header) for port in ports}
        where = " and ".join(ports)
        yield Faulty(f"{name} on {where}", frames, code, where)


class FaultsTest(KindsTest):
    """A packet that breaks a rule: error and code; passes before it leave, and reset mends all."""

    test = "faults"

    async def body(self) -> None:
        """See the class."""
        for i, bad in enumerate(faulty_headers(self.packets(self.layers()[0])[0])):
            await self._refused(i, bad)

    async def _refused(self, index: int, bad: Faulty) -> None:
        """A sound pass, a faulty packet; then a reset, and a sound pass again."""
        layers = self.layers()
        before = self.named(
            f"before {bad.name}", self.through(layers[1].named(f"before {index}"), (ACTIVATION,))
        )
        frames = {port: [frame] for port, frame in bad.frames.items()}
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
        if wrong := wrong_code(self.transport.flags(), bad.code):
            self.complain("error code", wrong, title)
        await self.env.conductor.clocks(clocks)
        for frame in (frame for frames in before.frames.values() for frame in frames):
            if self.env.scoreboard.transfer(frame) is None:
                self.complain("error", f"{frame.name} has not passed", title)
        await self.env.conductor.reset()
        name = f"after {bad.name}"
        await self.check(self.named(name, self.through(layers[2].named(f"after {index}"), ())))
        self.cover.sample(FAULT.name, code=bad.code.name, input=bad.input)
