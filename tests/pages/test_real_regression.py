"""The page of a regression that was really run: a worker killed, words that differ, a known bug."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from sim.regress.model import REGRESSION_JSON, Regression
from tests.pages.browser import Viewer
from tests.pages.reading import rows, texts
from tests.regress.conftest import job, regress


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second of two regressions of the register slice, the first of which had the bug too."""
    above = tmp_path_factory.mktemp("real")
    regress(above, [job("differs", seed=4)], workers=1)
    jobs = [
        job("works"),
        job("differs", seed=3),
        job("differs", seed=7),
        job("kills_once", options={"MARKS": str(above)}),
    ]
    return above / regress(above, jobs).name


@pytest.fixture(scope="module")
def regression(folder: Path) -> Regression:
    """As the folder tells it."""
    text = (folder / REGRESSION_JSON).read_text(encoding="utf-8")
    return Regression.model_validate_json(text)


def test_it_shows_what_was_found(folder: Path, regression: Regression, viewer: Viewer) -> None:
    page = viewer.open(folder / "index.html")
    expect(page.get_by_role("heading", level=2).first).to_have_text("FAILED")
    expect(page.get_by_text("Of 4 jobs: 2 failed.")).to_be_visible()
    expect(page.get_by_text("2 failures with 1 cause: 0 new, 1 known.")).to_be_visible()
    found = {row["job"]: row["cells"] for row in rows(page, "all-jobs")}
    assert {key: cells[4] for key, cells in found.items()} == {
        "slice.works.icarus.1": "passed",
        "slice.differs.icarus.3": "failed",
        "slice.differs.icarus.7": "failed",
        "slice.kills_once.icarus.1": "passed",
    }
    for result in regression.jobs:
        assert result.clocks > 0
        assert found[result.job.key][6] == f"{result.clocks:,}"
    assert [row["job"] for row in rows(page, "retried")] == ["slice.kills_once.icarus.1"]


def test_the_failure_leads_to_its_run_and_its_past(
    folder: Path, regression: Regression, viewer: Viewer
) -> None:
    (group,) = regression.groups
    page = viewer.open(folder / "index.html")
    article = page.locator("article.failure")
    assert article.locator("code").text_content() == group.replay
    assert "SEED=3" in group.replay, "the shortest"
    assert texts(article.locator("li")) == ["slice.differs.icarus.3", "slice.differs.icarus.7"]
    assert "slice.differs" in group.shortest
    article.get_by_role("link", name="Page of that run").click()
    expect(page.locator("main")).to_contain_text("differs")
    page.go_back()
    first = next(path.name for path in sorted(folder.parent.iterdir()) if path.is_dir())
    article.get_by_role("link", name=first).click()
    expect(page.get_by_text("1 failure with 1 cause: 1 new, 0 known.")).to_be_visible()
