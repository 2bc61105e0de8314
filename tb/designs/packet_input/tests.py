"""Tests of the front of a stream beside those that every design has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from golden.kraken import ArrayParams, ErrorCode, Header, Packet
from golden.kraken.format.header import header_beats
from golden.streams.frame import DATA
from tb.designs.packet_input.cases import LATENCY, incoming, packet_case
from tb.designs.packet_input.parameters import array_for, beat_bits, stream_of
from tb.kraken.header_frames import Sent, any_tail
from tb.kraken.refusal import RefusalTest, Refused
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

    def refusal(
        self,
        name: str,
        code: ErrorCode,
        before: Packet,
        header: Header,
        beats: int,
        last_at: Sequence[int] = (),
    ) -> Refused:
        """See `RefusalTest.refusal`."""
        rng, bits = generator(self.run.spec.seed, self.test, name), beat_bits(self.values)
        case = packet_case(name, rng, self.values, [before])
        frame = incoming(name, rng, before, stream_of(self.values), [])
        data = any_tail(rng, header_beats(header, bits), bits)
        frame = replace(frame, header={**frame.header, DATA: data}, last_at=tuple(last_at))
        sent = [Sent(before.header, case.frames["in"][0].beats - len(data))]
        clocks = LATENCY + self.clocks_to_refusal(sent, beats, checked=not last_at)
        return Refused(name, code, case, frame, clocks, range(beats, beats + SLICE_BEATS + 1))
