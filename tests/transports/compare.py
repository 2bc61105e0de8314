"""One run on every transport: all that it says must be the same but for times and names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from typing import Any

from sim.results import RunResult
from sim.run import simulate
from tb.results import FUNCTIONAL
from tb.spec import RunSpec

OUTCOMES = "outcomes.jsonl"
"""What a run's own tests say of the transport, beside the files of every run."""

PARTS = ("parameters", "tests", "cases", "mismatches", "usage", "fault", "verdict", "exit_code")
"""Those parts of a result that the transport must not change."""

SECONDS = "seconds"
"""Wall time, where a part tells it."""

CHOICE = re.compile(r" TRANSPORT=\w+")
"""The transport's name in the command that repeats a run."""

SHOWN = 60
"""Lines from the first difference on that are worth reading."""


def lines_of(result: RunResult) -> list[str]:
    """All that a run says, one value a line."""
    told = result.model_dump(mode="json")
    parts = {part: told[part] for part in PARTS}
    file = result.folder / OUTCOMES
    if file.exists():
        text = file.read_text(encoding="utf-8")
        parts["outcomes"] = [json.loads(line) for line in text.splitlines()]
    lines = [_plain(line, result) for line in _flat("", parts)]
    coverage = result.folder / FUNCTIONAL
    return lines + (coverage.read_text("utf-8").splitlines() if coverage.exists() else [])


def difference(one: RunResult, other: RunResult) -> str:
    """What two runs say differently, as text from the first such line; empty where nothing is."""
    lines, others = lines_of(one), lines_of(other)
    if lines == others:
        return ""
    pairs = enumerate(zip(lines, others, strict=False))
    first = next((i for i, (a, b) in pairs if a != b), min(len(lines), len(others)))
    part = slice(max(first - 1, 0), first + SHOWN)
    names = one.spec.transport, other.spec.transport
    return "\n".join(unified_diff(lines[part], others[part], names[0], names[1], lineterm="", n=1))


def run_both(spec: RunSpec) -> tuple[RunResult, RunResult]:
    """Results of a run with coverage, whatever transport it names, in Python and in C++."""
    python, native = (
        simulate(spec.model_copy(update={"transport": name, "coverage": "functional"}))
        for name in ("python", "native")
    )
    return python, native


def agreed(spec: RunSpec) -> RunResult:
    """The result of a run on which both transports agree.

    Raises:
        AssertionError: they do not; with what differs, and the commands that repeat it.
    """
    python, native = run_both(spec)
    differs = difference(python, native)
    assert not differs, f"{differs}\n{python.replay}\n{native.replay}"
    return native


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
