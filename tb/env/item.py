"""One packet on one port, as a sequence item."""

from __future__ import annotations

from pyuvm import uvm_sequence_item

from golden.streams.frame import Frame, FrameError
from tb.transport.pattern import NO_DELAY, Pattern


class FrameItem(uvm_sequence_item):
    """A packet to drive or to expect.

    Attributes:
        frame: the packet.
        pattern: how the bench holds its port back meanwhile.
        refused: why the port does not take it, None as long as nothing speaks against it.
    """

    def __init__(self, frame: Frame, pattern: Pattern = NO_DELAY) -> None:
        super().__init__(frame.name)
        self.frame = frame
        self.pattern = pattern
        self.refused: FrameError | None = None
