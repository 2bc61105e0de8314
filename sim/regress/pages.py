"""The pages of a regression, written after all is known: a fault in one costs no result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sim.regress.model import JobResult, Regression, Summary


def run_page(folder: Path, found: JobResult, events: list[str]) -> str:
    """Write the page of a run; returns where it is in the regression's folder, empty without one.

    Args:
        folder: of the regression.
        found: what came of the job.
        events: is told why there is none.
    """
    from sim.pages.run_page import write_run_page

    result = found.result
    if result is None or not result.folder.is_dir():
        return ""
    page = written(f"{found.job.key} has no page", lambda: write_run_page(result), events)
    return str(page.relative_to(folder)) if page else ""


def regression_page(
    regression: Regression, before: Sequence[Summary], folder: Path, events: list[str]
) -> None:
    """Write the page of a regression, with the history `before` it; `events` is told why not."""
    from sim.pages.regression_page import write_regression_page

    def write() -> Path:
        return write_regression_page(regression, before, folder)

    written("The regression has no page", write, events)


def written(what: str, write: Callable[[], Path], events: list[str]) -> Path | None:
    """Write a page; any fault is told as an event, but for those that ask for the end.

    Args:
        what: what has no page then, as the beginning of a sentence.
        write: writes it.
        events: is told why there is none.
    """
    try:
        return write()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # a panic of a library in Rust is no Exception
        events.append(f"{what}: {type(fault).__name__}: {fault}")
        return None
