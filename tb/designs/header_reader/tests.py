"""Tests of the header reader beside those that every design has."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken import ArrayParams, ErrorCode, Header, Packet
from tb.designs.header_reader.cases import case
from tb.designs.header_reader.parameters import array_for
from tb.kraken.header_frames import Sent, beat_frame
from tb.kraken.refusal import RefusalTest, Refused
from tb.seed import generator

BODY = 3
"""Beats behind a faulty header."""


class HeaderRefusalTest(RefusalTest):
    """Headers that break a rule, and ``tlast`` in a header."""

    test = "refused"
    port = "beat"
    flag = "fault"

    def front(self) -> tuple[ArrayParams, int]:
        """See `RefusalTest.front`."""
        return array_for(self.values), self.values["PortWidth"]

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
        rng = generator(self.run.spec.seed, self.test, name)
        sent = [Sent(before.header, int(rng.integers(1, BODY)))]
        frame = beat_frame(rng, name, Sent(header, BODY), self.values["PortWidth"], last_at)
        clocks = self.clocks_to_refusal(sent, beats, checked=not last_at)
        sound = case(name, rng, self.values, sent)
        return Refused(name, code, sound, frame, clocks, range(beats, beats + 1))
