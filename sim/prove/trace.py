"""The ports of a module over the clocks of a counterexample."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.prove.elaborate import Pin
from sim.prove.result import Row
from sim.waves.recorded import Recorded

STEP = 10
"""Time from one clock to the next in the waves that smtbmc writes."""
SHOWN = 16
"""Clocks that are shown: the last ones."""


def ports_by_clock(path: Path, top: str, pins: Sequence[Pin], clocks: int) -> tuple[Row, ...]:
    """Read the waves.

    Args:
        path: the file.
        top: name of the top module.
        pins: its ports.
        clocks: how many there are.

    Raises:
        OSError: the file cannot be read.
    """
    recorded = Recorded.read(path, top)
    times = [clock * STEP + 1 for clock in range(first_shown(clocks), clocks)]
    rows = []
    for pin in pins:
        if pin.name in recorded.variables and pin.name != "clk":
            digits = -(-pin.width // 4)
            values = recorded.found_by(pin.name, times)
            rows.append(Row(port=pin.name, values=tuple(_text(one, digits) for one in values)))
    return tuple(rows)


def first_shown(clocks: int) -> int:
    """The first clock that is shown of so many."""
    return max(0, clocks - SHOWN)


def _text(value: int | str | None, digits: int) -> str:
    if value is None:
        return "-"
    return f"{value:0{digits}x}" if isinstance(value, int) else value
