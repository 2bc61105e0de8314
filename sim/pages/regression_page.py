"""The page of a regression: one file that answers whether it passed, and if not, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.coverage.model import Coverage
from sim.files import put
from sim.pages.regression import coverage, jobs, plan, verdict
from sim.pages.regression import history as past
from sim.pages.regression.failures import failures
from sim.pages.render import render
from sim.regress.model import Regression, Summary

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
    taken = regression.coverage
    by_key = jobs.rows(regression.jobs, regression.groups, folder)
    rows = list(by_key.values())
    entries = past.entries(regression, history, folder, PAGE)
    return render(
        "regression.html.j2",
        regression=regression,
        word=verdict.word(regression),
        sentences=list(verdict.sentences(regression)),
        counts=verdict.counts(regression),
        rows=rows,
        failures=failures(regression.groups, by_key),
        longest=jobs.longest(rows),
        retried=jobs.retried(rows),
        tries=sum(len(job.attempts) for job in regression.jobs),
        stages=plan.by_stage(regression.annotation.testpoints),
        designs=plan.designs(regression.annotation, regression.jobs),
        lacking=plan.lacking(regression.annotation),
        done=plan.done(regression.annotation),
        metrics=coverage.metrics(taken) if taken else [],
        entries=entries,
        series=past.series(entries, taken.goals if taken else {}),
        past_metrics=past.metrics(entries),
        **_coverage(taken, folder),
    )


def _coverage(taken: Coverage | None, folder: Path) -> dict[str, object]:
    taken = taken or Coverage()
    exports = sorted(path.name for path in (folder / EXPORTS).glob("*")) if taken.runs else []
    excluded = coverage.exclusions(taken)
    return {
        "by_design": coverage.designs(taken),
        "by_module": coverage.modules(taken),
        "code_metrics": coverage.CODE,
        "holes": coverage.holes(taken),
        "exclusions": excluded,
        "excluded": sum(len(items.names) for items in excluded),
        "exports": [f"{EXPORTS}/{name}" for name in exports],
    }
