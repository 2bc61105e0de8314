"""Tests of the streams: gaps and stalls, packets back to back, resets, and refused packets."""

from __future__ import annotations

from collections.abc import Sequence

import cocotb

from golden.kraken import Packet
from golden.kraken.format.axes import PIXEL
from golden.kraken.lowering.lower import lower
from tb.designs.conv_engine.busy import busy_clocks
from tb.designs.conv_engine.cases import (
    EngineCase,
    Sending,
    engine_case,
)
from tb.designs.conv_engine.tests.base import EngineTest
from tb.designs.conv_engine.victims import columns_left_out, held_beats
from tb.kraken.busy import BusyWatch
from tb.kraken.engine import layer_title
from tb.kraken.random_layers import random_layer
from tb.kraken.spec import LayerSpec
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE, Profile


class StreamTest(EngineTest):
    """Helpers for tests that send packets of their own choice."""

    def packets(self, spec: LayerSpec) -> list[Packet]:
        """The packets of one layer of random tensors."""
        rng = generator(self.run.spec.seed, self.test, spec.name)
        return lower(*spec.draw(rng, self.array), self.array).packets

    def sequence(self, name: str, specs: Sequence[LayerSpec]) -> EngineCase:
        """Several layers as one sequence of packets."""
        packets = [packet for spec in specs for packet in self.packets(spec)]
        macs = sum(packet.shape.macs_valid for packet in packets)
        shape = ", ".join(spec.name for spec in specs)
        return engine_case(layer_title(self.test, name, "SEQUENCE", shape), packets, macs)

    async def check(self, case: EngineCase, profile: Profile = NO_PROFILE) -> None:
        """Run a sequence and compare the rebuilt sums with the packets' own arithmetic."""
        rng = generator(self.run.spec.seed, self.test, case.name, profile.text)

        def against_packets() -> None:
            for packet in case.packets:
                if packet.sums is not None:
                    self.expect_equal(
                        f"sums of {packet.name}",
                        self.wrapped(self.decoded(packet)),
                        self.wrapped(packet.accumulators),
                        case.titled(),
                    )

        await self.run_case(case, profile, rng, against_packets)

    def sampler(self) -> list[LayerSpec]:
        """A few small layers that differ in everything."""
        r, c = self.array.rows, self.array.cols
        wide = min(3, c)
        return [
            LayerSpec("a 3x3", r + 1, 5, 2, c // 2 + 1, (3, wide), pad="SAME"),
            LayerSpec("b 1x1", r, 4, 3, c + 1, x_zp=-5),
            LayerSpec.matrix("c dense", r + 2, 9, max(c - 1, 1)),
            LayerSpec("d stride 2", 2 * r, 6, 2, c // 2 + 1, (2, wide), (2, 2 if c > 3 else 1)),
            LayerSpec("e one of everything", 1, 1, 1, 1),
            LayerSpec("f 1x1 output bound", r, 5, 1, c, x_zp=7),
        ]

    def left_over(self, kernel: tuple[int, int]) -> LayerSpec:
        """A layer that goes on for columns behind the last window, while its sums leave."""
        step = max(min(self.array.s_max, self.array.cols - kernel[1] + 1), 1)
        width = kernel[1] + 2 * step - 1
        name = f"columns left over by {kernel[0]}x{kernel[1]}"
        return LayerSpec(name, 3, width, 3, 2, kernel, (1, step))


class StallsTest(StreamTest):
    """Every kind of gap and stall, on each port by itself and on all at once."""

    test = "stalls"

    async def body(self) -> None:
        """See the class."""
        for profile in self.every_profile():
            await self.check(self.sequence(profile.text, self.sampler()), profile)


class BackToBackTest(StreamTest):
    """Layers of different shape straight behind each other, without flush or reset."""

    test = "back_to_back"

    async def body(self) -> None:
        """See the class."""
        sampler = self.sampler()
        await self.check(self.sequence("in order", sampler))
        await self.check(self.sequence("in reverse", sampler[::-1]))
        k1, k3 = sampler[1], sampler[0]
        await self.check(self.sequence("1x1 and 3x3 by turns", [k1, k3, k1, k3, k3, k1, k1]))
        ones = LayerSpec("one of everything", 1, 1, 1, 1)
        await self.check(self.sequence("one-beat packets", [ones] * 12))
        deep = LayerSpec.matrix("deep dense", 1, self.array.weight_depth + 3, 2)
        one, two, three = (self.left_over((2, min(k, self.array.cols))) for k in (1, 2, 3))
        done = [one, three, two, three, three, one, one, k3, one, k1, three, k1]
        await self.check(self.sequence("sums that have left", done))
        await self.check(self.sequence("held sums between others", [k3, deep, deep, k1, deep]))
        await self.check(self._held_beats())
        for i, text in enumerate(("none", "sparse", "dense", "bursts:sum", "after_header")):
            layers = [random_layer(self.rng, self.array, f"random {i}.{k}") for k in range(5)]
            await self.check(
                self.sequence(f"random {i}", layers), Profile.parse(text, self.stalling)
            )

        await self.run_case(self._columns_left_out(), NO_PROFILE, self.rng)

    def _columns_left_out(self) -> EngineCase:
        """A packet that sends fewer columns than windows fit, and a sound one behind it."""
        sent = [
            columns_left_out(self.rng, self.array, columns=5, sent=3),
            Sending.of(self.packets(self.sampler()[0])[0]),
        ]
        packets = [sending.packet for sending in sent]
        title = layer_title(self.test, "columns left out", "SEQUENCE", "fewer windows than fit")
        return engine_case(title, packets, sum(p.shape.macs_valid for p in packets), sent)

    def _held_beats(self) -> EngineCase:
        """Sums of packets of a single beat, held and left."""
        packets = held_beats(self.rng, self.array)
        title = layer_title(self.test, "held beats", "SEQUENCE", "held sums of one beat")
        return engine_case(title, packets, sum(packet.shape.macs_valid for packet in packets))


class StateTest(StreamTest):
    """Busy in every clock of packets back to back: from the first header to the last sum."""

    test = "state"

    async def body(self) -> None:
        """See the class."""
        deep = LayerSpec.matrix("g deep dense", 1, self.array.weight_depth + 3, 2)
        right = LayerSpec("h columns unused to the right", 1, 2 * self.array.s_max + 1, 3, 1)
        for i, specs in enumerate((self.sampler(), [deep, right, deep], [right])):
            case = self.sequence(f"sequence {i}", specs)
            watch = BusyWatch(cocotb.top, self.transport)
            await self.check(case)
            watch.stop()
            begins = self.transfer(case.frames[PIXEL][0]).first_clock
            assert case.prediction is not None
            expected = {begins + clock for clock in busy_clocks(case.prediction)}
            found = set(watch.clocks)
            for what, clocks in (("1", found - expected), ("0", expected - found)):
                if clocks:
                    detail = f"busy is {what} in clock {min(clocks) - begins} of the packets"
                    self.complain("busy", detail, case.titled())
