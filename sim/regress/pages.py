"""The pages of a regression, written after all is known: a fault in one costs no result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.errors import SimError
from sim.regress.model import JobResult, Regression, Summary


def run_page(folder: Path, found: JobResult, events: list[str]) -> str:
    """Write the page of a run; returns where it is in the regression's folder, empty without one.

    Args:
        folder: of the regression.
        found: what came of the job.
        events: is told why there is none.
    """
    from sim.pages.run_page import write_run_page

    if found.result is None or not found.result.folder.is_dir():
        return ""
    try:
        return str(write_run_page(found.result).relative_to(folder))
    except (SimError, OSError) as fault:
        events.append(f"{found.job.key} has no page: {fault}")
        return ""


def regression_page(regression: Regression, before: Sequence[Summary], folder: Path) -> Path:
    """Write the page of a regression, with the history `before` it."""
    from sim.pages.regression_page import write_regression_page

    return write_regression_page(regression, before, folder)
