"""Variables of a file of waveforms by their paths below the design's top module."""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
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

    def period(self, clock: str) -> int:
        """From one rise of a signal to the next, in the file's unit; 0 where it does not rise."""
        rises = list(islice((time for time, value in self._changes(clock) if value == 1), 2))
        return rises[1] - rises[0] if len(rises) == 2 else 0

    def all_rises(self, clock: str) -> list[int]:
        """Every rise of a signal, in the file's unit and in order."""
        return [time for time, value in self._changes(clock) if value == 1]

    def rises(self, clock: str, at: int, before: int, after: int) -> list[int]:
        """When a signal rises around a time, in the file's unit and in order.

        Args:
            clock: name of the signal; one that is not recorded never rises.
            at: the time, in the file's unit.
            before: rises before it, at most.
            after: rises behind it, at most; one that is just then comes on top.
        """
        changes = self._changes(clock)
        middle = bisect.bisect_left(changes, at, key=_time)
        earlier = (changes[i] for i in range(middle - 1, -1, -1))
        later = (changes[i] for i in range(middle, len(changes)))
        last = list(islice((time for time, value in earlier if value == 1), before))
        now = 1 if middle < len(changes) and changes[middle] == (at, 1) else 0
        next_ = islice((time for time, value in later if value == 1), after + now)
        return [*reversed(last), *next_]

    def found_by(self, name: str, edges: Sequence[int]) -> list[int | str | None]:
        """What each edge finds of a variable: its last value before the edge.

        Args:
            name: of the variable; one that is not recorded has no values.
            edges: times in the file's unit.

        Returns:
            Numbers; the bits as text where some are undefined; None before the first value.
        """
        changes = self._changes(name)
        indices = [bisect.bisect_left(changes, edge, key=_time) for edge in edges]
        return [changes[index - 1][1] if index else None for index in indices]

    def _changes(self, name: str) -> Sequence[tuple[int, int | str]]:
        """Times and values of a variable; there may be millions, so nobody copies them."""
        found = self.variables.get(name)
        return found.tv if found is not None else ()


def _time(change: tuple[int, int | str]) -> int:
    return change[0]
