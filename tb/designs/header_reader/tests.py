"""Tests of the header reader beside those that every design has."""

from __future__ import annotations

from golden.kraken import ArrayParams
from tb.designs.header_reader.cases import case
from tb.designs.header_reader.parameters import array_for
from tb.kraken.header_frames import Sent, beat_frame
from tb.kraken.refusal import BadHeader, RefusalTest, Refused
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

    def refused(self, bad: BadHeader) -> Refused:
        """See `RefusalTest.refused`."""
        rng, bits = generator(self.run.spec.seed, self.test, bad.name), self.values["PortWidth"]
        sent = [Sent(bad.before.header, int(rng.integers(1, BODY)))]
        frame = beat_frame(rng, bad.name, Sent(bad.header, BODY), bits, bad.last_at)
        before = case(bad.name, rng, self.values, sent)
        taken = range(bad.beats, bad.beats + 1)
        return Refused(before, frame, self.clocks_to_refusal(sent, bad), taken)
