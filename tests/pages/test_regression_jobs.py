"""What a regression's page tells of its jobs, the farm and the past, figure by figure."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sim.coverage.model import METRICS
from tests.pages.reading import facts, rows, texts
from tests.pages.shown import BAD, Shown


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
