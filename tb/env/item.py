"""One packet on one port, as a sequence item."""

from __future__ import annotations

from pyuvm import uvm_sequence_item

from golden.streams.frame import Frame
from tb.transport.pattern import NO_DELAY, Pattern


class FrameItem(uvm_sequence_item):
    """A packet to drive or to expect, and how the bench holds its port back meanwhile."""

    def __init__(self, frame: Frame, pattern: Pattern = NO_DELAY) -> None:
        super().__init__(frame.name)
        self.frame = frame
        self.pattern = pattern
