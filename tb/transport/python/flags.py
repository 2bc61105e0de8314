"""Status outputs that have a known value in every clock, such as a sticky error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tb.bench.signals import Flag
from tb.transport.fault import FlagChange
from tb.transport.wire import Wire


class Flags:
    """Compares every status output of a design with what is expected of it.

    Args:
        dut: the design's top handle.
        flags: the outputs, and their values while all is well.

    Attributes:
        values: what the outputs were when last looked at, as bits.
    """

    def __init__(self, dut: Any, flags: Sequence[Flag]) -> None:
        self._wires = [Wire(dut, flag.signal) for flag in flags]
        self._usual = {
            wire.name: format(flag.usual, f"0{wire.width}b")
            for wire, flag in zip(self._wires, flags, strict=True)
        }
        self.values: dict[str, str] = {}
        self.forget()

    def forget(self) -> None:
        """Expect the values that the outputs have while nothing is wrong."""
        self._expected = dict(self._usual)

    def changes(self) -> tuple[FlagChange, ...]:
        """Outputs that differ now.

        Each change is told once; the new value is what is expected from then on.
        """
        found: list[FlagChange] = []
        for wire in self._wires:
            name = wire.name
            self.values[name] = value = wire.read()
            if value != self._expected[name]:
                found.append(FlagChange(name, self._expected[name], value))
                self._expected[name] = value
        return tuple(found)
