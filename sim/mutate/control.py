"""A mutant of each module that must be killed: when it survives, nobody looks at the mutants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sim.errors import UsageError
from sim.mutate.model import Mutant

RESET = re.compile(r"\.(rst_n)(?=\s*,)")
"""The reset of a block within a module, connected by its name."""


def control_of(rtl: Path, possible: Sequence[Mutant]) -> Mutant:
    """The control of a module.

    The first block within it stays in reset, or else its own registers do. What has no reset never
    takes what comes in, and what holds nothing turns one bit.

    Args:
        rtl: folder of the sources.
        possible: all mutants of the module's source, in the order of its text; at least one.

    Raises:
        UsageError: nothing in the module is known to be deadly.
    """
    module, file = possible[0].module, possible[0].file
    text = (rtl / file).read_text(encoding="utf-8")
    if found := RESET.search(text):
        place = found.start(1)
        line = text.count("\n", 0, place) + 1
        column = place - text.rfind("\n", 0, place)
        change = found[1], f"!{found[1]}"
        span = place, len(found[1])
        return Mutant.of("source", module, (file, line, column), "connection", change, span)
    ways = (
        [m for m in possible if (m.before, m.after) == ("!rst_n", "rst_n")],
        [m for m in possible if m.operator == "enable" and m.after == "1'b0"],
        [m for m in possible if m.after == f"!{m.before}"],
    )
    for deadly in ways:
        if deadly:
            return deadly[0]
    raise UsageError(f"{rtl / file} has neither a reset nor an enable nor a bit to turn.")
