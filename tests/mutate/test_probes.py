"""In which runs the block of a mutant is looked for, and what is named there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import SimError
from sim.mutate import locate
from sim.mutate.kills import Kills
from sim.mutate.locate import named
from sim.mutate.model import Mutant
from sim.mutate.probes import RUNS_AT_MOST, drawn, probes_of
from sim.mutate.result import Trial
from sim.mutate.sources import source_mutants
from sim.mutate.trials import mutable, places
from sim.places import RTL
from tb.bench.find import find_bench
from tb.spec import RunSpec
from tests.mutate.made import batch, mutant, trial


def probes(module: str, seed: int = 1) -> tuple[Trial, ...]:
    return probes_of(module, places(), Kills(), seed)


@pytest.mark.parametrize("module", mutable(RTL, places()))
def test_every_module_is_run_in_designs_around_it_that_name_their_parts(module: str) -> None:
    found = probes(module)
    assert {one.spec.simulator for one in found} == {"verilator", "icarus"}
    assert all(find_bench(one.design).parts for one in found)
    assert module == "kraken_top" or all(one.design != module for one in found)


def test_the_accelerator_is_run_in_its_own_bench() -> None:
    assert {one.key for one in probes("kraken_top")} == {
        "kraken_top.small.verilator",
        "kraken_top.small.icarus",
    }


def test_they_are_drawn_over_modules_designs_and_simulators() -> None:
    runs = tuple(trial(name, on) for name in "abcd" for on in ("verilator", "icarus"))
    batches = [
        batch(40, [], module=name).model_copy(update={"probes": runs}) for name in ("ram", "relu")
    ]
    killed = {one.module: one.mutants for one in batches}
    found = drawn(killed, batches, 40, 3)
    assert found == drawn(killed, batches, 40, 3) != drawn(killed, batches, 40, 4)
    assert {one.module for one, _ in found.values()} == {"ram", "relu"}
    assert all(len(taken) == RUNS_AT_MOST for _, taken in found.values())
    assert all(len({one.spec.simulator for one in taken}) == 1 for _, taken in found.values())
    first = [taken[0] for _, taken in found.values()]
    assert {one.spec.simulator for one in first} == {"verilator", "icarus"}
    assert {one.run for one in first} == set("abcd")
    assert len({one.module for one, _ in list(found.values())[:8]}) == 2
    assert drawn(killed, batches, 0, 3) == drawn({"ram": []}, batches, 9, 3) == {}
    assert drawn({"other": [mutant(1, "other")]}, batches, 9, 3) == {}


WITHIN = RunSpec.of(
    toplevel="pool_rows", simulator="icarus", parameters={"Rows": 3}, tests=("sound",)
)
AROUND = Trial(key="around", design="pool_rows", run="three", spec=WITHIN, own=False, seconds=1)


def of_pair(before: str, after: str) -> Mutant:
    """The mutant of the pair of rows with this change."""
    found = source_mutants(RTL, "pool_pair")
    return next(one for one in found if (one.before, one.after) == (before, after))


GREATER = of_pair("b_greater", "1'b1")
ONE_ROW = AROUND.model_copy(
    update={
        "key": "one_row",
        "spec": WITHIN.model_copy(update={"parameters": {"Rows": 1}}),
    }
)


def test_the_block_is_named_in_the_first_run_that_shows_it(tmp_path: Path) -> None:
    """A single row has nothing to compare."""
    found = named(GREATER, [ONE_ROW, AROUND], RTL, tmp_path)
    assert (found.trial, found.kind, found.module) == ("around", "data", "pool_pair")
    assert found.instance.endswith(".u_pair")
    assert found.sentence.startswith(f"{found.instance} (pool_pair): y")
    assert found.counts


def test_what_no_run_shows_has_no_block(tmp_path: Path) -> None:
    found = named(GREATER, [ONE_ROW], RTL, tmp_path)
    assert (found.trial, found.kind, found.module) == ("", None, "")
    assert not found.counts


def test_a_run_that_takes_too_long_shows_a_standstill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locate, "RUN_SECONDS", 0.0)
    found = named(GREATER, [AROUND], RTL, tmp_path)
    assert (found.kind, found.module, found.counts) == ("stuck", "", False)


def test_a_search_that_nobody_waits_for_ends(tmp_path: Path) -> None:
    def cancelled() -> None:
        raise SimError("Nobody waits.")

    with pytest.raises(SimError, match="Nobody waits"):
        named(GREATER, [AROUND], RTL, tmp_path, cancelled)
