"""One run on every transport: all that it says must be the same but for times and names."""

from __future__ import annotations

import json

from sim.results import RunResult
from sim.run import simulate
from sim.soak import agreement
from tb.spec import RunSpec

OUTCOMES = "outcomes.jsonl"
"""What a run's own tests say of the transport, beside the files of every run."""


def lines_of(result: RunResult) -> list[str]:
    """All that a run says, and its own tests say besides, one value a line."""
    file = result.folder / OUTCOMES
    if not file.exists():
        return agreement.lines_of(result)
    text = file.read_text(encoding="utf-8")
    return agreement.lines_of(result, {"outcomes": [json.loads(x) for x in text.splitlines()]})


def difference(one: RunResult, other: RunResult) -> str:
    """What two runs say differently, as text from the first such line; empty where nothing is."""
    names = one.spec.transport, other.spec.transport
    return agreement.first_difference(lines_of(one), lines_of(other), names)


def run_both(spec: RunSpec) -> tuple[RunResult, RunResult]:
    """Results of a run with coverage, whatever transport it names, in Python and in C++."""
    python, native = (
        simulate(
            spec.model_copy(
                update={"transport": name, "coverage": "functional", "properties": False}
            )
        )
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
