"""What two runs of one description say differently, whatever simulated them and moved the beats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from typing import Any

from sim.results import RunResult
from tb.bench.bench import SIMULATORS
from tb.results import FUNCTIONAL

PARTS = ("parameters", "tests", "cases", "mismatches", "usage", "fault", "verdict", "exit_code")
"""Those parts of a result that neither a simulator nor a transport may change."""

SECONDS = "seconds"
"""Wall time, where a part tells it."""

CHOICE = re.compile(r" TRANSPORT=\w+")
"""The transport's name in the command that repeats a run."""

SIMULATOR = re.compile(
    rf"\bSIM=\w+|(?<=\]\.simulator: )\w+|(?<=\d \()(?:{'|'.join(SIMULATORS)})(?=\))"
)
"""The simulator's name there, in a report, and behind the seed in a report's text."""

SHOWN = 60
"""Lines from the first difference on that are worth reading."""


def lines_of(
    result: RunResult, more: Mapping[str, Any] | None = None, *, across: bool = False
) -> list[str]:
    """All that a run says, functional coverage with it where it was counted, one value a line.

    Args:
        result: the run.
        more: what else it says, by name.
        across: names of simulators count for nothing.
    """
    told = result.model_dump(mode="json")
    parts = {part: told[part] for part in PARTS} | dict(more or {})
    lines = [_plain(line, result) for line in _flat("", parts)]
    coverage = result.folder / FUNCTIONAL
    lines += coverage.read_text(encoding="utf-8").splitlines() if coverage.exists() else []
    return [SIMULATOR.sub("", line) for line in lines] if across else lines


def first_difference(lines: Sequence[str], others: Sequence[str], names: tuple[str, str]) -> str:
    """What two runs say differently, from the first such line on; empty where nothing is."""
    if lines == others:
        return ""
    pairs = enumerate(zip(lines, others, strict=False))
    first = next((i for i, (a, b) in pairs if a != b), min(len(lines), len(others)))
    part = slice(max(first - 1, 0), first + SHOWN)
    return "\n".join(unified_diff(lines[part], others[part], *names, lineterm="", n=1))


def _flat(place: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name != SECONDS:
                yield from _flat(f"{place}.{name}" if place else name, part)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield f"{place}: {len(value)}"
        for i, part in enumerate(value):
            yield from _flat(f"{place}[{i}]", part)
    else:
        yield f"{place}: {value}"


def _plain(line: str, result: RunResult) -> str:
    return CHOICE.sub("", line).replace(str(result.folder), "FOLDER")
