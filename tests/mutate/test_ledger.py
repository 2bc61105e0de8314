"""The ledger of a campaign."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.mutate.ledger import LEDGER, Ledger
from sim.mutate.result import Judged
from sim.regress.errors import RegressError
from tests.mutate.made import mutant, named, trial, tried


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / LEDGER)
    ledger.add_tried(tried(mutant(1), trial("usual"), "data"))
    ledger.add_sound("ram.usual.verilator", 0.5)
    ledger.add_sound("ram.usual.verilator", 9.5)  # the first counts
    ledger.add_tried(tried(mutant(2), trial("usual")))
    ledger.add_judged(mutant(2).key, Judged(state="unreachable", how="It cannot happen."))
    ledger.add_named(mutant(1).key, named("ram"))
    ledger.event("A worker was lost.")
    ledger.fault("The sound design does not pass.")
    ledger.worked_for(2.5)
    ledger.worked_for(1.5)
    again = Ledger(tmp_path / LEDGER)
    assert again.tried == ledger.tried
    assert len(again.tried) == 2
    assert again.sound == {"ram.usual.verilator": 0.5}
    assert again.judged == ledger.judged != {}
    assert again.named == {mutant(1).key: named("ram")}
    assert again.events == ["A worker was lost."]
    assert again.faults == ["The sound design does not pass."]
    assert again.worked == 4.0


def test_a_torn_line_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    path = tmp_path / LEDGER
    Ledger(path).add_tried(tried(mutant(1), trial("usual")))
    Ledger(path).add_tried(tried(mutant(2), trial("usual")))
    path.write_bytes(path.read_bytes()[:-7])
    assert [one.mutant for one in Ledger(path).tried] == [mutant(1).key]


def test_a_broken_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / LEDGER
    path.write_bytes(b"garbage\n")
    with pytest.raises(RegressError, match=r"ledger.jsonl:1 is no entry .* is tried again"):
        Ledger(path)
