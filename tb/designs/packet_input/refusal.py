"""Packets that the whole front must refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from golden.kraken import ErrorCode, Header, Packet
from golden.kraken.format.header import header_beats
from golden.streams.frame import DATA
from tb.designs.header_reader.frames import Sent, any_tail
from tb.designs.header_reader.refusal import (
    RefusalTest,
    Refused,
    faulty,
    last_code,
    refusal_clocks,
    sound_packets,
)
from tb.designs.packet_input.array import array_for, reader_values, stream_of
from tb.designs.packet_input.cases import LATENCY, incoming, packet_case
from tb.seed import generator

SLICE_BEATS = 2
"""Beats that the register slice takes while the reader takes none."""


class PacketRefusalTest(RefusalTest):
    """Headers that break a rule, and ``tlast`` in a header."""

    test = "refused"
    port = "in"
    flag = "header_fault"

    def refused(self) -> Iterator[Refused]:
        """See `RefusalTest.refused`."""
        array, bits = array_for(self.values), reader_values(self.values)["PortWidth"]
        for name, code, before, header in faulty(array):
            yield self._refused(name, code, before, header, len(header_beats(header, bits)))
        sound = sound_packets(array)[0]
        for at in range(len(header_beats(sound.header, bits))):
            name, code = f"tlast in beat {at}", last_code(self.values)
            yield self._refused(name, code, sound, sound.header, at + 1, at)

    def _refused(
        self,
        name: str,
        code: ErrorCode,
        before: Packet,
        header: Header,
        beats: int,
        last_at: int | None = None,
    ) -> Refused:
        rng, reader = generator(self.run.spec.seed, self.test, name), reader_values(self.values)
        stream = stream_of(self.values)
        case = packet_case(name, rng, self.values, [before])
        frame = incoming(name, rng, before, stream, [])
        data = any_tail(rng, header_beats(header, reader["PortWidth"]), reader["PortWidth"])
        lasts = () if last_at is None else (last_at,)
        frame = replace(frame, header={**frame.header, DATA: data}, last_at=lasts)
        body = case.frames["in"][0].beats - len(data)
        clocks = LATENCY + refusal_clocks(
            [Sent(before.header, body)], reader, beats, checked=last_at is None
        )
        return Refused(name, code, case, frame, clocks, range(beats, beats + SLICE_BEATS + 1))
