"""The pages of a regression, written after all is known: a fault in one costs no result."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
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

    if found.result is None or not found.result.folder.is_dir():
        return ""
    page = ""
    with _told(f"{found.job.key} has no page", events):
        page = str(write_run_page(found.result).relative_to(folder))
    return page


def regression_page(
    regression: Regression, before: Sequence[Summary], folder: Path, events: list[str]
) -> None:
    """Write the page of a regression, with the history `before` it; `events` is told why not."""
    from sim.pages.regression_page import write_regression_page

    with _told("The regression has no page", events):
        write_regression_page(regression, before, folder)


@contextlib.contextmanager
def _told(what: str, events: list[str]) -> Iterator[None]:
    """Tell of any fault as an event, but for those that ask for the end."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as fault:  # a panic of a library in Rust is no Exception
        events.append(f"{what}: {type(fault).__name__}: {fault}")
