"""Tests of the front of a stream beside those that every design has."""

from __future__ import annotations

from dataclasses import replace

from golden.kraken import ArrayParams
from golden.kraken.format.header import header_beats
from golden.streams.frame import DATA
from tb.designs.packet_input.cases import LATENCY, incoming, packet_case
from tb.designs.packet_input.parameters import array_for, beat_bits, stream_of
from tb.kraken.header_frames import Sent, any_tail
from tb.kraken.refusal import BadHeader, RefusalTest, Refused
from tb.seed import generator

SLICE_BEATS = 2
"""Beats that the register slice takes while the reader takes none."""


class PacketRefusalTest(RefusalTest):
    """Headers that break a rule, and ``tlast`` in a header."""

    test = "refused"
    port = "in"
    flag = "header_fault"

    def front(self) -> tuple[ArrayParams, int]:
        """See `RefusalTest.front`."""
        return array_for(self.values), beat_bits(self.values)

    def refused(self, bad: BadHeader) -> Refused:
        """See `RefusalTest.refused`."""
        rng, bits = generator(self.run.spec.seed, self.test, bad.name), beat_bits(self.values)
        case = packet_case(bad.name, rng, self.values, [bad.before])
        frame = incoming(bad.name, rng, bad.before, stream_of(self.values), [])
        data = any_tail(rng, header_beats(bad.header, bits), bits)
        frame = replace(frame, header={**frame.header, DATA: data}, last_at=bad.last_at)
        sent = [Sent(bad.before.header, case.frames["in"][0].beats - len(data))]
        clocks = LATENCY + self.clocks_to_refusal(sent, bad)
        taken = range(bad.beats, bad.beats + SLICE_BEATS + 1)
        return Refused(case, frame, clocks, taken)
