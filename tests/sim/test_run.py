"""Whole runs: what goes in, what comes out, what is left behind."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.console import Console

from sim import report, run
from sim.errors import BuildError, UsageError
from sim.files import as_junit
from sim.results import JUNIT_XML, RESULT_JSON, RunResult
from sim.run import simulate
from tb.results import FAILED, PASSED
from tests.sim.conftest import PAGE, slice_spec

ICARUS_AND_VERILATOR = pytest.mark.parametrize("simulator", ["icarus", "verilator"])


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where runs of their own folder go."""
    folder = tmp_path / "runs"
    monkeypatch.setattr(run, "RUNS", folder)
    return folder


@ICARUS_AND_VERILATOR
def test_the_result_is_written_and_read_back(simulator: str, runs: Path) -> None:
    lines: list[Mapping[str, Any]] = []
    told = {"parameters": {"Add": 3}, "options": {"OFFSET": "3"}, "profiles": ("none", "dense:in")}
    spec = slice_spec(simulator, "sound", "adds", seed=7, **told)
    result = simulate(spec, on_case=lines.append)
    assert result.passed
    assert result.exit_code == 0
    assert result.spec == spec
    assert result.folder.parent == runs
    assert result.parameters == {"Width": 16, "Add": 3}
    assert [(row["case"], row["profile"]) for row in result.cases] == [
        ("case 0", "none"),
        ("case 1", "none"),
        ("2 in a row", "none"),
        ("case 0", "dense:in"),
        ("case 1", "dense:in"),
        ("2 in a row", "dense:in"),
        ("words", "none"),
    ]
    assert all(row["seed"] == 7 for row in result.cases)
    assert tuple(lines) == result.cases
    assert RunResult.read(result.folder) == result
    data = json.loads((result.folder / RESULT_JSON).read_text())
    assert (data["verdict"], data["exit_code"]) == (PASSED, 0)
    tree = ElementTree.parse(result.folder / JUNIT_XML).getroot()
    ElementTree.indent(tree)
    expected = as_junit(result)
    ElementTree.indent(expected)
    assert ElementTree.tostring(tree) == ElementTree.tostring(expected)


def test_a_mismatch_is_a_result(tmp_path: Path) -> None:
    result = simulate(slice_spec("icarus", "differs", "sound"), folder=tmp_path)
    assert result.folder == tmp_path
    assert (result.verdict, result.exit_code) == (FAILED, 1)
    assert [test.verdict for test in result.tests] == [PASSED, FAILED]
    (report,) = result.mismatches
    assert (report["kind"], report["beat"]) == ("mismatch", 0)
    assert RunResult.read(tmp_path) == result


@ICARUS_AND_VERILATOR
def test_a_usage_error_of_one_test_leaves_the_others(simulator: str, runs: Path) -> None:
    """It is found in the simulation only; the rest of the run counts, and stays."""
    result = simulate(slice_spec(simulator, "sound", "refuses", profiles=("none",)))
    sentence = "OFFSET=1 is odd; give an even one."
    verdicts = {test.name: test.verdict for test in result.tests}
    assert verdicts == {"sound": PASSED, "refuses": FAILED}
    assert [case["case"] for case in result.cases] == ["case 0", "case 1", "2 in a row"]
    assert result.usage == ({"test": "refuses", "kind": "OptionError", "message": sentence},)
    assert not result.passed
    assert result.exit_code == 2
    console = Console(file=io.StringIO(), width=100)
    report.show(result, console)
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert f"refuses cannot do what it was told: {sentence}\n" in told
    assert RunResult.read(result.folder) == result


def test_a_wrong_design_weighs_more_than_a_usage_error(tmp_path: Path) -> None:
    result = simulate(slice_spec("icarus", "refuses", "differs"), folder=tmp_path)
    assert result.exit_code == 1


def test_a_broken_line_is_a_fault_and_the_rest_counts(runs: Path) -> None:
    """The follower meets it while the run goes on."""
    lines: list[Mapping[str, Any]] = []
    spec = slice_spec("icarus", "tells", "garbles", profiles=("none",))
    result = simulate(spec, on_case=lines.append)
    assert [test.verdict for test in result.tests] == [PASSED, PASSED]
    assert len(result.cases) == 2
    assert tuple(lines) == result.cases
    broken = result.folder / "cases.jsonl"
    assert result.fault == f"{broken}:2 is no JSON."
    assert result.exit_code == 1
    assert RunResult.read(result.folder) == result


def test_what_the_simulator_is_told_does_not_depend_on_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It works in the run's folder, where relative paths of the caller's mean nothing."""
    shutil.copytree(PAGE.parent, tmp_path / "mine")
    (tmp_path / "image.bin").touch()
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path)
    spec = slice_spec("icarus", "tells", options={"IMAGE": "image.bin"})
    spec = spec.of(**{**dict(spec), "bench": Path("mine/slice_page.py"), "toplevel": ""})
    result = simulate(spec, folder=tmp_path / "run")
    assert result.passed
    told = json.loads((tmp_path / "run" / "told.json").read_text())
    assert told["image"] == str(tmp_path / "image.bin")
    assert result.toplevel == "slice"
    assert result.spec.bench == tmp_path / "mine" / "slice_page.py"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"profiles": ("densely",)}, UsageError),
        ({"options": {"OFFSET": "0"}}, UsageError),
        ({"tests": ("soundly",)}, UsageError),
        ({"defines": {"EXTRA": "no number here;"}}, BuildError),
    ],
    ids=str,
)
def test_what_cannot_run_leaves_no_folder(
    changes: dict[str, Any], kind: type[Exception], runs: Path
) -> None:
    with pytest.raises(kind):
        simulate(slice_spec().model_copy(update=changes))
    assert not runs.exists() or not list(runs.iterdir())


def test_two_processes_may_prune_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that somebody else has removed meanwhile is no fault."""
    old = [tmp_path / f"{i:03d}" for i in range(run.KEPT_RUNS + 3)]
    for folder in old:
        folder.mkdir()
        os.utime(folder, (0, 0))
    remove = shutil.rmtree

    def remove_all(*_args: Any, **_kwargs: Any) -> None:
        for folder in old[:3]:
            remove(folder, ignore_errors=True)

    monkeypatch.setattr(run, "RUNS", tmp_path)
    monkeypatch.setattr(shutil, "rmtree", remove_all)
    folder = run.new_folder("icarus-slice")
    assert folder.is_dir()
    assert sorted(path for path in tmp_path.iterdir() if path != folder) == old[3:]
