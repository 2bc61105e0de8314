"""``make coverage`` on a small plan, from its words to its exit code."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from sim.coverage.data import CodeKey, RunCoverage
from sim.coverage.start import check_words, earlier, judge, run_coverage
from sim.errors import UsageError
from sim.regress.coverage import Parts
from sim.regress.folder import new_folder
from sim.regress.model import JobResult, Regression
from sim.regress.request import Asked, read_new
from sim.regress.runner import Where
from tb.plan.load import load_plan
from tests.sim.conftest import DATA

PAGE = """\
from dataclasses import replace
from pathlib import Path
from tests.sim.data import slice_page

BENCH = replace(slice_page.BENCH, sources=Path(__file__).parent / "slice.f", tests=())
"""
PLAN = """\
{
  "name": "slice",
  "testpoints": [{"name": "words", "desc": "Words pass.", "stage": "V1",
                  "tests": ["sound", "reset"]}],
  "runs": [{"name": "usual", "tests": ["sound", "reset"], "reseed": 1}]
}
"""
UNSEEN = "if (s_axis_tdata == 16'hdead && s_axis_tready) m_axis_tdata <= '0;\n    "
BEFORE = "if (s_axis_tready) m_axis_tdata <="
GOALS = {"functional": 0.0, "line": 100.0, "branch": 100.0, "expression": 75.0}


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's bench with its plan, and goals that it meets."""
    for name in ("slice.f", "slice.sv"):
        shutil.copy(DATA / name, tmp_path)
    (tmp_path / "testplan.hjson").write_text(PLAN, encoding="utf-8")
    (tmp_path / "page.py").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr("sim.coverage.judge.read_goals", lambda: GOALS)
    monkeypatch.setattr("sim.coverage.judge.earlier_goals", list)
    return tmp_path / "page.py"


def coverage(folder: Path, **words: str) -> tuple[int, str]:
    """The exit code, and what was printed."""
    console = Console(file=io.StringIO(), width=200)
    code = run_coverage({"JOBS": "1", **words}, console, folder)
    return code, console.file.getvalue()  # type: ignore[attr-defined]


def test_what_is_covered_passes_and_a_planted_hole_fails(page: Path, tmp_path: Path) -> None:
    regressions = tmp_path / "regressions"
    words = {"PLAN": str(page), "SIM": "verilator", "SEED": "3"}
    code, told = coverage(regressions, **words)
    assert code == 0, told
    assert "COVERED: every goal is met" in told
    source = tmp_path / "slice.sv"
    text = source.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    source.write_text(text.replace(BEFORE, UNSEEN + BEFORE), encoding="utf-8")
    code, told = coverage(regressions, **words)
    assert code == 1
    assert "slice.sv:36: if, lines 36" in told
    assert "NOT COVERED: below its goal: branch" in told
    code, again = coverage(regressions, FROM="newest")
    assert code == 1
    assert "slice.sv:36: if, lines 36" in again
    assert len(list(regressions.iterdir())) == 2


def test_a_seed_that_hits_a_hole_is_kept(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The runs themselves are made up: every one hits the usual, a later one the hole, too."""
    hole = CodeKey("slice.sv", "slice", "branch", 36, 5, "if")
    usual = CodeKey("slice.sv", "slice", "branch", 36, 5, "else")
    begun: list[Asked] = []

    def run(asked: Asked, where: Where, _console: Console) -> Regression:
        folder = new_folder(where.regressions, asked.request, asked.jobs)
        results = []
        for index, job in enumerate(asked.jobs):
            found = int(bool(begun) and index == 2)
            Parts(folder).save(job.key, RunCoverage(code={hole: found, usual: 1}))
            results.append(JobResult(job=job, state="passed"))
        begun.append(asked)
        return regression_of(folder.name, asked, results)

    monkeypatch.setattr("sim.coverage.start.run_asked", run)
    plan = PLAN.replace(', "reseed": 1', "")
    (tmp_path / "testplan.hjson").write_text(plan, encoding="utf-8")
    words = {"PLAN": str(page), "SIM": "verilator", "SEED": "3", "SEARCH": "4"}
    words["RTL"] = str(tmp_path)
    code, told = coverage(tmp_path / "regressions", **words)
    assert code == 1
    assert {job.spec.rtl for job in begun[1].jobs} == {tmp_path}
    seed = begun[1].jobs[2].spec.seed
    assert f"kept     slice usual, seed {seed}: hits slice.sv:36 if" in told
    assert "1 seed kept of 4 runs." in told
    (kept,) = load_plan("", page).runs[0].seeds
    assert (kept.seed, kept.why) == (seed, "hits slice.sv:36 if")
    begun.clear()
    again = coverage(tmp_path / "regressions", **words)
    assert begun[0].jobs[0].kept == kept.why
    assert again[0] == 1


def regression_of(name: str, asked: Asked, results: list[JobResult]) -> Regression:
    """A regression in which all that was asked for has passed."""
    return Regression(
        name=name,
        seed=asked.request.seed,
        replay="",
        commit="",
        started=asked.request.started,
        seconds=1.0,
        machine={},
        tools={},
        scheduler="local",
        workers=1,
        jobs=tuple(results),
    )


def test_icarus_alone_has_no_code_to_judge(page: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Only Verilator counts code"):
        coverage(tmp_path / "regressions", PLAN=str(page), SIM="icarus", SEED="3")
    assert not (tmp_path / "regressions").exists()


def test_what_counted_no_code_is_not_judged(page: Path, tmp_path: Path) -> None:
    asked = read_new({"PLAN": str(page), "SIM": "icarus", "SEED": "3"})
    folder = new_folder(tmp_path / "regressions", asked.request, asked.jobs)
    with pytest.raises(UsageError, match="has counted no code: run it with COVERAGE=code"):
        judge(folder)


def test_words_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="leave SIM out"):
        check_words({"FROM": "newest", "SIM": "icarus"})
    with pytest.raises(UsageError, match="COVERAGE"):
        check_words({"COVERAGE": "code"})
    with pytest.raises(UsageError, match="no regression has been run"):
        earlier(tmp_path, "newest")
