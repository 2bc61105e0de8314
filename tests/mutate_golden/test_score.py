"""The words, the reasons of equivalents, and the verdict."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from sim.errors import UsageError
from sim.mutate_golden.equivalents import (
    FILE,
    Equivalent,
    contradicted,
    outdated,
    read_equivalents,
    reason,
)
from sim.mutate_golden.model import Mutant, Outcome, State
from sim.mutate_golden.score import Campaign
from sim.mutate_golden.show import show
from sim.mutate_golden.start import read_job
from sim.places import ROOT
from tb.bench import BenchError
from tb.plan.read import PlanError

MUTANT = Mutant(
    file="golden/quant/ranges.py", line=3, operator="AddNot", source="", before="a", after="not a"
)
WHY = Equivalent(
    file=MUTANT.file, before="a", after=["not a"], reason="Both ways give the same number."
)


def campaign(*states: State, faults: tuple[str, ...] = ()) -> Campaign:
    outcomes = [Outcome(mutant=MUTANT, state=state, tests=3) for state in states]
    return Campaign(
        seed=1,
        places={MUTANT.file: 9},
        outcomes=outcomes,
        faults=list(faults),
        seconds=1.0,
        commit="0123456789ab",
        replay="make mutate-golden N=2 SEED=1",
    )


def failed(count: int) -> list[State]:
    return ["failed"] * count


def shown(found: Campaign) -> str:
    output = io.StringIO()
    show(found, ROOT / "build" / "mutation.json", Console(file=output, width=120))
    return output.getvalue()


def test_nine_of_ten_are_enough_and_eight_are_not() -> None:
    assert campaign(*failed(8), "timeout", "survived").exit_code == 0
    assert campaign(*failed(7), "crashed", "survived", "survived").exit_code == 1


def test_equivalents_do_not_count() -> None:
    equivalent: list[State] = ["equivalent"] * 5
    found = campaign(*failed(9), "survived", *equivalent)
    assert found.exit_code == 0
    assert "9 of 10 mutants killed, 90.0 %; goal 90 %; 5 more change nothing" in shown(found)


def test_a_reason_that_does_not_hold_fails_it() -> None:
    found = campaign("failed", faults=("The reason is gone.",))
    assert found.exit_code == 1
    assert "The reason is gone." in shown(found)


def test_survivors_are_shown_with_what_changed() -> None:
    text = shown(campaign("survived", "failed"))
    assert "survived  golden/quant/ranges.py:3 AddNot, 3 tests run it\n  - a\n  + not a\n" in text
    assert "FAILED: 1 of 2 mutants killed, 50.0 %" in text


def test_reasons_go_by_file_and_lines() -> None:
    assert reason(MUTANT, [WHY]) == WHY.reason
    for other in ({"file": "golden/quant/fast.py"}, {"before": "b"}, {"after": "b"}):
        assert reason(MUTANT.model_copy(update=other), [WHY]) == ""


def test_a_reason_for_a_line_that_is_gone_is_told(tmp_path: Path) -> None:
    path = tmp_path / MUTANT.file
    path.parent.mkdir(parents=True)
    path.write_text("def f():\n    a\n", encoding="utf-8")
    assert outdated([WHY], tmp_path) == []
    path.write_text("def f():\n    ab\n", encoding="utf-8")
    (fault,) = outdated([WHY], tmp_path)
    assert "has no such line: take the entry out" in fault
    path.unlink()
    assert len(outdated([WHY], tmp_path)) == 1


def test_a_killed_equivalent_is_told() -> None:
    killed = Outcome(mutant=MUTANT, state="failed", test="tests/x.py::test_y")
    (fault,) = contradicted([killed], [WHY])
    assert "but tests/x.py::test_y kills it" in fault
    assert contradicted([killed.model_copy(update={"state": "survived"})], [WHY]) == []


def test_the_projects_own_reasons_hold() -> None:
    assert outdated(read_equivalents(), ROOT) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{"equivalents": [{"file": "a", "before": "b", "after": ["c"], "reason": "short"}]}',
            r"reason",
        ),
        ('{"equivalents": [], "more": 1}', "more is unknown"),
        ('{"equivalents": [{"file": "a"}]}', "before"),
    ],
)
def test_a_wrong_file_of_reasons_is_told(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / FILE.name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError, match=said):
        read_equivalents(path)


def test_words() -> None:
    job = read_job({"N": "all", "SEED": "5", "MODULES": "quant/ranges,schemes", "JOBS": "3"})
    assert (job.number, job.seed, job.jobs) == (None, 5, 3)
    assert job.files[0] == "golden/quant/ranges.py"
    assert "golden/schemes/real.py" in job.files
    assert job.replay == "make mutate-golden N=all SEED=5 MODULES=quant/ranges,schemes"
    assert read_job({}).number == 60


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"COUNT": "3"}, "COUNT"),
        ({"N": "0"}, "N=0"),
        ({"N": "many"}, "N=many|many"),
        ({"MODULES": "nothing"}, "MODULES=nothing is no package or file of golden"),
        ({"MODULES": "../sim"}, "is no package or file of golden"),
        ({"JOBS": "0"}, "JOBS=0"),
    ],
)
def test_wrong_words_are_told(words: dict[str, str], said: str) -> None:
    with pytest.raises((UsageError, BenchError), match=said):
        read_job(words)
