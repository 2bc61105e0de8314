"""Both transports say the same of every run, of sound designs and of faulty ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tb.bench import Bench
from tb.bench.find import find_bench
from tb.spec import RunSpec
from tests.planted.bug import Bug, Seen, written
from tests.planted.planting import TOP, engine_for, plant
from tests.planted.resets import missed_resets
from tests.tb.dut.faults import visible
from tests.transports.compare import agreed
from tests.transports.designs import BLOCKS, FILES, TAPS
from tests.transports.pages import page
from tests.transports.seeds import seeded

LONG = pytest.mark.transports
"""Marks what the usual run leaves out."""

SEEDS = 1000
"""Seeds in all, each of them on one design."""

SMALL = {"Rows": 3, "Cols": 12, "KhMax": 3, "KwMax": 3, "SMax": 2, "WeightDepth": 64}
"""An array on which many random layers take little time."""

RANDOM = {"conv_engine": "random_layers", "kraken_top": "random"}
"""Tests that draw layers, as many as an option says."""

OFTEN = ("packet_input", "step_sequencer", "join_add", "saturating_add")
"""Designs in the usual run: inputs that answer, outputs that enable, unpacked arrays, no clock."""

FEW = 2
"""Seeds of each of them there."""

EVERY = 190
"""One in so many planted bugs is in the usual run."""

DESIGNS = (*FILES, *BLOCKS, *RANDOM)


def seeds_of(toplevel: str) -> range:
    """The seeds of a design; each number belongs to one."""
    return range(DESIGNS.index(toplevel) + 1, SEEDS + 1, len(DESIGNS))


def seeds_spec(toplevel: str, seeds: range) -> RunSpec:
    """A run of a design's random tests with each of these seeds, some way behind faults."""
    told: dict[str, object] = {"toplevel": toplevel, "max_mismatches": 3}
    if toplevel in RANDOM:
        tests: tuple[str, ...] = (RANDOM[toplevel],)
        told |= {"parameters": SMALL, "options": {"RANDOM_LAYERS": "2"}}
    else:
        known = find_bench(toplevel, FILES.get(toplevel)).all_tests()
        tests = tuple(name for name in ("sound", "reset") if name in known)
    return RunSpec.of(bench=page(seeded, toplevel, tests, tuple(seeds)), **told)


def design_cases() -> Iterator[ParameterSet]:
    """All designs with all their seeds, and some with few in every run."""
    for toplevel in OFTEN:
        yield pytest.param(toplevel, seeds_of(toplevel)[:FEW], id=f"{toplevel}-few")
    for toplevel in DESIGNS:
        yield pytest.param(toplevel, seeds_of(toplevel), id=toplevel, marks=LONG)


def shown_by_verilator(bench: Bench) -> tuple[str, ...]:
    """A tap's tests but for those of faults that take an X."""
    unseen = set(visible("icarus")) - set(visible("verilator"))
    return tuple(name for name in bench.all_tests() if name.removeprefix("broken_") not in unseen)


def test_each_seed_belongs_to_one_design() -> None:
    shared = sorted(seed for toplevel in DESIGNS for seed in seeds_of(toplevel))
    assert shared == list(range(1, SEEDS + 1))


@pytest.mark.parametrize(("toplevel", "seeds"), list(design_cases()))
def test_random_stimulus(toplevel: str, seeds: range) -> None:
    result = agreed(seeds_spec(toplevel, seeds))
    assert {case["seed"] for case in result.cases} == set(seeds)
    assert result.passed, result.why()


@pytest.mark.parametrize(
    "seed", [5, *(pytest.param(s, marks=pytest.mark.transports) for s in (6, 7, 8, 9))]
)
@pytest.mark.parametrize("toplevel", TAPS)
def test_conformance(toplevel: str, seed: int) -> None:
    """Every fault of the taps, and all that their tests ask of a transport."""
    tests = shown_by_verilator(find_bench(toplevel, FILES[toplevel]))
    agreed(RunSpec(toplevel=toplevel, bench=FILES[toplevel], tests=tests, seed=seed))


def planted_runs() -> Iterator[tuple[str, Bug, RunSpec]]:
    """Each planted bug on the bench of its block, and on that of what the block is part of."""
    for bug in (*written(), *missed_resets()):
        if bug.block is not None:
            yield f"{bug.name}-block", bug, _seen_spec(bug.module, bug.block, {})
        if bug.tests:
            told = {"tests": bug.tests, "parameters": engine_for(bug)}
            yield f"{bug.name}-engine", bug, RunSpec.of(toplevel="conv_engine", **told)
        if bug.top is not None:
            yield f"{bug.name}-top", bug, _seen_spec("kraken_top", bug.top, TOP)


def _seen_spec(toplevel: str, seen: Seen, usual: dict[str, int]) -> RunSpec:
    parameters = dict(seen.parameters) or usual
    return RunSpec.of(toplevel=toplevel, tests=seen.tests, parameters=parameters)


def planted_cases() -> Iterator[ParameterSet]:
    """All of them, of which some are in every run."""
    for i, (name, bug, spec) in enumerate(planted_runs()):
        marks = [LONG] if i % EVERY else []
        yield pytest.param(bug, spec, id=name.replace(" ", "_"), marks=marks)


@pytest.mark.parametrize(("bug", "spec"), list(planted_cases()))
def test_planted_bug(bug: Bug, spec: RunSpec, tmp_path: Path) -> None:
    """The same verdict, first bad beat and clock; a forgotten reset need not show on Verilator."""
    result = agreed(spec.model_copy(update={"rtl": plant(bug, tmp_path), "max_mismatches": 2}))
    assert result.tests or result.fault
