"""Plans are read as they are written, and refused with one sentence where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tb.plan.load import load_plan
from tb.plan.model import KeptSeed
from tb.plan.read import PlanError
from tests.plan.pages import PLAN, bench_in


def test_a_plan_beside_a_bench_is_read(tmp_path: Path) -> None:
    plan = load_plan("relu", bench_in(tmp_path))
    words, depth = plan.testpoints
    assert (words.name, words.stage, words.tests) == ("words", "V1", ("sound", "reset"))
    assert words.desc == "Each word comes out."
    assert depth.cover == ("ends",)
    usual, deep = plan.runs
    assert usual.parameters == {"Width": 16}
    assert usual.simulators == ("verilator", "icarus")
    assert usual.seeds == (KeptSeed(seed=5, why="found a bug"),)
    assert usual.reseed is None
    assert (deep.options, deep.simulators, deep.reseed) == ({"LAYERS": "7"}, ("verilator",), 1)


def test_kept_seeds_are_added_to_their_run(tmp_path: Path) -> None:
    seeds = '{usual: [{seed: 9, why: "ends.word: least"}, {seed: 4, why: "a bug"}]}'
    usual, deep = load_plan("", bench_in(tmp_path, seeds=seeds)).runs
    assert [kept.seed for kept in usual.seeds] == [5, 9, 4]
    assert usual.seeds[1].why == "ends.word: least"
    assert deep.seeds == ()


@pytest.mark.parametrize("name", ["ends", "ends.word", "ends.both"])
def test_groups_points_and_crosses_can_be_named(name: str, tmp_path: Path) -> None:
    page = bench_in(tmp_path, PLAN.replace('["ends"]', f'["{name}"]'))
    assert load_plan("relu", page).testpoints[1].cover == (name,)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("stage: V2", "stage: V2 ]", "testpoints / depth / stage is not legal: Input should be"),
        ('tests: ["full"]\n      cover', "tests: [full]\n      cover", "is no hjson: "),
        ("  runs: [", "  more: 1\n  runs: [", "more is unknown; leave more out or correct its"),
        ("reseed: 1", "reseeds: 1", "runs / deep / reseeds is unknown; leave reseeds out"),
        ("      reseed: 1", "      reseed: 0", "runs / deep / reseed is not legal: Input should"),
        ("      stage: V1\n", "", "testpoints / words / stage is missing; give stage."),
        ("stage: V2", "stage: V2\n      stage: V3", "gives the key stage twice in one object"),
        ("name: relu", "name: relux", "is the plan of relux, but lies beside relu."),
        ("name: depth", "name: words", "two testpoints are called words; each needs a name"),
        ("name: deep", "name: usual", "two runs are called usual; each needs a name of its own."),
        (
            '["sound", "reset"]\n    }',
            '["sound", "rest"]\n    }',
            "testpoint words: test rest is unknown (did you mean reset?); there are sound, reset "
            "and full.",
        ),
        (
            '["sound", "reset"]\n    }',
            '["sound", "sound"]\n    }',
            "two tests of testpoint words are called sound",
        ),
        (
            '["sound", "reset"]\n      param',
            '["soud"]\n      param',
            "run usual: test soud is unknown (did you mean sound?)",
        ),
        (
            '["ends"]',
            '["ends.wort"]',
            "testpoint depth: cover ends.wort is unknown (did you mean ends.word?); there are "
            "ends, ends.word, ends.place and ends.both.",
        ),
        ("Width: 16", "Wide: 16", "run usual: parameter Wide is unknown; the design has Width."),
        ("Width: 16", "Width: 65", "run usual: Width is 65, but it must lie from 1 to 64."),
        ("Width: 16", 'Width: "x"', "runs / usual / parameters / Width is not legal: Input should"),
        ('LAYERS: "7"', 'LAYER: "7"', "run deep: "),
        ('LAYERS: "7"', 'LAYERS: "x"', "run deep: LAYERS=x is not legal"),
        ('["verilator"]', '["vcs"]', "runs / deep / simulators / 0 is not legal"),
        ("seed: 5", "seed: -5", "runs / usual / seeds / 0 / seed is not legal"),
    ],
    ids=str,
)
def test_a_wrong_plan_is_refused_with_a_sentence(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    assert PLAN.count(old) >= 1
    page = bench_in(tmp_path, PLAN.replace(old, new, 1))
    _refused(page, said, tmp_path / "testplan.hjson")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1, 2]", "holds no object; write {key: value}."),
        ("{usual: [", "is no hjson: "),
        ('{usal: [{seed: 1, why: "x"}]}', "run usal is unknown (did you mean usual?); rename it"),
        ("{usual: [{seed: 1}]}", "usual / 0 / why is missing; give why."),
    ],
)
def test_wrong_kept_seeds_are_refused_with_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    _refused(bench_in(tmp_path, seeds=text), said, tmp_path / "seeds.hjson")


def test_a_seed_is_kept_once(tmp_path: Path) -> None:
    page = bench_in(tmp_path, seeds='{usual: [{seed: 5, why: "again"}]}')
    _refused(page, "two seeds of run usual are called 5", tmp_path / "testplan.hjson")


def test_a_bench_without_a_plan_is_told(tmp_path: Path) -> None:
    page = bench_in(tmp_path, plan=None)
    with pytest.raises(PlanError, match=r"^relu has no test plan: write .*testplan\.hjson "):
        load_plan("relu", page)


def test_a_plan_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    page = bench_in(tmp_path)
    (tmp_path / "testplan.hjson").write_bytes(b"{name: \xff}")
    _refused(page, "cannot be read: ", tmp_path / "testplan.hjson")


def _refused(page: Path, said: str, path: Path) -> None:
    with pytest.raises(PlanError) as fault:
        load_plan("relu", page)
    sentence = str(fault.value)
    assert sentence.startswith(str(path))
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
