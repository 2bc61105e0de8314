"""The page of a regression in which something of everything went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sim.pages.regression_page import write_regression_page
from sim.regress.model import REGRESSION_JSON, SUMMARY_JSON, Regression, State, Summary
from tests.pages import examples
from tests.pages.browser import Viewer

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
