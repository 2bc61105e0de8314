"""The page of a regression shows what the regression holds, figure by figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sim.coverage.model import METRICS, Coverage, Metric
from sim.pages.regression_page import write_regression_page
from sim.regress.model import (
    REGRESSION_JSON,
    SUMMARY_JSON,
    Annotation,
    FailureGroup,
    Regression,
    State,
    Summary,
)
from tests.pages import examples
from tests.pages.browser import Viewer
from tests.pages.reading import facts, rows, texts

BAD: tuple[State, ...] = ("failed", "lost", "not run")


@dataclass(frozen=True)
class Shown:
    """A regression and its page."""

    regression: Regression
    history: list[Summary]
    folder: Path
    page: Page


def written(folder: Path, regression: Regression, history: list[Summary]) -> Path:
    """The page, in a folder with what the jobs left."""
    own = folder / regression.name
    for job in regression.jobs:
        if job.folder:
            (own / job.folder).mkdir(parents=True)
            (own / job.folder / "report.html").write_text("<title>a run</title>", encoding="utf-8")
    own.mkdir(exist_ok=True)
    (own / "coverage").mkdir()
    (own / "coverage" / "coverage.info").touch()
    (own / REGRESSION_JSON).write_text(regression.model_dump_json(), encoding="utf-8")
    (own / SUMMARY_JSON).touch()
    earlier = folder / "earlier-02"
    earlier.mkdir()
    (earlier / "index.html").write_text("<title>earlier</title>", encoding="utf-8")
    return write_regression_page(regression, history, own)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Regression, list[Summary], Path]:
    """One in which something of everything went wrong."""
    history = examples.history(5)
    regression = examples.regression(examples.Size(bad=0.2), before=history)
    folder = tmp_path_factory.mktemp("regressions")
    return regression, history, written(folder, regression, history)


@pytest.fixture(scope="module")
def shown(made: tuple[Regression, list[Summary], Path], browser: Browser) -> Iterator[Shown]:
    """Its page, for all tests that only read it."""
    viewer = Viewer(browser)
    regression, history, page = made
    yield Shown(regression, history, page.parent, viewer.open(page))
    viewer.close()
    assert viewer.faults == []


@pytest.fixture
def used(made: tuple[Regression, list[Summary], Path], viewer: Viewer) -> Shown:
    """Its page, for a test that changes or leaves it."""
    regression, history, page = made
    return Shown(regression, history, page.parent, viewer.open(page))


def share(hit: int, total: int) -> str:
    """Tenths of a percent, counted in whole numbers."""
    tenths = 1000 * hit // total
    return f"{tenths // 10}.{tenths % 10} %"


def test_the_example_has_something_of_everything(shown: Shown) -> None:
    """Or the tests below would compare nothing with nothing."""
    regression = shown.regression
    assert {job.state for job in regression.jobs} == {"passed", *BAD}
    points = {testpoint.state for testpoint in regression.annotation.testpoints}
    assert points == {"passed", "failed", "not run"}
    assert {group.new for group in regression.groups} == {True, False}
    assert len(regression.groups) > 3
    assert regression.coverage
    assert regression.coverage.missed
    assert all(regression.coverage.score(metric).total for metric in METRICS)


def test_it_is_accessible(tmp_path: Path, viewer: Viewer) -> None:
    """A short page: what axe does grows with the square of its length."""
    regression = examples.regression(examples.TINY)
    assert {job.state for job in regression.jobs} == {"passed", *BAD}
    viewer.check(written(tmp_path, regression, examples.history(3)))


def test_the_verdict_comes_first(shown: Shown) -> None:
    states = Counter(job.state for job in shown.regression.jobs)
    first = shown.page.locator("main section").first
    expect(first.get_by_role("heading", level=2)).to_have_text("FAILED")
    told = " ".join(texts(first.locator("p")))
    total = len(shown.regression.jobs)
    bad = ", ".join(f"{states[state]} {state}" for state in BAD)
    assert f"Of {total} jobs: {bad}." in told
    new = sum(group.new for group in shown.regression.groups)
    assert f"{new} new, {len(shown.regression.groups) - new} known" in told
    figures = facts(first.locator("dl"))
    assert figures["jobs passed"] == f"{states['passed']} of {total}"
    points = shown.regression.annotation.testpoints
    good = sum(point.state == "passed" for point in points)
    assert f"{len(points) - good} of {len(points)} testpoints did not pass." in told
    assert figures["testpoints passed"] == f"{good} of {len(points)}"
    assert texts(first.locator("code")) == [shown.regression.replay]


def test_failures_stand_with_all_that_is_needed_to_repeat_them(shown: Shown) -> None:
    articles = shown.page.locator("article.failure")
    groups = shown.regression.groups
    assert articles.count() == len(groups) > 1
    for group, article in zip(groups, articles.all(), strict=True):
        heading = texts(article.get_by_role("heading"))
        assert heading == [f"{'new' if group.new else 'known'} {group.signature}"]
        text = article.text_content() or ""
        assert f"{len(group.keys)} job" in text
        assert group.shortest in text
        assert article.locator("code").text_content() == group.replay
        report = article.locator("pre.text")
        assert report.text_content() == group.report if group.report else report.count() == 0
        links = article.get_by_role("link", name="Page of that run")
        assert links.count() == bool(group.page)
        if len(group.keys) > 1:
            assert texts(article.locator("li")) == list(group.keys)
        before = [s.name for s in shown.history if group.signature in s.signatures]
        told = f"It came up in {len(before)} regression"
        assert (told in text and f"first in {before[0]}" in text) if before else told not in text
    causes = [row["cells"][1:4] for row in rows(shown.page, "causes")]
    assert causes == [
        [group.signature, "new" if group.new else "known", str(len(group.keys))] for group in groups
    ]


def test_a_failure_leads_to_the_page_of_its_run(used: Shown) -> None:
    number = next(count for count, group in enumerate(used.regression.groups, 1) if group.page)
    article = used.page.locator("article.failure").nth(number - 1)
    article.get_by_role("link", name="Page of that run").click()
    expect(used.page).to_have_title("a run")


def test_a_replay_command_is_copied(used: Shown) -> None:
    used.page.get_by_role("button", name="the command that repeats failure 1", exact=False).click()
    copied = used.page.evaluate("navigator.clipboard.readText()")
    assert copied == used.regression.groups[0].replay


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


def test_each_job_stands_in_a_row(shown: Shown) -> None:
    regression = shown.regression
    found = rows(shown.page, "all-jobs")
    group_of = {key: n for n, group in enumerate(regression.groups, 1) for key in group.keys}
    assert [row["job"] for row in found] == [result.job.key for result in regression.jobs]
    for row, result in zip(found, regression.jobs, strict=True):
        spec = result.job.spec
        remark = f"kept: {result.job.kept}" if result.job.kept else ""
        if result.job.key in group_of:
            remark = f"failure {group_of[result.job.key]}"
        design, run, simulator, seed, state, _, *counts, last = row["cells"]
        assert [design, run] == [result.job.design, result.job.run]
        assert [simulator, seed, state] == [spec.simulator, str(spec.seed), result.state]
        assert counts == [f"{result.clocks:,}", f"{result.beats:,}", str(len(result.attempts))]
        assert last == remark


def test_jobs_are_summed_by_simulator(shown: Shown) -> None:
    found = {row["simulator"]: row["cells"] for row in rows(shown.page, "simulators")}
    assert set(found) == {"verilator", "icarus"}
    for simulator, row in found.items():
        own = [job for job in shown.regression.jobs if job.job.spec.simulator == simulator]
        states = [job.state for job in own]
        sums = [states.count(state) for state in ("passed", *BAD)]
        sums += [len(own), sum(len(job.attempts) for job in own)]
        sums += [sum(job.clocks for job in own), sum(job.beats for job in own)]
        assert row[1:-1] == [f"{value:,}" for value in sums]


def test_the_longest_jobs_stand_first(shown: Shown) -> None:
    took = sorted((job.seconds for job in shown.regression.jobs), reverse=True)[:15]
    seconds = {job.job.key: job.seconds for job in shown.regression.jobs}
    assert [seconds[row["job"]] for row in rows(shown.page, "longest")] == took
    widths = shown.page.locator("#longest rect.part").evaluate_all(
        "(all) => all.map((one) => Number(one.getAttribute('width')))"
    )
    assert widths == pytest.approx([100 * value / took[0] for value in took], abs=0.01)


def test_what_happened_on_the_farm_is_told(shown: Shown) -> None:
    farm = shown.page.locator("section[aria-labelledby=farm]")
    assert texts(farm.locator("ol.events li")) == list(shown.regression.events)
    found = {row["job"]: row["cells"] for row in rows(shown.page, "retried")}
    told = [j for j in shown.regression.jobs if j.state == "lost" or len(j.attempts) > 1]
    assert set(found) == {job.job.key for job in told}
    for job in told:
        _, state, tries = found[job.job.key]
        assert state.startswith(job.state)
        assert job.why in state
        for attempt in job.attempts:
            assert f"{attempt.worker} on {attempt.host}" in tries
        assert tries.count(": ") >= len(job.attempts)
        assert job.attempts[-1].ended in tries


def test_it_says_where_it_comes_from(shown: Shown) -> None:
    told = facts(shown.page.locator("section[aria-labelledby=setup]"))
    regression = shown.regression
    expected = {"commit": regression.commit, "seed": str(regression.seed)}
    assert told == {**expected, **regression.machine, **regression.tools}
    head = texts(shown.page.locator("header.page p"))[0]
    assert f"commit {regression.commit}" in head
    assert regression.commit.endswith("(dirty)")
    assert shown.page.title() == f"FAILED: regression {regression.name}"


def test_the_history_is_drawn_and_told_in_numbers(shown: Shown) -> None:
    found = rows(shown.page, "past")
    names = [summary.name for summary in shown.history]
    assert [row["regression"] for row in found] == [shown.regression.name, *reversed(names)]
    for row, summary in zip(found[1:], reversed(shown.history), strict=True):
        _, verdict, commit, passed, jobs, *percents, causes, _ = row["cells"]
        assert verdict == ("passed" if summary.passed else "failed")
        assert commit == summary.commit
        assert [passed, jobs] == [str(summary.jobs["passed"]), str(sum(summary.jobs.values()))]
        for metric, told in zip(METRICS, percents, strict=True):
            assert abs(float(told.removesuffix(" %")) - summary.percent[metric]) <= 0.1
            assert told != "100.0 %" or summary.percent[metric] == 100
        assert causes == str(len(summary.signatures))
    plots = shown.page.locator("div.plot")
    assert plots.count() == len(METRICS) + 2
    for plot in plots.all():
        labels = texts(plot.locator("circle title"))
        assert [label.split(":")[0] for label in labels] == [*names, shown.regression.name]
    bad = shown.page.locator("[data-series='jobs that passed'] circle.bad title")
    failed = [s.name for s in shown.history if s.jobs["passed"] < sum(s.jobs.values())]
    expected = [*failed, shown.regression.name]
    assert [label.split(":")[0] for label in texts(bad)] == expected


def test_the_page_of_an_earlier_regression_is_a_link_away(used: Shown) -> None:
    links = used.page.locator("#past a")
    assert links.count() == 1
    used.page.get_by_text("The numbers of").click()
    links.click()
    expect(used.page).to_have_title("earlier")


def test_every_link_leads_somewhere(shown: Shown) -> None:
    links = shown.page.locator("a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert len(links) > 20
    assert {"coverage/coverage.info", REGRESSION_JSON, SUMMARY_JSON} <= set(links)
    for link in set(links):
        if link.startswith("#"):
            assert shown.page.locator(f"[id='{link[1:]}']").count() == 1, link
        else:
            assert (shown.folder / link).exists(), link


def test_jobs_are_filtered_and_sorted(used: Shown) -> None:
    page = used.page
    page.get_by_text(f"All {len(used.regression.jobs)} jobs", exact=True).click()
    field = page.get_by_label("Filter the jobs")
    field.fill("icarus failed")
    left = [row["job"] for row in rows(page, "all-jobs") if row["shown"]]
    failed = [
        job
        for job in used.regression.jobs
        if job.job.spec.simulator == "icarus" and job.state == "failed"
    ]
    assert left == [job.job.key for job in failed] != []
    page.locator("#all-jobs thead").get_by_role("button", name="clocks").click()
    left = [row["job"] for row in rows(page, "all-jobs") if row["shown"]]
    assert left == [job.job.key for job in sorted(failed, key=lambda job: job.clocks)]
    field.press("Escape")
    assert sum(row["shown"] for row in rows(page, "all-jobs")) == len(used.regression.jobs)


def test_a_job_leads_to_its_failure(used: Shown) -> None:
    page = used.page
    page.get_by_text(f"All {len(used.regression.jobs)} jobs", exact=True).click()
    page.locator("#all-jobs").get_by_role("link", name="failure 2", exact=True).first.click()
    expect(page.locator("#failure-2")).to_be_in_viewport()


def test_one_in_which_all_passed_says_so(tmp_path: Path, viewer: Viewer) -> None:
    page = viewer.open(written(tmp_path, examples.clean(), []))
    expect(page.get_by_role("heading", level=2).first).to_have_text("PASSED")
    told = " ".join(texts(page.locator("main section").first.locator("p")))
    assert "48 jobs ran and passed. All coverage goals are met." in told
    assert page.locator("article.failure, #lacking, #holes, #retried, .bad").count() == 0
    assert page.get_by_role("heading", name="Failures").count() == 0
    expect(page.get_by_text("There is no earlier regression")).to_be_visible()
    assert page.locator("div.plot").count() == 0


@pytest.mark.parametrize(
    ("changes", "word", "sentence"),
    [
        ({"interrupted": True}, "NOT FINISHED", "It was ended before everything was run."),
        ({"jobs": ()}, "FAILED", "There was no job to run."),
        ({"coverage": None}, "PASSED", "No coverage was taken."),
        ({"coverage": Coverage()}, "PASSED", "there was nothing to cover."),
        ({"coverage": Coverage(goals={"line": 100.0})}, "PASSED", "there was nothing to cover."),
        ({"annotation": Annotation()}, "PASSED", "48 jobs ran and passed"),
    ],
)
def test_what_is_missing_is_told(
    changes: dict[str, object], word: str, sentence: str, tmp_path: Path, viewer: Viewer
) -> None:
    page = viewer.open(written(tmp_path, examples.clean(**changes), examples.history(1)))
    first = page.locator("main section").first
    expect(first.get_by_role("heading", level=2)).to_have_text(word)
    assert sentence in " ".join(texts(first.locator("p")))


def test_one_that_was_ended_tells_how_to_go_on(tmp_path: Path, viewer: Viewer) -> None:
    regression = examples.clean(interrupted=True)
    page = viewer.open(written(tmp_path, regression, []))
    commands = texts(page.locator("main section").first.locator("code"))
    assert commands == [regression.replay, f"make regress RESUME={regression.name}"]


def test_what_others_wrote_stays_text(tmp_path: Path, viewer: Viewer) -> None:
    evil = "</pre><script>document.title = 'caught'</script><img src=http://127.0.0.1:9/x>\x07"
    regression = examples.regression()
    group = regression.groups[0].model_copy(
        update={"signature": evil, "report": evil, "replay": evil, "page": "a b#c?d/report.html"}
    )
    changed = regression.model_copy(
        update={"groups": (group, *regression.groups[1:]), "events": (evil,), "commit": evil}
    )
    page = viewer.open(written(tmp_path, changed, []))
    assert "caught" not in page.title()
    assert page.locator("img").count() == 0
    assert page.locator("article.failure pre.text").first.text_content() == evil
    link = page.get_by_role("link", name="Page of that run").first
    assert link.get_attribute("href") == "a%20b%23c%3Fd/report.html"


def test_a_large_one_stays_small_and_whole(tmp_path: Path, viewer: Viewer) -> None:
    regression = examples.regression(examples.LARGE)
    assert regression.coverage
    assert len(regression.jobs) >= 1000
    assert len(regression.annotation.testpoints) == 250
    assert sum(len(point.bins) for point in regression.coverage.points) == 2500
    assert sum(len(module.items) for module in regression.coverage.modules) == 2500
    file = written(tmp_path, regression, examples.history(40))
    assert file.stat().st_size < 2_000_000
    page = viewer.open(file)
    assert len(rows(page, "all-jobs")) == len(regression.jobs)
    assert len(rows(page, "designs")) == 30
    assert len(rows(page, "past")) == 30
    page.get_by_text("All 1,200 jobs", exact=True).click()
    page.get_by_label("Filter the jobs").fill("design_07 wide icarus")
    expect(page.locator("output[for=all-jobs-filter]")).to_have_text("4 of 1,200 rows")


def test_the_worst_that_can_be_stays_small(tmp_path: Path) -> None:
    """Every job failed in its own way with a long report, and nothing was hit."""
    regression = examples.regression(examples.LARGE)
    assert regression.coverage
    failed = [job.model_copy(update={"state": "failed"}) for job in regression.jobs]
    groups = [
        FailureGroup(
            signature=f"design: word {count} at port out differs",
            keys=(job.job.key,),
            shortest=job.job.key,
            test="main",
            replay=job.job.spec.replay("main"),
            report="\n".join(f"beat {line}: {'x' * 60}" for line in range(1000)),
        )
        for count, job in enumerate(failed)
    ]
    points = tuple(
        point.model_copy(
            update={"bins": tuple(b.model_copy(update={"hits": 0}) for b in point.bins)}
        )
        for point in regression.coverage.points
    )
    coverage = regression.coverage.model_copy(update={"points": points})
    changes = {"jobs": tuple(failed), "groups": tuple(groups), "coverage": coverage}
    page = write_regression_page(regression.model_copy(update=changes), [], tmp_path)
    assert page.stat().st_size < 2_500_000
