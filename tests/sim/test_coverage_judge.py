"""Merging, exclusions and goals."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.coverage.data import BinKey, CodeKey, CoverageError, RunCoverage, Source, merge
from sim.coverage.exclusions import BinExclusion, CodeExclusion, Exclusions, exclude, statement
from sim.coverage.functional import bin_name, read_functional
from sim.coverage.goals import earlier_goals, lowered, read_goals
from sim.coverage.judge import combinations, judged
from sim.coverage.model import METRICS, Bin, CodeItem, ModuleCoverage, PointCoverage
from tb.coverage.model import Cross, Group, Point
from tb.plan.read import PlanError

XML = """\
<top abs_name="top"><d abs_name="top.d"><g abs_name="top.d.g">
<p abs_name="top.d.g.p"><bin0 bin="small" hits="3" abs_name="top.d.g.p.bin0" />
<bin1 bin="large" hits="0" abs_name="top.d.g.p.bin1" /></p>
<c abs_name="top.d.g.c"><bin0 bin="('small', 'odd')" hits="2" abs_name="top.d.g.c.bin0" /></c>
</g></d></top>
"""

hits = st.integers(0, 3)
keys = st.sampled_from([CodeKey("a.sv", "a", "line", n, 1, "block") for n in range(4)])
bins = st.sampled_from([BinKey("d", "g", "p", name) for name in "abc"])
parts = st.builds(
    RunCoverage,
    st.dictionaries(bins, hits),
    st.dictionaries(keys, hits),
    st.lists(st.just(Source("d", "verilator", 1, "make", True, 1.0)), max_size=2).map(tuple),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(parts, max_size=5), st.integers(0, 5))
def test_it_does_not_matter_which_parts_are_merged_first(some: list[RunCoverage], cut: int) -> None:
    assert merge([merge(some[:cut]), merge(some[cut:])]) == merge(some)


def test_what_no_run_has_hit_is_not_lost() -> None:
    key = CodeKey("a.sv", "a", "line", 1, 1, "block")
    assert merge([RunCoverage(code={key: 0}), RunCoverage(code={key: 0})]).code == {key: 0}


def test_functional_coverage_is_read(tmp_path: Path) -> None:
    path = tmp_path / "functional.xml"
    path.write_text(XML, encoding="utf-8")
    assert read_functional(path) == {
        BinKey("d", "g", "p", "small"): 3,
        BinKey("d", "g", "p", "large"): 0,
        BinKey("d", "g", "c", "small x odd"): 2,
    }
    path.write_text(XML[:100], encoding="utf-8")
    with pytest.raises(CoverageError, match="is no functional coverage"):
        read_functional(path)


@pytest.mark.parametrize("name", ["(open", "(1)", "plain", "(a, b)"])
def test_a_name_with_a_bracket_is_no_cross(name: str) -> None:
    assert bin_name(name) == name


def test_a_cross_has_all_combinations_but_those_that_cannot_be() -> None:
    group = Group(
        "g",
        "",
        (Point("a", ("x", "y"), ""), Point("b", ("1", "2"), "")),
        (Cross("c", ("a", "b"), "", never=(("y", "1"),)),),
    )
    assert combinations(group, group.crosses[0]) == ["x x 1", "x x 2", "y x 2"]


def module(*items: CodeItem, name: str = "a", file: str = "a.sv") -> ModuleCoverage:
    return ModuleCoverage(module=name, file=file, items=items)


def piece(text: str, found: int = 0, line: int = 1) -> CodeItem:
    return CodeItem(metric="branch", line=line, text=text, hits=found)


def point(**found: int) -> PointCoverage:
    return PointCoverage(
        design="d", group="g", name="p", bins=tuple(Bin(name=n, hits=h) for n, h in found.items())
    )


def test_what_is_excluded_need_not_be_hit() -> None:
    rules = Exclusions(
        code=(CodeExclusion(module="a*", text="else*", reason="one"),),
        functional=(BinExclusion(points=("d.*.p",), bins=("far",), reason="two"),),
    )
    found = exclude([point(near=1, far=0)], [module(piece("else, lines 3"), piece("if"))], rules,
                    whole=True)  # fmt: skip
    assert not found.faults
    assert [item.excluded for item in found.modules[0].items] == ["one", ""]
    assert [bin_.excluded for bin_ in found.points[0].bins] == ["", "two"]
    assert found.modules[0].score("branch").total == 1


def test_an_exclusion_of_what_was_hit_is_not_true() -> None:
    rules = Exclusions(code=(CodeExclusion(module="a", reason="never"),))
    found = exclude([], [module(piece("if", 2))], rules, whole=True)
    assert found.faults == ("a.sv:1 if is excluded (never), but it was hit.",)
    assert found.modules[0].items[0].excluded == ""


def test_what_says_nothing_is_excluded_though_it_was_hit() -> None:
    rules = Exclusions(code=(CodeExclusion(module="a", reason="unused", though_hit=True),))
    found = exclude([], [module(piece("if", 2), piece("else"))], rules, whole=True)
    assert not found.faults
    assert found.modules[0].score("branch").total == 0


def test_an_exclusion_must_find_something_where_all_designs_are_there() -> None:
    rules = Exclusions(code=(CodeExclusion(module="gone", reason="old"),))
    some = [module(piece("if"))]
    assert exclude([], some, rules, whole=True).faults == (
        "An exclusion finds nothing (old): remove it, or mend its pattern.",
    )
    assert not exclude([], some, rules, whole=False).faults
    assert not exclude([], [], rules, whole=True).faults  # Icarus alone counts no code


def test_an_exclusion_may_name_the_statement(tmp_path: Path) -> None:
    file = tmp_path / "a.sv"
    file.write_text("assign a = b;\nif (Rows < 1 ||\n    Rows > 9)\n  $fatal(1);\n", "utf-8")
    assert statement(str(file), 2) == "if (Rows < 1 || Rows > 9) $fatal(1);"
    rules = Exclusions(code=(CodeExclusion(module="a", statement="*$fatal(*", reason="illegal"),))
    found = exclude([], [module(piece("if", line=1), piece("if", line=2), file=str(file))], rules,
                    whole=True)  # fmt: skip
    assert [item.excluded for item in found.modules[0].items] == ["", "illegal"]


def test_goals_only_rise() -> None:
    earlier = [("c2", {"line": 99.0}), ("c1", {"line": 95.0, "branch": 90.0})]
    assert not lowered({"line": 99.0, "branch": 90.0}, earlier)  # type: ignore[arg-type]
    assert not lowered({"line": 100.0, "branch": 95.0}, earlier)  # type: ignore[arg-type]
    assert lowered({"line": 98.0, "branch": 90.0}, earlier) == [  # type: ignore[arg-type]
        "The goal of line is 98 %, but it was 99 % in commit c2: goals only rise."
    ]
    assert "goal of branch is 0 %" in lowered({"line": 99.0}, earlier)[0]  # type: ignore[arg-type]


def test_the_goals_of_the_project_are_those_of_its_history_or_higher() -> None:
    goals = read_goals()
    assert goals["functional"] == goals["line"] == goals["branch"] == 100
    assert not lowered(goals, earlier_goals())


def test_a_goal_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "goals.hjson"
    path.write_text("{lines: 100}", encoding="utf-8")
    with pytest.raises(PlanError, match="lines"):
        read_goals(path)
    path.write_text("{line: 101}", encoding="utf-8")
    with pytest.raises(PlanError, match="not legal"):
        read_goals(path)


def test_one_hole_is_below_a_goal_of_all() -> None:
    code = {CodeKey("a.sv", "a", "branch", n, 1, "if"): n for n in range(100)}
    goals = dict.fromkeys(METRICS, 0.0) | {"branch": 100.0}
    found = judged(RunCoverage(code=code), [], exclusions=Exclusions(), goals=goals)
    assert found.missed == ("branch",)
    assert not found.passed
    code[CodeKey("a.sv", "a", "branch", 0, 1, "if")] = 1
    assert judged(RunCoverage(code=code), [], exclusions=Exclusions(), goals=goals).passed


def test_code_that_nobody_counted_has_no_goal() -> None:
    goals = dict.fromkeys(METRICS, 100.0)
    found = judged(RunCoverage(), [], exclusions=Exclusions(), goals=goals)
    assert found.goals == {"functional": 100.0}
