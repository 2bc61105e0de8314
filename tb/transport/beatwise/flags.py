"""Status outputs that have a known value in every clock, such as a sticky error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tb.bindings import Binding
from tb.transport.beatwise.port import reader, signal


@dataclass(frozen=True)
class Change:
    """A status output that is not as expected: its name, a sentence, whether all bits are known."""

    name: str
    detail: str
    known: bool


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
        self._names = binding.flag_names
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

    def changes(self) -> list[Change]:
        """Outputs that differ now.

        Each change is told once; the new value is what is expected from then on.
        """
        found: list[Change] = []
        for name, read in self._readers:
            self.values[name] = value = read()
            expected = self._expected[name]
            if value != expected:
                self._expected[name] = value
                detail = f"{name} is {self._shown(name, value)}, expected "
                detail += self._shown(name, expected)
                found.append(Change(name, detail, not value.strip("01")))
        return found

    def _shown(self, name: str, bits: str) -> str:
        """A value for a sentence: a number where all bits are known, with its meaning."""
        if bits.strip("01"):
            return bits
        meaning = self._names.get(name, {}).get(int(bits, 2))
        return f"{int(bits, 2)} ({meaning})" if meaning else str(int(bits, 2))
