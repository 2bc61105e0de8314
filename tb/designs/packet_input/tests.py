"""Tests of the front of a stream beside those that every design has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from golden.kraken import ArrayParams, Packet, axes
from golden.kraken.format.header import header_beats
from golden.streams.frame import DATA, Frame
from tb.designs.packet_input.cases import LATENCY, held_packets, incoming, packet_case, sent_beats
from tb.designs.packet_input.parameters import array_for, beat_bits, stream_of
from tb.kraken.draining import Drained, DrainTest
from tb.kraken.header_frames import any_tail, moments
from tb.kraken.refusal import BEHIND, BadHeader, RefusalTest, Refused
from tb.kraken.shared_packets import shared_packet
from tb.seed import generator


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
        behind = _short(incoming(f"{bad.name}/behind", rng, bad.before, stream_of(self.values), []))
        data = any_tail(rng, header_beats(bad.header, bits), bits)
        frame = replace(
            behind,
            name=bad.name,
            header={**behind.header, DATA: data},
            last_at=bad.last_at,
        )
        rest = frame.beats - bad.beats + behind.beats
        clocks = LATENCY + self.clocks_to_refusal(sent_beats(bad.before, self.values), bad)
        return Refused(case, (frame, behind), clocks, clocks - LATENCY + rest - 1)


class PacketDrainTest(DrainTest):
    """Packets, dropped from any clock on."""

    port = "in"

    def sound(self, name: str) -> Drained:
        """See `DrainTest.sound`."""
        rng, width = generator(self.run.spec.seed, self.test), beat_bits(self.values)
        packets = self._packets(rng)
        case = packet_case(name, rng, self.values, packets, any_last=True)
        clocks = [
            moments(sent_beats(packet, self.values), width, bool(self.values["OfWeights"]))
            for packet in packets
        ]
        begins = [sum(packet.done + 1 for packet in clocks[:i]) for i in range(len(clocks))]
        passing = []
        for packet, of_packet, frame in zip(packets, clocks, case.frames["in"], strict=True):
            parts = axes(packet.tiling, stream_of(self.values)).sizes["part"]
            loads = of_packet.body[parts - 1 :: parts]
            outputs = {**of_packet.outputs, "load": loads, "active": loads}
            del outputs["body"]
            lasts = {of_packet.passing[beat] for beat in frame.lasts}
            if strays := sorted(lasts - set(loads)):
                outputs["stray"] = strays
            passing.append(outputs)
        return Drained(case, begins, clocks, passing, LATENCY)

    def _packets(self, rng: np.random.Generator) -> list[Packet]:
        """One of several sets where there is any, one that holds its sums, one that goes on."""
        array = array_for(self.values)
        several = shared_packet(rng, array, "several", together=False)
        return [*([] if several is None else [several]), *held_packets(rng, self.values)]


def _short(frame: Frame) -> Frame:
    """The header of a packet and a few beats of its body, none marked as last."""
    body = {name: buffer[:BEHIND] for name, buffer in frame.body.items()}
    return replace(frame, body=body, repeat=1, last_at=())
