"""How a simulation's time is shared between the simulator and Python."""

from __future__ import annotations

import time
from types import TracebackType

from cocotb import _gpi_triggers


class Meter:
    """Adds up the seconds that Python takes whenever the simulator calls it.

    cocotb enters a context for its profiler around each such call; the meter stands in its place,
    from the first call after it was made on, so that profiler sees no more.
    """

    def __init__(self) -> None:
        self._ended = 0.0
        self._entered = time.perf_counter()
        _gpi_triggers.profiling_context = self

    @property
    def seconds(self) -> float:
        """Those of the calls that have ended, and of the one that asks."""
        return self._ended + time.perf_counter() - self._entered

    def __enter__(self) -> None:
        self._entered = time.perf_counter()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended += time.perf_counter() - self._entered
