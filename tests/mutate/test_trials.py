"""Which runs of the plans a module's mutants are put through, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.mutate.kills import Kills, Record, read_kills, write_kills
from sim.mutate.trials import mutable, places, trials_of
from sim.places import RTL
from tests.mutate.made import mutant, trial, tried


def keys(module: str, kills: Kills | None = None, seed: int = 1) -> list[str]:
    return [found.key for found in trials_of(module, places(), kills or Kills(), seed)]


def test_every_module_can_be_tried() -> None:
    found = mutable(RTL, places())
    assert "kraken_pkg" not in found
    assert set(found) == {path.stem for path in RTL.glob("*.sv") if "_pkg" not in path.stem}


def test_own_runs_come_first_and_verilator_before_icarus() -> None:
    found = keys("loop_nest")
    own = [key for key in found if key.startswith("loop_nest.")]
    assert own == found[: len(own)] == ["loop_nest.usual.verilator", "loop_nest.usual.icarus"]
    around = {key.split(".")[0] for key in found[len(own) :]}
    assert around == {"step_sequencer", "conv_engine", "kraken_top"}


def test_a_block_is_tried_within_what_contains_it_and_nowhere_else() -> None:
    designs = {key.split(".")[0] for key in keys("header_reader")}
    assert designs == {"header_reader", "packet_input", "conv_engine", "kraken_top"}
    assert {key.split(".")[0] for key in keys("kraken_top")} == {"kraken_top"}


def test_a_run_whose_seeds_are_open_comes_before_larger_ones() -> None:
    assert keys("conv_engine")[0] == "conv_engine.small.verilator"


def test_what_has_killed_comes_first() -> None:
    before = keys("pe_core")
    record = Record(tried=20, killed=19, seconds=2.0)
    kills = Kills(records={"pe_core": {"pe_core.wide_sums.verilator": record}})
    assert before[0] != "pe_core.wide_sums.verilator"
    assert keys("pe_core", kills)[0] == "pe_core.wide_sums.verilator"
    assert set(keys("pe_core", kills)) == set(before)


def test_what_never_kills_comes_late() -> None:
    first = keys("pe_core")[0]
    kills = Kills(records={"pe_core": {first: Record(tried=50, killed=0, seconds=100.0)}})
    assert keys("pe_core", kills)[0] != first


def test_seeds_come_from_the_campaign_s() -> None:
    one, again, other = (trials_of("ram", places(), Kills(), seed) for seed in (1, 1, 2))
    assert one == again
    assert one[0].spec.seed != other[0].spec.seed


def test_experience_is_added_up_and_kept(tmp_path: Path) -> None:
    usual, path = trial("usual"), tmp_path / "mutate" / "kills.json"
    assert read_kills(path) == Kills()
    found = [tried(mutant(1), usual, "data"), tried(mutant(2), usual, seconds=3.0)]
    modules = {mutant(n).key: "ram" for n in (1, 2)}
    kills = Kills().with_campaign(modules, found, {usual.key: 0.5})
    kills = kills.with_campaign(modules, found[:1], {usual.key: 0.75})
    write_kills(kills, path)
    assert read_kills(path) == kills
    assert kills.record("ram", usual.key) == Record(tried=3, killed=2, seconds=5.0)
    assert kills.sound == {usual.key: 0.75}


@pytest.mark.parametrize("text", ["", "[1]", '{"records": 3}', "\udcff"])
def test_spoiled_experience_is_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "kills.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    assert read_kills(path) == Kills()
