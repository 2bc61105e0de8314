"""Status outputs that have a known value in every clock, such as a sticky error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tb.axis.port import reader, signal
from tb.bindings import Binding


class Flags:
    """Compares every status output of a design with what is expected of it.

    Args:
        dut: the design's top handle.
        binding: names of its signals, and the values of the status outputs while all is well.

    Attributes:
        values: what the outputs were when last looked at, as bits.
    """

    def __init__(self, dut: Any, binding: Binding) -> None:
        handles = {name: signal(dut, name) for name in binding.flags}
        self._usual = binding.flags
        self._readers = [(name, reader(handle)) for name, handle in handles.items()]
        self._widths = {name: len(handle) for name, handle in handles.items()}
        self._expected: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.forget()

    def forget(self) -> None:
        """Expect the values that the outputs have while nothing is wrong."""
        self.expect(self._usual)

    def expect(self, values: Mapping[str, int]) -> None:
        """Expect these values from now on."""
        for name, value in values.items():
            self._expected[name] = format(value, f"0{self._widths[name]}b")

    def changes(self) -> list[tuple[str, str, bool]]:
        """Outputs that differ now: name, a sentence, and whether all bits are defined.

        Each change is told once; the new value is what is expected from then on.
        """
        found: list[tuple[str, str, bool]] = []
        for name, read in self._readers:
            self.values[name] = value = read()
            expected = self._expected[name]
            if value != expected:
                self._expected[name] = value
                detail = f"{name} is {_shown(value)}, expected {_shown(expected)}"
                found.append((name, detail, not value.strip("01")))
        return found


def _shown(bits: str) -> str:
    """A status value for a sentence: a number where all bits are known."""
    return bits if bits.strip("01") else str(int(bits, 2))
