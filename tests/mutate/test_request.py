"""The words of a campaign, and controls."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.mutate.batches import MOST
from sim.mutate.control import control_of
from sim.mutate.elaborate import modules
from sim.mutate.folder import Request, new_folder, write_campaign
from sim.mutate.goal import read_goal
from sim.mutate.kept import divide, versions
from sim.mutate.model import Mutant
from sim.mutate.request import check_words, read_new, read_resumed
from sim.mutate.result import Fate, Judged, Versions
from sim.mutate.score import summary_of
from sim.mutate.sources import source_mutants
from sim.places import RTL
from sim.regress.errors import RegressError
from tests.mutate.made import batch, campaign, killed, mutant, survivor, trial


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"SEEDS": "3"}, r"SEEDS is unknown \(did you mean SEED\?\)"),
        ({"RESUME": "newest", "N": "3"}, "leave N out"),
        ({"AGAIN": "newest", "FAMILY": "source"}, "leave FAMILY out"),
        ({"SCHEDULER": "tcp://x:1", "FARM": "f.yaml"}, "leave one out"),
    ],
)
def test_words_that_do_not_fit_are_refused(words: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        check_words(words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"N": "0"}, "N=0"),
        ({"N": "many"}, "N=many"),
        ({"SEED": "-1"}, "SEED=-1"),
        ({"LIMIT": "0"}, "LIMIT=0 is not legal"),
        ({"JUDGE": "-2"}, "JUDGE=-2"),
        ({"LOCATE": "-1"}, "LOCATE=-1"),
        ({"LOCATE": "9", "FAMILY": "netlist"}, "LOCATE=9 looks for mutants of the source"),
        ({"MODULES": "pe_cor"}, r"MODULES=pe_cor is unknown \(did you mean pe_core\?\)"),
        ({"FAMILY": "sources"}, r"FAMILY=sources is unknown \(did you mean source\?\)"),
    ],
)
def test_values_that_are_not_legal_are_refused(
    words: dict[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=told):
        read_new(words, tmp_path / "kills.json")


def test_the_same_words_draw_the_same_mutants(tmp_path: Path) -> None:
    words = {"N": "9", "MODULES": "ram,pool_pair", "SEED": "5"}
    one, again = (read_new(words, tmp_path / "kills.json") for _ in range(2))
    assert one.batches == again.batches
    assert sum(len(made.mutants) - len(made.controls) for made in one.batches) == 9
    assert {made.module for made in one.batches} == {"ram", "pool_pair"}
    other = read_new({**words, "SEED": "6"}, tmp_path / "kills.json")
    assert other.batches != one.batches
    assert one.request.replay == "make mutate N=9 SEED=5 MODULES=ram,pool_pair"


def test_the_goals_and_what_is_located_are_written_down(tmp_path: Path) -> None:
    words = {"N": "2", "MODULES": "pool_pair", "LOCATE": "1"}
    made = read_new(words, tmp_path / "kills.json")
    assert made.request.locate == 1
    assert (made.request.goal, made.request.located_goal) == (read_goal().score, 95.0)
    assert made.request.replay == "make mutate N=2 SEED=1 MODULES=pool_pair LOCATE=1"
    assert all(one.probes for one in made.batches)
    assert read_new({**words, "LOCATE": "0"}, tmp_path / "kills.json").request.locate == 0


def test_many_mutants_of_a_module_take_several_builds_and_one_control(tmp_path: Path) -> None:
    made = read_new({"N": "300", "MODULES": "loop_nest"}, tmp_path / "kills.json").batches
    assert [len(one.mutants) for one in made] == [MOST + 1, 300 - MOST]
    assert [len(one.controls) for one in made] == [1, 0]
    keys = [mutant.key for one in made for mutant in one.mutants]
    assert len(set(keys)) == len(keys) == 301


def test_only_a_campaign_of_these_sources_goes_on(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="RESUME=newest: no campaign in"):
        read_resumed(tmp_path, "newest")
    request = Request(
        seed=1,
        survivor_seconds=9.0,
        judge_seconds=0.0,
        locate=0,
        goal=99.5,
        located_goal=95.0,
        sources="others",
        commit="0123",
        replay="",
        started=1.0,
    )
    new_folder(tmp_path, request, (batch(1, [trial("usual")]),))
    with pytest.raises(RegressError, match="ran on other sources"):
        read_resumed(tmp_path, "newest")


def test_survivors_are_taken_again(tmp_path: Path) -> None:
    """With their modules' controls; not those that are harmless, killed or no longer there."""
    kills = tmp_path / "kills.json"
    campaigns = tmp_path / "campaigns"
    with pytest.raises(UsageError, match="AGAIN=newest: no campaign in"):
        read_new({"AGAIN": "newest"}, kills, campaigns)
    first, second, third, *_ = source_mutants(RTL, "ram")
    fates = (
        survivor(first, Judged(state="different")),
        survivor(second, Judged(state="equivalent")),
        killed(third, "data"),
        survivor(mutant(1), Judged()),
    )
    folder = campaigns / "20260101-010101"
    folder.mkdir(parents=True)
    before = campaign(fates, versions=versions())
    write_campaign(folder, before, summary_of(before))
    asked = read_new({"AGAIN": "newest", "SEED": "4"}, kills, campaigns)
    (made,) = asked.batches
    assert [one.key for one in made.mutants if one.key not in made.controls] == [first.key]
    assert made.controls == (control_of(RTL, source_mutants(RTL, "ram")).key,)
    assert asked.request.replay == f"make mutate SEED=4 AGAIN={folder.name}"
    assert asked.kept.campaign == folder.name
    assert [fate.mutant.key for fate in asked.kept.fates] == [second.key, third.key]
    with pytest.raises(UsageError, match="AGAIN=20260101-01010 is unknown"):
        read_new({"AGAIN": "20260101-01010"}, kills, campaigns)
    gone = campaign(fates[1:], versions=versions())
    write_campaign(folder, gone, summary_of(gone))
    with pytest.raises(UsageError, match="no survivor of it is in the sources of now"):
        read_new({"AGAIN": "newest"}, kills, campaigns)


