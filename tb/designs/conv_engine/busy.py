"""When the engine says that it is busy."""

from __future__ import annotations

from typing import Any

import cocotb
from cocotb.triggers import RisingEdge

from golden.kraken import Prediction
from tb.transport.base import Transport

BUSY = "busy"
"""The output."""

REGISTER_SLICE = 1
"""Clocks from the port to the header's reader."""


class BusyWatch:
    """Looks at the output in every clock.

    Args:
        dut: the design's top handle.
        transport: counts the clocks.

    Attributes:
        clocks: those in which it was 1, as the transport counts them.
    """

    def __init__(self, dut: Any, transport: Transport) -> None:
        self._edge = RisingEdge(dut.clk)
        self._busy = getattr(dut, BUSY)
        self._clock = transport.clock
        self.clocks: list[int] = []
        self._task = cocotb.start_soon(self._watch())

    @property
    def now(self) -> str:
        """The output as it is, as a bit."""
        return str(self._busy.value)

    def stop(self) -> None:
        """Look no more."""
        self._task.cancel()

    async def _watch(self) -> None:
        while True:
            await self._edge
            self._clock += 1
            if self.now != "0":
                self.clocks.append(self._clock)


def busy_clocks(prediction: Prediction) -> set[int]:
    """Clocks in which packets back to back keep the engine busy; clock 0 takes the first beat.

    A header is read once the packet before has had its last step.
    """
    clocks: set[int] = set()
    begins = REGISTER_SLICE + 1
    for packet in prediction.packets:
        sums = packet.last_step if packet.last_sum is None else packet.last_sum
        clocks.update(range(begins, max(packet.last_step, sums) + 1))
        begins = packet.last_step + 2
    return clocks
