"""``make plan``: what it prints, and its exit codes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sim import cli
from tests.plan.pages import PLAN, bench_in


def shown(page: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = cli.main(["plan", f"BENCH={page}"])
    return code, capsys.readouterr().out


def test_one_plan_is_shown_with_all_that_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = shown(bench_in(tmp_path), capsys)
    assert code == 0
    lines = [line.split() for line in text.splitlines()]
    assert ["words", "V1", "sound,", "reset", "Each", "word", "comes", "out."] in lines
    assert ["depth", "V2", "full", "As", "deep", "as", "it", "goes.", "ends"] in lines
    assert ["usual", "sound,", "reset", "Width=16", "both", "any", "1", "600"] in lines
    assert ["deep", "full", "LAYERS=7", "verilator", "1", "0", "600"] in lines
    told = "plans: 1  testpoints: 1 V1, 1 V2 and 0 V3  planned runs: 2  no gap"
    assert text.splitlines()[-1] == told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '["sound", "reset"]\n    }',
            '["sound"]\n    }',
            "relu: test reset is in no testpoint; name it in the plan.",
        ),
        (
            '["sound", "reset"]\n      param',
            '["sound"]\n      param',
            "relu: test reset is in no planned run; name it in the plan.",
        ),
        (
            '      cover: ["ends"]\n',
            "",
            "relu: cover group ends is in no testpoint; name it in the plan.",
        ),
        ('["ends"]', '["end"]', "cover end is unknown (did you mean ends?)"),
        ('tests: ["full"]\n      cover', 'tests: ["ful"]\n      cover', "test ful is unknown"),
    ],
    ids=["no testpoint", "no run", "no cover", "unknown cover", "unknown test"],
)
def test_a_gap_is_told_and_is_1(
    old: str, new: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = shown(bench_in(tmp_path, PLAN.replace(old, new, 1)), capsys)
    assert code == 1
    assert said in text
    assert text.endswith("1 gap\n")


def test_a_bench_without_a_plan_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = shown(bench_in(tmp_path, plan=None), capsys)
    assert code == 1
    assert text.startswith("relu has no test plan: write ")


def test_all_plans_of_the_project_are_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["plan"]) == 0
    assert capsys.readouterr().out.endswith("no gap\n")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("TOPLEVEL=axis", "TOPLEVEL=axis is unknown"),
        ("SIM=icarus", "SIM is unknown; a plan takes TOPLEVEL or BENCH."),
        ("BENCH=nowhere.py", "nowhere.py is no file."),
    ],
)
def test_wrong_usage_is_2(word: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["plan", word]) == 2
    assert said in capsys.readouterr().err


def test_without_the_library_that_reads_plans_it_is_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "hjson", None)
    assert cli.main(["plan", f"BENCH={bench_in(tmp_path)}"]) == 2
    assert "needs hjson, which is missing: pip install" in capsys.readouterr().err
