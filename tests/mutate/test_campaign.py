"""Small campaigns with real mutants, simulators and workers."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from sim import forks
from sim.mutate import dispatch
from sim.mutate.batches import batches_of
from sim.mutate.campaign import Places, carry_on, run_new
from sim.mutate.folder import Request, history, read_campaign, unfinished
from sim.mutate.kept import NOTHING, Kept
from sim.mutate.kills import Kills, read_kills
from sim.mutate.ledger import LEDGER, Ledger
from sim.mutate.model import Mutant
from sim.mutate.result import MUTATION_JSON, SUMMARY_JSON, Batch, Campaign
from sim.mutate.show import PAGE, show
from sim.mutate.start import exit_code
from sim.mutate.trials import places
from sim.places import RTL
from sim.regress.runner import Where
from sim.regress.task import ATTEMPTS
from sim.regress.tree import source_hash
from tests.regress.conftest import only_folder, wait_for

MODULE = "pool_pair"
COUNT, MANY = 6, 30


def batch_of(count: int) -> Batch:
    """So many mutants of a small module, and one trial on Icarus."""
    (made,) = batches_of([MODULE], ["source"], count, 1, places(), Kills())
    on_icarus = [trial for trial in made.trials if trial.spec.simulator == "icarus"]
    return made.model_copy(update={"trials": tuple(on_icarus[:1])})


@pytest.fixture(scope="module")
def small() -> Batch:
    """Few of them."""
    return batch_of(COUNT)


def harmless() -> Mutant:
    """One that changes nothing."""
    text = (RTL / f"{MODULE}.sv").read_text(encoding="utf-8")
    before = "{sum ? b : ~b, !sum}"
    place = text.index(before)
    line = text.count("\n", 0, place) + 1
    change, span = (before, f"({before})"), (place, len(before))
    return Mutant.of("source", MODULE, (f"{MODULE}.sv", line, 1), "swap", change, span)


def request(locate: int = 0) -> Request:
    return Request(
        seed=1,
        survivor_seconds=60.0,
        judge_seconds=0.0,
        locate=locate,
        goal=50.0,
        located_goal=95.0,
        sources=source_hash(),
        commit="0123456789ab+",
        replay="make mutate",
        started=time.time(),
    )


def console() -> Console:
    return Console(file=io.StringIO(), width=200)


def run(folder: Path, *batches: Batch, locate: int = 0, kept: Kept = NOTHING) -> Campaign:
    where = Where(workers=1, patience=60.0)
    return run_new(batches, request(locate), where, places_below(folder), console(), kept)


def places_below(folder: Path) -> Places:
    return Places(campaigns=folder / "mutations", kills=folder / "kills.json")


def pairs(ledger: Ledger) -> list[tuple[str, str]]:
    return [(one.mutant, one.trial) for one in ledger.tried]


def test_a_campaign_kills_and_goes_on_where_it_was_cut_short(tmp_path: Path, small: Batch) -> None:
    found = run(tmp_path, small)
    assert found.faults == ()
    assert not found.interrupted
    assert [fate.state for fate in found.controls] == ["killed"]
    states = [fate.state for fate in found.fates]
    assert len(states) == COUNT
    assert states.count("killed") >= COUNT // 2
    assert set(states) <= {"killed", "survived"}
    assert all(fate.kill and fate.kill.kind for fate in found.fates if fate.state == "killed")
    assert list(found.sound) == [small.trials[0].key]
    assert found.commit == "0123456789ab (dirty)"

    folder = only_folder(tmp_path / "mutations")
    assert read_campaign(folder) == found
    assert (folder / PAGE).stat().st_size > 0
    assert not (folder / ATTEMPTS).exists()
    kills = read_kills(tmp_path / "kills.json")
    record = kills.record(MODULE, small.trials[0].key)
    assert record.tried == COUNT + 1
    assert record.killed == states.count("killed") + 1
    assert [summary.name for summary in history(tmp_path / "mutations", "9")] == [found.name]
    told = console()
    show(found, folder, told)
    assert "PASSED" in told.file.getvalue()  # type: ignore[attr-defined]
    assert exit_code(found) == 0

    # What a client that was killed leaves: a ledger with a torn line, and no result.
    whole = (folder / LEDGER).read_bytes()
    lines = whole.splitlines(keepends=True)
    (folder / LEDGER).write_bytes(b"".join(lines[:3]) + lines[3][:20])
    for name in (MUTATION_JSON, SUMMARY_JSON):
        (folder / name).unlink()
    (folder / ATTEMPTS).mkdir()
    before = Ledger(folder / LEDGER)
    assert unfinished(tmp_path / "mutations") == [folder]
    again = carry_on(folder, Where(workers=1), places_below(tmp_path), console())
    after = Ledger(folder / LEDGER)
    assert after.tried[: len(before.tried)] == before.tried
    assert len(set(pairs(after))) == len(pairs(after)) == COUNT + 1
    assert [fate.state for fate in again.fates] == states
    assert unfinished(tmp_path / "mutations") == []


def test_what_an_earlier_campaign_has_found_counts_in_the_score(
    tmp_path: Path, small: Batch
) -> None:
    """Also when the campaign that takes it over is cut short and goes on."""
    control = next(one for one in small.mutants if one.key in small.controls)
    first, second, *_ = (one for one in small.mutants if one is not control)
    one = run(tmp_path / "one", small.model_copy(update={"mutants": (control, first)}))
    kept = Kept(campaign=one.name, fates=one.fates, controls=one.controls, trials=one.trials)
    rest = small.model_copy(update={"mutants": (control, second)})
    found = run(tmp_path / "two", rest, kept=kept)
    assert {fate.mutant.key for fate in found.fates} == {first.key, second.key}
    assert [fate.mutant.key for fate in found.controls] == [control.key]
    assert (found.kept_of, found.kept) == (one.name, 1)
    told = console()
    folder = only_folder(tmp_path / "two" / "mutations")
    show(found, folder, told)
    printed = told.file.getvalue()  # type: ignore[attr-defined]
    assert f"1 verdict of {one.name}, which had the same design" in printed

    (folder / LEDGER).unlink()
    for name in (MUTATION_JSON, SUMMARY_JSON):
        (folder / name).unlink()
    again = carry_on(folder, Where(workers=1), places_below(tmp_path / "two"), console())
    assert [fate.state for fate in again.fates] == [fate.state for fate in found.fates]


def test_killed_mutants_are_located_and_a_cut_short_campaign_goes_on(
    tmp_path: Path, small: Batch
) -> None:
    probes = [one for one in small.probes if one.spec.simulator == "icarus"]
    rows = next(one for one in probes if one.design == "pool_rows")
    found = run(tmp_path, small.model_copy(update={"probes": (rows,)}), locate=2)
    named = {fate.mutant.key: fate.named for fate in found.fates if fate.named is not None}
    assert len(named) == 2
    assert {one.module for one in named.values() if one.counts} <= {MODULE}
    folder = only_folder(tmp_path / "mutations")
    assert read_campaign(folder) == found
    assert Ledger(folder / LEDGER).named == named

    lines = (folder / LEDGER).read_bytes().splitlines(keepends=True)
    told = [line for line in lines if b'"named"' in line]
    (folder / LEDGER).write_bytes(b"".join(line for line in lines if line != told[-1]))
    for name in (MUTATION_JSON, SUMMARY_JSON):
        (folder / name).unlink()
    again = carry_on(folder, Where(workers=1), places_below(tmp_path), console())
    assert {fate.mutant.key: fate.named for fate in again.fates if fate.named} == named
    assert (
        len([line for line in (folder / LEDGER).read_bytes().splitlines() if b'"named"' in line])
        == 2
    )


def test_a_control_that_survives_makes_the_campaign_void(tmp_path: Path, small: Batch) -> None:
    control = harmless()
    deadly = next(one for one in small.mutants if one.key in small.controls)
    changes = {"mutants": (control, deadly), "controls": (control.key,)}
    found = run(tmp_path, small.model_copy(update=changes))
    assert [fate.state for fate in found.fates] == ["killed"]
    (fault,) = found.faults
    assert fault.startswith(f"The control {control.description} must be killed, but no trial")
    assert exit_code(found) == 1


def test_a_sound_design_that_fails_makes_the_campaign_void(
    tmp_path: Path, small: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets no time."""
    monkeypatch.setattr(dispatch, "LIMIT_LEAST", 0.01)
    monkeypatch.setattr(dispatch, "LIMIT_TIMES", 0.0)
    found = run(tmp_path, small)
    assert {fate.state for fate in found.fates} == {"not run"}
    (fault,) = found.faults
    assert fault.startswith(f"{small.trials[0].key} on the mutants of {MODULE}: The sound design")
    assert not found.interrupted
    assert exit_code(found) == 1


