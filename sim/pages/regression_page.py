"""The page of a regression: one file that answers whether it passed, and if not, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.coverage.model import Coverage
from sim.files import put
from sim.pages.regression import coverage, jobs, plan, verdict
from sim.pages.regression import history as past
from sim.pages.regression.failures import failures
from sim.pages.regression.jobs import JobRow
from sim.pages.render import render
from sim.regress.model import REGRESSION_JSON, SUMMARY_JSON, Regression, Summary

PAGE = "index.html"
EXPORTS = "coverage"
"""The folder beside the page with what coverage was exported to."""


def write_regression_page(regression: Regression, history: Sequence[Summary], folder: Path) -> Path:
    """Write ``index.html`` into the regression's folder.

    Args:
        regression: what to show.
        history: the regressions before it, in any order.
        folder: the regression's; its artefacts are there already, since the page links to them.

    Returns:
        the page.
    """
    page = folder / PAGE
    put(page, regression_page(regression, history, folder))
    return page


def regression_page(regression: Regression, history: Sequence[Summary], folder: Path) -> str:
    """The page as text, see `write_regression_page`."""
    rows = jobs.rows(regression.jobs, regression.groups, folder)
    entries = past.entries(regression, history, folder, PAGE)
    goals = regression.coverage.goals if regression.coverage else {}
    return render(
        "regression.html.j2",
        regression=regression,
        word=verdict.word(regression),
        sentences=list(verdict.sentences(regression)),
        commands=verdict.commands(regression),
        data=(REGRESSION_JSON, SUMMARY_JSON),
        entries=entries,
        series=past.series(entries, goals),
        past_metrics=past.metrics(entries),
        failures=failures(regression.groups, rows, entries),
        **_jobs(regression, rows),
        **_plan(regression),
        **_coverage(regression.coverage or Coverage(), folder),
    )


def _jobs(regression: Regression, rows: Mapping[str, JobRow]) -> dict[str, object]:
    return {
        "rows": list(rows.values()),
        "longest": jobs.longest(list(rows.values())),
        "retried": jobs.retried(list(rows.values())),
        "simulators": jobs.by_simulator(regression.jobs),
        "all_jobs": jobs.Share.of("all", regression.jobs),
    }


def _plan(regression: Regression) -> dict[str, object]:
    annotation = regression.annotation
    return {
        "stages": plan.by_stage(annotation.testpoints),
        "designs": plan.designs(annotation, regression.jobs),
        "lacking": plan.lacking(annotation),
        "done": plan.done(annotation),
    }


def _coverage(taken: Coverage, folder: Path) -> dict[str, object]:
    holes, exclusions = coverage.holes(taken), coverage.exclusions(taken)
    exports = sorted(path.name for path in (folder / EXPORTS).glob("*"))
    return {
        "metrics": coverage.metrics(taken),
        "by_design": coverage.designs(taken),
        "by_module": coverage.modules(taken),
        "code_metrics": coverage.CODE,
        "holes": holes,
        "hole_count": sum(len(items.names) for items in holes),
        "exclusions": exclusions,
        "excluded": sum(len(items.names) for items in exclusions),
        "exports": [f"{EXPORTS}/{name}" for name in exports],
    }
