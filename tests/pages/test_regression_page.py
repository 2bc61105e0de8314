"""The first lines of a regression's page: did it pass, what failed, is it new, how to repeat it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from playwright.sync_api import expect

from sim.coverage.model import METRICS
from sim.regress.model import REGRESSION_JSON, SUMMARY_JSON
from tests.pages import examples
from tests.pages.browser import Viewer
from tests.pages.reading import facts, rows, texts
from tests.pages.shown import BAD, Shown, written


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


def test_every_link_leads_somewhere(shown: Shown) -> None:
    links = shown.page.locator("a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert len(links) > 20
    assert {"coverage/coverage.info", REGRESSION_JSON, SUMMARY_JSON} <= set(links)
    for link in set(links):
        if link.startswith("#"):
            assert shown.page.locator(f"[id='{link[1:]}']").count() == 1, link
        else:
            assert (shown.folder / link).exists(), link
