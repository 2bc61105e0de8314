"""Looks at the output that says that a design is busy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tb.transport.base import Transport

BUSY = "busy"
"""The output."""


def first_rise(clocks: Sequence[int], start: int) -> int | None:
    """First clock from `start` on that is in `clocks` while the one before is not; None if none."""
    known = set(clocks)
    return next((clock for clock in clocks if clock >= start and clock - 1 not in known), None)


class BusyWatch:
    """Looks at the output in every clock.

    Args:
        dut: the design's top handle.
        transport: counts the clocks.

    Attributes:
        clocks: those in which it was 1, as the transport counts them.
    """

    def __init__(self, dut: Any, transport: Transport) -> None:
        # Benches name the output outside the simulator too.
        import cocotb
        from cocotb.triggers import RisingEdge

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
