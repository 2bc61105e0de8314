"""Which seeds a search keeps, and how its holes read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hjson
import pytest

from sim.coverage.data import BinKey, CodeKey, RunCoverage
from sim.coverage.exclusions import BinExclusion, CodeExclusion, Exclusions
from sim.coverage.judge import judged
from sim.coverage.search import Hole, best_seeds, keep, open_holes, worth_running
from sim.coverage.show import holes, share
from sim.regress.model import Job
from tb.plan.load import SEEDS
from tb.plan.model import KeptSeed, PlannedRun, Testplan, Testpoint
from tb.spec import RunSpec

IF = CodeKey("a.sv", "a", "branch", 7, 3, "if")
ELSE = CodeKey("a.sv", "a", "branch", 7, 3, "else")
EDGE = CodeKey("a.sv", "a", "toggle", 2, 1, "data[0]:0->1")
BACK = CodeKey("a.sv", "a", "toggle", 2, 1, "data[0]:1->0")


def bin_(name: str, design: str = "d") -> BinKey:
    return BinKey(design, "g", "p", name)


def job(seed: int, design: str = "d", run: str = "usual", kept: str = "") -> Job:
    spec = RunSpec(toplevel=design, seed=seed)
    return Job(key=f"{design}.{run}.{seed}", design=design, run=run, spec=spec, kept=kept)


def plan(design: str, **reseed: int | None) -> Testplan:
    runs = tuple(PlannedRun(name=n, tests=("sound",), reseed=r) for n, r in reseed.items())
    point = Testpoint(name="all", desc="all", stage="V1", tests=("sound",))
    return Testplan(name=design, testpoints=(point,), runs=runs)


def hit(*names: Any) -> RunCoverage:
    bins = {name: 1 for name in names if isinstance(name, BinKey)}
    code = {name: 1 for name in names if isinstance(name, CodeKey)}
    return RunCoverage({bin_("never"): 0, **bins}, code)


def merged() -> RunCoverage:
    return RunCoverage(
        {bin_("near"): 1, bin_("far"): 0, bin_("beyond"): 0},
        {IF: 0, ELSE: 0, EDGE: 0, BACK: 3},
    )


RULES = Exclusions(
    code=(CodeExclusion(module="a", text="else", reason="never"),),
    functional=(BinExclusion(points=("d.g.p",), bins=("beyond",), reason="never"),),
)


def test_holes_are_what_is_neither_hit_nor_excluded() -> None:
    coverage = judged(merged(), [], exclusions=RULES, goals={})
    assert open_holes(merged(), coverage) == {bin_("far"), IF}
    assert list(holes(coverage)) == [
        "functional  d.g.p: far",
        "branch      a.sv:7: if",
        "toggle      a.sv:2: data, 1 of 2 edges",
    ]


def test_what_was_hit_is_no_hole_though_its_like_in_the_line_is() -> None:
    like = [IF._replace(column=9), IF._replace(metric="line")]
    counts = RunCoverage(code={IF: 0, **dict.fromkeys(like, 1)})
    coverage = judged(counts, [], exclusions=Exclusions(), goals={})
    assert open_holes(counts, coverage) == {IF}


def test_only_random_runs_of_designs_with_holes_are_searched() -> None:
    jobs = [job(1), job(2, run="fixed"), job(3, "other"), job(4, kept="found a bug")]
    plans = [plan("d", usual=None, fixed=2), plan("other", usual=None)]
    keys = [found.key for found in worth_running(jobs, plans, frozenset({bin_("far")}))]
    assert keys == ["d.usual.1"]
    keys = [found.key for found in worth_running(jobs, plans, frozenset({IF}))]
    assert keys == ["d.usual.1", "other.usual.3"]


def test_few_seeds_are_kept() -> None:
    wanted: frozenset[Hole] = frozenset({bin_("a"), bin_("b"), bin_("c"), IF})
    found = [
        (job(1), hit(bin_("a"), bin_("known"))),
        (job(2), hit(bin_("a"), bin_("b"), IF)),
        (job(3), hit(bin_("b"))),
        (job(4), hit(bin_("c"), bin_("b"))),
        (job(5), hit()),
    ]
    best = [(kept.seed, kept.why) for _, kept in best_seeds(found, wanted)]
    assert best == [(2, "hits a.sv:7 if, g.p: a, g.p: b"), (4, "hits g.p: c")]


def test_many_holes_are_named_in_part() -> None:
    wanted = frozenset(bin_(name) for name in "abcde")
    [(_, kept)] = best_seeds([(job(1), hit(*wanted))], wanted)
    assert kept.why == "hits g.p: a, g.p: b, g.p: c, and 2 more"


def test_kept_seeds_are_added_to_those_that_are_there(tmp_path: Path) -> None:
    path = tmp_path / SEEDS
    path.write_text('{usual: [{seed: 9, why: "a bug"}]}', encoding="utf-8")
    keep(
        [
            (job(1), KeptSeed(seed=1, why="hits g.p: a")),
            (job(2, run="x"), KeptSeed(seed=2, why="b")),
        ],
        {"d": tmp_path},
    )
    found = hjson.loads(path.read_text(encoding="utf-8"))
    assert found == {
        "usual": [{"seed": 9, "why": "a bug"}, {"seed": 1, "why": "hits g.p: a"}],
        "x": [{"seed": 2, "why": "b"}],
    }


def test_nothing_is_kept_where_nothing_was_hit(tmp_path: Path) -> None:
    keep(best_seeds([(job(1), hit())], frozenset({IF})), {"d": tmp_path})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("percent", [99.996, 100.0])
def test_all_but_one_is_not_told_as_all(percent: float) -> None:
    """See the column ``covered``."""
    assert share(percent) == ("100.00 %" if percent == 100 else "99.99 %")
