"""Tests of the header reader beside those that every design has."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from golden.kraken import ArrayParams
from golden.streams.frame import Frame
from tb.designs.header_reader.cases import case
from tb.designs.header_reader.headers import limit_headers
from tb.designs.header_reader.parameters import array_for
from tb.kraken.draining import Drained, DrainTest
from tb.kraken.header_frames import Sent, beat_frame, moments
from tb.kraken.refusal import BEHIND, BadHeader, RefusalTest, Refused
from tb.kraken.words import bits
from tb.seed import generator

BODY = 3
"""Beats of a sound packet."""


class HeaderRefusalTest(RefusalTest):
    """Headers that break a rule, and ``tlast`` in a header."""

    test = "refused"
    port = "beat"
    flag = "fault"
    drawn = True

    def front(self) -> tuple[ArrayParams, int]:
        """See `RefusalTest.front`."""
        return array_for(self.values), self.values["PortWidth"]

    def refused(self, bad: BadHeader) -> Refused:
        """See `RefusalTest.refused`."""
        rng, width = generator(self.run.spec.seed, self.test, bad.name), self.values["PortWidth"]
        sent = Sent(bad.before.header, int(rng.integers(1, BODY + 1)))
        frames = (
            beat_frame(rng, bad.name, Sent(bad.header, BEHIND), width, bad.last_at),
            beat_frame(rng, f"{bad.name}/behind", sent, width),
        )
        beats = sum(frame.beats for frame in frames)
        # While a whole header is checked the packet is at work; then nothing is any more.
        active = np.arange(beats) < bad.beats - len(bad.last_at)
        clocks = self.clocks_to_refusal(sent, bad)
        return Refused(
            case(bad.name, rng, self.values, [sent]),
            frames,
            clocks,
            clocks + beats - bad.beats - 1,
            {"active": Frame(f"{bad.name}/active", {"active": bits(active)})},
        )


class HeaderDrainTest(DrainTest):
    """Packets, dropped from any clock on."""

    port = "beat"

    def sound(self, name: str) -> Drained:
        """See `DrainTest.sound`."""
        rng, width = generator(self.run.spec.seed, self.test), self.values["PortWidth"]
        of_weights = bool(self.values["OfWeights"])
        sent = [Sent(header, BODY) for header in limit_headers(rng, array_for(self.values), 3)]
        clocks = [moments(packet, width, of_weights) for packet in sent]
        passing = [{**packet.outputs, "active": packet.passing} for packet in clocks]
        begins = [sum(packet.done + 1 for packet in clocks[:i]) for i in range(len(clocks))]
        return Drained(case(name, rng, self.values, sent), begins, clocks, passing, 0)

    def dropped(self, name: str, beats: int) -> Mapping[str, Frame]:
        """See `DrainTest.dropped`."""
        return {"active": Frame(f"{name}/active", {"active": bits(np.zeros(beats, np.bool_))})}
