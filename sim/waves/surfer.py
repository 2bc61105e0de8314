"""Command files of Surfer: signals under dividers, with values by name from mapping files.

Surfer finds mappings in `MAPPINGS` below the folder that it is started in.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.waves.gtkwave import filter_name
from sim.waves.layout import Group, Shown

MAPPINGS = ".surfer/mappings"
DIGITS = "abcdefghijklmnop"
"""Of the numbers by which items are called: hexadecimal with other letters."""
UNSIGNED = "Unsigned"


def command_file(top: str, groups: Sequence[Group], fault: int | None) -> str:
    """The text of a command file.

    Args:
        top: name of the top module.
        groups: what is shown. Surfer cannot show some bits of a signal, so the whole stands there.
        fault: time of the first fault in the file's unit; None without one.
    """
    lines: list[str] = []
    items = 0
    for group in groups:
        lines += ["divider_add group", *_with(items, f"item_rename {group.name}")]
        items += 1
        for shown in _whole(group):
            lines.append(f"variable_add {top}.{shown.path}")
            if shown.names:
                lines += _with(items, f"item_set_format {filter_name(shown)}")
            elif shown.number and shown.high is None:
                lines += _with(items, f"item_set_format {UNSIGNED}")
            items += 1
    if fault is not None:
        lines.append(f"cursor_set {fault}")
    return "\n".join(lines) + "\n"


def _whole(group: Group) -> list[Shown]:
    """The signals, each once."""
    return list({shown.path: shown for shown in group.signals}.values())


def _with(item: int, command: str) -> list[str]:
    """A command for one item, counted from 0."""
    name = "".join(DIGITS[int(digit, 16)] for digit in f"{item:x}")
    return [f"item_focus {name}", command, "item_unfocus"]


def mapping_file(shown: Shown) -> str:
    """The text of a mapping, which gives values names."""
    rows = "".join(f"{value} {name}\n" for value, name in sorted(shown.names.items()))
    return f"Name = {filter_name(shown)}\nBits = {shown.bits}\n{rows}"
