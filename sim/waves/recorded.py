"""Variables of a file of waveforms by their paths below the design's top module."""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pywellen import Var

NANO = -9
"""Exponent of a nanosecond."""


@dataclass(frozen=True)
class Recorded:
    """A file of waveforms.

    Attributes:
        path: of the file.
        top: name of the top module.
        variables: by their names from the top module on, with dots between scopes.
        exponent: of its unit of time, in powers of ten of a second.
        factor: how many of those units one step of its time is.
    """

    path: Path
    top: str
    variables: Mapping[str, Var]
    exponent: int
    factor: int

    @classmethod
    def read(cls, path: Path, top: str) -> Recorded:
        """The file; its values are read as they are asked for.

        Raises:
            OSError: there is no such file, or it is not whole.
        """
        if not path.is_file():
            raise OSError(f"There is no {path}.")
        from pywellen import Waveform  # what has no waveforms does without

        try:
            waves = Waveform(str(path))
        except BaseException as fault:  # its own are no `Exception`s
            if isinstance(fault, KeyboardInterrupt | SystemExit):
                raise
            raise OSError(f"{path} cannot be read as waveforms: {fault}") from fault
        prefix = f"{top}."
        variables = {
            name.removeprefix(prefix): variable
            for variable in waves.all_vars()
            if (name := variable.full_name).startswith(prefix)
        }
        scale = waves.timescale
        return cls(path, top, variables, scale.unit.to_exponent(), scale.factor)

    def time(self, nanoseconds: float) -> int:
        """A simulated time in the file's own unit."""
        return round(nanoseconds * 10 ** (NANO - self.exponent) / self.factor)

    def width(self, name: str) -> int:
        """Bits of a variable; 0 where the file has none of that name."""
        found = self.variables.get(name)
        return (found.bitwidth or 0) if found is not None else 0

    def edges(self, clock: str) -> list[int]:
        """When a signal rises, in the file's unit; nothing where it is not recorded."""
        found = self.variables.get(clock)
        return [time for time, value in found.tv if value == 1] if found is not None else []

    def found_by(self, name: str, edges: Sequence[int]) -> list[int | str | None]:
        """What each edge finds of a variable: its last value before the edge.

        Args:
            name: of the variable; the file has it.
            edges: times in the file's unit, in order.

        Returns:
            Numbers; the bits as text where some are undefined; None before the first value.
        """
        changes = list(self.variables[name].tv)
        times = [time for time, _ in changes]
        found: list[int | str | None] = []
        for edge in edges:
            index = bisect.bisect_left(times, edge)
            found.append(changes[index - 1][1] if index else None)
        return found
