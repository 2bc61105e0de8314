"""The page of a regression that lacks something, is large, or holds hostile text."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from sim.coverage.model import Coverage
from sim.pages.regression_page import write_regression_page
from sim.regress.model import Annotation, FailureGroup
from tests.pages import examples
from tests.pages.browser import Viewer
from tests.pages.reading import rows, texts
from tests.pages.shown import written


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


def test_what_is_very_long_does_not_make_the_page_wider(tmp_path: Path, viewer: Viewer) -> None:
    long = "word" * 2000
    regression = examples.regression()
    told = {"signature": long, "report": long, "replay": long, "test": long}
    changed = regression.model_copy(
        update={
            "groups": (regression.groups[0].model_copy(update=told), *regression.groups[1:]),
            "jobs": tuple(job.model_copy(update={"why": long}) for job in regression.jobs),
            "events": (long,),
            "commit": long,
            "machine": {long: long},
        }
    )
    page = viewer.open(written(tmp_path, changed, []))
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


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
