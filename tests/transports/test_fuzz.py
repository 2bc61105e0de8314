"""Whatever is asked of the transports, by turns or at once, both answer the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from sim.results import RunResult
from tb.spec import RunSpec
from tb.transport.fault import Rule
from tests.planted.bug import Bug
from tests.planted.planting import plant
from tests.transports.compare import OUTCOMES, agreed
from tests.transports.designs import BLOCKS, FILES
from tests.transports.fuzz import EPISODES, fuzzed
from tests.transports.pages import page
from tests.transports.strays import OF_INPUT, OF_OUTPUT

OFTEN = {"array_tap": 20, "packet_input": 10}
"""Designs in the usual run, and episodes of each."""

FEW = 10
"""Episodes that are enough where a bug shows in most of them."""

TAP = 60
"""Episodes of the design that has all faults, in the usual run."""

LONGER = pytest.mark.transports
"""Marks what the usual run leaves out."""

LONG = 200
"""Episodes of a long run."""

TWO_STATE = {rule for rule in Rule if not rule.value.startswith("unknown")}
"""What can be broken on Verilator."""


def fuzz_spec(toplevel: str, seed: int, episodes: int) -> RunSpec:
    """A run of the fuzz; its own replay command repeats all, with `EPISODE=` single ones."""
    options = {EPISODES: str(episodes)}
    return RunSpec(toplevel=toplevel, bench=page(fuzzed, toplevel), seed=seed, options=options)


def cases() -> Iterator[ParameterSet]:
    """Designs, seeds and episodes."""
    for toplevel, episodes in OFTEN.items():
        yield pytest.param(toplevel, 1, episodes, id=f"{toplevel}-few")
    for toplevel in (*FILES, *BLOCKS):
        yield pytest.param(toplevel, 2, LONG, id=toplevel, marks=LONGER)


@pytest.mark.parametrize(("toplevel", "seed", "episodes"), list(cases()))
def test_same_outcomes(toplevel: str, seed: int, episodes: int) -> None:
    result = agreed(fuzz_spec(toplevel, seed, episodes))
    assert result.passed, result.why()


def rules_in(result: RunResult) -> set[str]:
    """Rules that were found broken in a run."""
    lines = map(json.loads, (result.folder / OUTCOMES).read_text(encoding="utf-8").splitlines())
    faults = [fault for line in lines if "outcome" in line for fault in line["outcome"]["faults"]]
    return {fault["rule"] for fault in faults}


@pytest.mark.parametrize("bug", [pytest.param(OF_INPUT, marks=LONGER), OF_OUTPUT])
def test_same_strays(bug: Bug, tmp_path: Path) -> None:
    """On signals that are to be 0 without a beat, which the taps do not drive."""
    spec = fuzz_spec(bug.module, 1, FEW)
    result = agreed(spec.model_copy(update={"rtl": plant(bug, tmp_path)}))
    assert Rule.STRAY in rules_in(result)


def test_the_fuzz_reaches_every_other_rule() -> None:
    """Else it would prove little."""
    result = agreed(fuzz_spec("axis_tap", 1, TAP))
    assert rules_in(result) == TWO_STATE - {Rule.STRAY}