def test_what_cannot_be_run_is_told_and_leaves_no_verdict(tmp_path: Path, small: Batch) -> None:
    (trial,) = small.trials
    broken = trial.spec.model_copy(update={"tests": ("no_such_test",)})
    trials = (trial.model_copy(update={"spec": broken}),)
    found = run(tmp_path, small.model_copy(update={"trials": trials}))
    assert {fate.state for fate in found.fates} == {"lost"}
    assert any("no_such_test" in event for event in found.events)
    assert exit_code(found) == 1


@pytest.fixture
def killer(tmp_path: Path) -> Iterator[threading.Thread]:
    """Kills the worker that has found something and is not through."""

    def kill() -> None:
        folder = only_folder(tmp_path / "mutations")
        wait_for(lambda: any(_begun(path) for path in (folder / ATTEMPTS).glob("*")))
        for process in psutil.process_iter():
            try:
                here = Path(process.cwd()).is_relative_to(folder / ATTEMPTS)
                above = process.parents()
            except (psutil.Error, OSError):
                continue
            if here:
                mine = [one for one in above if os.getpid() in [p.pid for p in one.parents()][:1]]
                mine[0].kill()
                return

    thread = threading.Thread(target=kill)
    thread.start()
    yield thread
    thread.join()


def _begun(folder: Path) -> bool:
    path = folder / forks.OUTCOMES
    return path.exists() and path.read_bytes().count(b"\n") >= 2


@pytest.mark.usefixtures("killer")
def test_what_a_killed_worker_has_found_counts_and_the_rest_is_tried_again(
    tmp_path: Path,
) -> None:
    """So many that there is time to kill it."""
    found = run(tmp_path, batch_of(MANY))
    assert any("died while it had it" in event for event in found.events), found.events
    assert not found.interrupted
    assert {fate.state for fate in found.fates} <= {"killed", "survived"}
    ledger = Ledger(only_folder(tmp_path / "mutations") / LEDGER)
    assert len(set(pairs(ledger))) == len(pairs(ledger)) == MANY + 1