NOW = Versions(rtl="this", properties="these")


@pytest.mark.parametrize(
    ("then", "faults", "tried_again", "kept"),
    [
        (NOW, (), ["open", "alive"], ["dead", "same", "ruled", "netlist"]),
        (Versions(rtl="this"), (), ["open", "alive", "ruled"], ["dead", "same", "netlist"]),
        (Versions(properties="these"), (), ["open", "alive"], []),
        (NOW, ("A control survived.",), ["open", "alive"], []),
    ],
)
def test_verdicts_are_kept_as_long_as_what_they_stand_on_is_the_same(
    then: Versions, faults: tuple[str, ...], tried_again: list[str], kept: list[str]
) -> None:
    of_netlist = Mutant.of("netlist", "ram", ("ram.sv", 5, 0), "const0", ("a", "b"))
    fates = {
        "dead": killed(mutant(1), "data"),
        "open": Fate(mutant=mutant(2), state="not run"),
        "alive": survivor(mutant(3), Judged()),
        "same": survivor(mutant(4), Judged(state="equivalent")),
        "ruled": survivor(mutant(5), Judged(state="unreachable")),
        "netlist": survivor(of_netlist, Judged()),
    }
    names = {fate.mutant.key: name for name, fate in fates.items()}
    before = campaign([*fates.values()], versions=then).model_copy(update={"faults": faults})
    again, taken = divide(before, NOW, ["ram", "pe_core"])
    assert [names[key] for key in names if key in again] == tried_again
    assert [names[fate.mutant.key] for fate in taken.fates] == kept
    assert bool(taken.controls) is bool(kept)
    none, all_ = divide(before, NOW, ["pe_core"])
    assert none == frozenset()
    assert len(all_.fates) == (len(fates) if kept else 0)


def test_the_trace_of_a_kept_survivor_stays_where_it_is() -> None:
    """Also when it is kept once more."""
    judged = Judged(state="different", witness="witnesses/a.json")
    first = campaign([survivor(mutant(1), judged)], versions=NOW)
    _, once = divide(first, NOW, ["pe_core"])
    second = campaign(once.fates, versions=NOW).model_copy(update={"name": "20270101-010101"})
    _, twice = divide(second, NOW, ["pe_core"])
    for kept in (once, twice):
        (fate,) = kept.fates
        assert fate.judged is not None
        assert fate.judged.witness == f"../{first.name}/witnesses/a.json"


@pytest.mark.parametrize("module", modules(RTL))
def test_every_module_has_a_control(module: str) -> None:
    found = control_of(RTL, source_mutants(RTL, module))
    text = (RTL / found.file).read_text(encoding="utf-8")
    assert found.module == module
    assert text[found.offset : found.offset + found.length] == found.before
    assert text.splitlines()[found.line - 1][found.column - 1 :].startswith(found.before)
