"""cocotb tests of the bench's parts on `axis_tap`: sound, it passes; faulty, it is found out.

The environment is the engine's own, told about another design by its binding and context.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cocotb
import numpy as np
import pytest
from numpy.typing import NDArray
from pyuvm import uvm_root

from tb.axis.patterns import Landmarks
from tb.axis.profiles import FREE_PROFILE, Profile, every
from tb.bindings import Binding, PortBinding, Role
from tb.env.item import FrameItem
from tb.env.test import BenchTest
from tb.scoreboard.checker import CheckFailed
from tb.scoreboard.context import Title
from tb.scoreboard.evidence import Candidate, Evidence
from tb.scoreboard.report import Report
from tb.seed import generator
from tb.transport.base import Limit
from tb.transport.fault import Fault, PortState
from tb.transport.frame import Frame
from tests.tb.dut.faults import PLANTED, Planted, visible

PORTS = ("in", "out")
BINDING = Binding(
    "axis_tap",
    (PortBinding("in", "s_axis", Role.SOURCE), PortBinding("out", "m_axis", Role.SINK)),
    flags={"error": 0},
)
BEATS, LANES = 40, 4


class TapContext:
    """Explains packets of signed bytes."""

    def title(self, frame: Frame) -> Title:
        return Title("tap", frame.name)

    def words(self, port: str, data: bytes) -> NDArray[np.int64]:
        return np.frombuffer(data, np.int8).astype(np.int64)

    def place(self, frame: Frame, beat: int, lane: int) -> Mapping[str, int]:
        return {"channel": lane}

    def evidence(self, fault: Fault) -> Evidence | None:
        assert fault.frame is not None
        assert fault.actual is not None
        frame, beat = fault.frame, fault.beat

        def grid(data: bytes) -> NDArray[np.int64]:
            return self.words(fault.port, data)[None]

        return Evidence(
            expected=grid(frame.data(beat)),
            actual=grid(fault.actual.data),
            unknown=grid(fault.actual.unknown or bytes(LANES)) != 0,
            carries=np.ones((1, LANES), np.bool_),
            width=8,
            fields=fault.fields,
            last_expected=beat in frame.lasts,
            candidates=[
                Candidate("shifted by one beat", "a neighbour", grid(frame.data(other)))
                for other in (beat - 1, beat + 1)
                if 0 <= other < frame.beats
            ],
        )

    def stuck_port(self, ports: tuple[PortState, ...]) -> tuple[str, str]:
        late = next(state for state in ports if state.frame is not None)
        return late.port, f"{late.port} owes beat {late.beat}"


class TapTest(BenchTest):
    """Sends packets through the register stage."""

    def bind(self) -> Binding:
        return BINDING

    def explain(self) -> TapContext:
        return TapContext()

    async def send(self, frames: Sequence[Frame], profile: Profile = FREE_PROFILE) -> None:
        rng = generator(self.config.seed, profile.text)
        edges = np.arange(BEATS - 4, BEATS)
        items: dict[str, list[FrameItem]] = {port: [] for port in PORTS}
        for frame in frames:
            for port in PORTS:
                pattern = profile.pattern(port, rng, Landmarks(frame, edges))
                items[port].append(FrameItem(frame, pattern))
        await self.env.queue(items)
        held = 0 if profile is FREE_PROFILE else 4
        total = (1 + held) * BEATS * len(frames) + 2
        await self.env.conductor.drain(Limit(4, total, "one clock a beat"))
        await self.settle(4)


def frames(count: int = 1) -> list[Frame]:
    """Packets of random bytes with random marks and a header of three beats."""
    rng = np.random.default_rng(7)
    return [
        Frame(
            f"packet {i}",
            rng.integers(0, 256, (3, LANES), np.uint8),
            rng.integers(0, 256, (BEATS - 3, LANES), np.uint8),
            rng.random((BEATS - 3, LANES)) < 0.8,
        )
        for i in range(count)
    ]


class Sound(TapTest):
    test = "sound"

    async def body(self) -> None:
        await self.send(frames(3))
        for text in every(PORTS):
            await self.send(frames(2), Profile.parse(text, PORTS))
        # Nobody sends this one: the bench has to name the port that owes it.
        await self.env.queue({"out": [FrameItem(frames()[0])]})
        with pytest.raises(CheckFailed):
            await self.env.conductor.drain(Limit(9, None, "nothing is sent"))
        (report,) = self.checker.reports
        assert (report.kind, report.port, report.beat) == ("stuck", "out", 0), report
        self.checker.reports.clear()


class Broken(TapTest):
    """Each planted fault must be found, in the right place and with the right cause."""

    test = "broken"
    planted: Planted

    async def run_phase(self) -> None:
        cocotb.top.bug.value = self.planted.bug
        await super().run_phase()

    async def body(self) -> None:
        profile = Profile.parse("dense:out", PORTS) if self.planted.stalled else FREE_PROFILE
        await self.send(frames(), profile)

    def check_phase(self) -> None:
        cocotb.top.bug.value = 0
        planted = self.planted
        assert len(self.checker.reports) == 1, self.checker.verdict() or "nothing was found"
        report: Report = self.checker.reports[0]
        assert report.kind == planted.kind, report.to_text()
        assert report.port == planted.port, report.to_text()
        assert planted.beat in (None, report.beat), report.to_text()
        assert report.cause == planted.cause, report.to_text()
        assert planted.words in report.detail, report.to_text()


class ShortReset(TapTest):
    """An output that is wrong in reset shows in a reset of two clocks."""

    test = "short_reset"

    async def body(self) -> None:
        await self.env.conductor.reset(2)
        cocotb.top.bug.value = PLANTED["not_reset"].bug
        with pytest.raises(CheckFailed, match="tvalid of out is high during reset"):
            await self.env.conductor.reset(2)

    def check_phase(self) -> None:
        cocotb.top.bug.value = 0
        assert [report.kind for report in self.checker.reports] == ["handshake"]


class Idle(TapTest):
    """A test that compares nothing has not passed."""

    test = "idle"

    async def body(self) -> None:
        await self.settle(4)

    def check_phase(self) -> None:
        with pytest.raises(CheckFailed, match="idle has compared no beat"):
            super().check_phase()


class GoesOn(TapTest):
    """With a higher limit the run goes on behind a bad beat and counts them all."""

    test = "goes_on"

    async def run_phase(self) -> None:
        cocotb.top.bug.value = PLANTED["negate"].bug
        await super().run_phase()

    async def body(self) -> None:
        for _ in range(3):
            await self.env.conductor.reset()
            await self.send(frames())

    def check_phase(self) -> None:
        cocotb.top.bug.value = 0
        reports, limit = self.checker.reports, self.config.max_mismatches
        assert len(reports) == min(limit, 3), self.checker.verdict()
        assert all(report.cause == "sign" for report in reports), self.checker.verdict()


@cocotb.test()
async def sound(dut: Any) -> None:
    """A sound design passes under every profile, with no beat left over."""
    dut.bug.value = 0
    await uvm_root().run_test(Sound)


@cocotb.test()
@cocotb.parametrize(name=visible(cocotb.SIM_NAME))
async def broken(_dut: Any, name: str) -> None:
    """A planted fault is found out, in its place."""
    Broken.planted = PLANTED[name]
    await uvm_root().run_test(Broken)


@cocotb.test()
async def short_reset(dut: Any) -> None:
    """Two clocks of reset are enough to see an output that ignores it."""
    dut.bug.value = 0
    await uvm_root().run_test(ShortReset)


@cocotb.test()
async def idle(dut: Any) -> None:
    """A test in which nothing passes the design's outputs fails."""
    dut.bug.value = 0
    await uvm_root().run_test(Idle)


@cocotb.test()
async def goes_on(_dut: Any) -> None:
    """MAX_MISMATCHES lets the run go on."""
    await uvm_root().run_test(GoesOn)
