"""What a regression's page tells of the plans and of coverage, figure by figure."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.coverage.model import METRICS, Metric
from sim.regress.model import Regression
from tests.pages import examples
from tests.pages.reading import rows, texts
from tests.pages.shown import Shown


def share(hit: int, total: int) -> str:
    """Tenths of a percent, counted in whole numbers."""
    tenths = 1000 * hit // total
    return f"{tenths // 10}.{tenths % 10} %"


def counted(regression: Regression) -> dict[Metric, list[tuple[str, str, int, str]]]:
    """All that coverage holds, by metric: place, name, hits and why it is excluded."""
    assert regression.coverage
    found: dict[Metric, list[tuple[str, str, int, str]]] = {metric: [] for metric in METRICS}
    for point in regression.coverage.points:
        place = f"{point.design}.{point.group}.{point.name}"
        found["functional"] += [(place, b.name, b.hits, b.excluded) for b in point.bins]
    for module in regression.coverage.modules:
        for item in module.items:
            entry = (module.module, f"{item.line}: {item.text}", item.hits, item.excluded)
            found[item.metric].append(entry)
    return found


def test_the_plan_is_told_by_stage(shown: Shown) -> None:
    points = shown.regression.annotation.testpoints
    for stage in ("V1", "V2", "V3"):
        own = [point.state for point in points if point.stage == stage]
        line = texts(shown.page.locator(f"li[data-stage={stage}]"))
        assert line == [f"{stage} {own.count('passed')} of {len(own)} testpoints"]


def test_each_testpoint_stands_once_those_that_lack_something_first(shown: Shown) -> None:
    lacking, done = rows(shown.page, "lacking"), rows(shown.page, "done")
    points = {f"{p.design}.{p.name}": p for p in shown.regression.annotation.testpoints}
    assert len(lacking) + len(done) == len(points)
    stages = [row["cells"][2] for row in lacking]
    assert stages == sorted(stages)
    for row in (*lacking, *done):
        point = points.pop(row["testpoint"])
        design, name, stage, state, tests, cover = row["cells"]
        assert [design, stage] == [point.design, point.stage]
        assert name.startswith(point.name)
        assert name.endswith(point.desc)
        assert state.startswith(point.state)
        assert state.endswith(point.why)
        assert (row in done) == (point.state == "passed")
        for test in point.tests:
            told = f"{test.passed} of {test.total}" if test.total else "not run"
            assert f"{test.name} {told}" in tests
        for name, value in point.cover.items():
            assert f"{name} {value:.1f} %" in cover
    assert not points


def test_designs_that_lack_something_stand_first(shown: Shown) -> None:
    found = rows(shown.page, "designs")
    whole = []
    for row in found:
        design = row["design"]
        jobs = [job.state for job in shown.regression.jobs if job.job.design == design]
        points = [p for p in shown.regression.annotation.testpoints if p.design == design]
        expected = [design]
        for stage in ("V1", "V2", "V3"):
            states = [point.state for point in points if point.stage == stage]
            expected.append(f"{states.count('passed')} of {len(states)}" if states else "")
        expected.append(f"{jobs.count('passed')} of {len(jobs)}")
        assert row["cells"][:-1] == expected
        whole.append({*jobs, *(point.state for point in points)} == {"passed"})
    assert whole == sorted(whole)
    assert len(found) == examples.Size().designs


def test_what_no_plan_names_is_listed(shown: Shown) -> None:
    annotation = shown.regression.annotation
    listed = texts(shown.page.locator("section[aria-labelledby=plan] ul.names li"))
    assert listed == [
        *annotation.unplanned_tests,
        *annotation.unplanned_cover,
        *annotation.unhit,
    ]


def test_coverage_is_told_by_metric_with_its_goal(shown: Shown) -> None:
    assert shown.regression.coverage
    for row in rows(shown.page, "metrics"):
        metric = row["metric"]
        entries = counted(shown.regression)[metric]
        wanted = [hits for _, _, hits, excluded in entries if not excluded]
        hit = sum(hits > 0 for hits in wanted)
        goal = shown.regression.coverage.goals.get(metric)
        assert row["cells"] == [
            metric,
            share(hit, len(wanted)),
            "",
            "" if goal is None else f"{goal:.1f} %",
            f"{hit:,}",
            f"{len(wanted):,}",
            f"{len(entries) - len(wanted):,}",
        ]
        bad = shown.page.locator(f"#metrics tr[data-metric={metric}] td.bad")
        assert bad.count() == (goal is not None and 100 * hit < goal * len(wanted))


@pytest.mark.parametrize("table", ["holes", "exclusions"])
def test_every_hole_and_every_exclusion_stands_by_name(table: str, shown: Shown) -> None:
    expected = Counter(
        (place, metric, name, why if table == "exclusions" else "")
        for metric, entries in counted(shown.regression).items()
        for place, name, hits, why in entries
        if (why if table == "exclusions" else not hits and not why)
    )
    found: Counter[tuple[str, str, str, str]] = Counter()
    for row in shown.page.locator(f"#{table} tbody tr").all():
        place = str(row.get_attribute("data-place"))
        metric = next(m for m in METRICS if m == row.get_attribute("data-metric"))
        names = texts(row.locator("li"))
        all_ = [why for where, _, _, why in counted(shown.regression)[metric] if where == place]
        total = len(all_) if table == "exclusions" else all_.count("")
        assert texts(row.locator("td.number")) == [str(len(names)), str(total)]
        why = "".join(texts(row.locator("th .desc"))) if table == "exclusions" else ""
        found.update((place, metric, name, why) for name in names)
    assert found == expected


def test_coverage_is_told_by_design_and_by_module(shown: Shown) -> None:
    everything = counted(shown.regression)
    for row in rows(shown.page, "by-design"):
        own = [e for e in everything["functional"] if e[0].startswith(f"{row['design']}.")]
        wanted = [hits for _, _, hits, why in own if not why]
        hit = sum(hits > 0 for hits in wanted)
        told = [
            share(hit, len(wanted)),
            "",
            str(hit),
            str(len(wanted)),
            str(len(own) - len(wanted)),
        ]
        assert row["cells"] == [row["design"], *told]
    modules = rows(shown.page, "by-module")
    for row in modules:
        for metric, cell in zip(METRICS[1:], row["cells"][1:], strict=True):
            own = [e for e in everything[metric] if e[0] == row["module"] and not e[3]]
            hit = sum(hits > 0 for _, _, hits, _ in own)
            assert cell == f"{share(hit, len(own))} {hit}/{len(own)}"
    assert shown.regression.coverage
    assert len(modules) == len(shown.regression.coverage.modules)
