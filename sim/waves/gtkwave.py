"""Save files of GTKWave: groups of signals, with values by name from filter files beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2

from sim.waves.layout import Group, Shown

HEX, DECIMAL, BINARY, RIGHT = 0x2, 0x4, 0x8, 0x20
TRANSLATED = 0x2000
BEGIN, CLOSED, END = 0x800200, 0x400000, 0x1000200
"""Flags of a line: how a value is written, that a file gives it a name, ends of a group."""

FILTERS = ".gtkwave"
"""Folder of the filter files, beside the save file."""
FRAME_CLOCKS = 24
"""Clocks that fill 200 pixels."""
OPEN = 24
"""Signals of a group that is shown; a larger one is there, but closed."""


def save_file(top: str, waves: str, groups: Sequence[Group], fault: int | None, period: int) -> str:
    """The text of a save file, to be opened from its own folder.

    Args:
        top: name of the top module.
        waves: name of the file of waveforms.
        groups: what is shown.
        fault: time of the first fault in the file's unit; None without one.
        period: of the clock in the same unit; 0 where there is none.
    """
    lines = [f'[dumpfile] "{waves}"', f"[treeopen] {top}."]
    if period:
        zoom = -log2(period * FRAME_CLOCKS)
        lines.append(f"*{zoom:.6f} {-1 if fault is None else fault}" + " -1" * 26)
        lines.append(f"[timestart] {max((fault or 0) - 2 * FRAME_CLOCKS * period, 0)}")
    filters: dict[str, int] = {}
    for group in groups:
        closed = CLOSED if len(group.signals) > OPEN else 0
        lines += [f"@{BEGIN | closed:x}", f"-{group.name}"]
        for shown in group.signals:
            lines += _trace(top, shown, filters)
        lines += [f"@{END | closed:x}", f"-{group.name}"]
    return "\n".join(lines) + "\n"


def _trace(top: str, shown: Shown, filters: dict[str, int]) -> list[str]:
    """The lines of one signal; `filters` numbers the filter files."""
    flags = RIGHT | (BINARY if shown.bits == 1 else DECIMAL if shown.number else HEX)
    if shown.names:
        flags = RIGHT | BINARY | TRANSLATED
    lines = [f"@{flags:x}"]
    if shown.names:
        file = f"{FILTERS}/{filter_name(shown)}.txt"
        lines.append(f"^{filters.setdefault(file, len(filters) + 1)} {file}")
    return [*lines, trace_name(top, shown)]


def trace_name(top: str, shown: Shown) -> str:
    """A signal as GTKWave knows it; bits of one are counted from its highest."""
    path = f"{top}.{shown.path}"
    whole = path if shown.width == 1 else f"{path}[{shown.width - 1}:0]"
    if shown.high is None:
        return whole
    first = shown.width - 1 - shown.high
    bits = " ".join(f"({first + i}){whole}" for i in range(shown.bits))
    return f"#{{{shown.label}}} {bits}"


def filter_name(shown: Shown) -> str:
    """What the file with the names of a signal's values is called."""
    return shown.path.replace(".", "_")


def filter_file(names: Mapping[int, str], bits: int) -> str:
    """The text of a filter file, which turns values in binary into names."""
    return "".join(f"{value:0{bits}b} {name}\n" for value, name in sorted(names.items()))
