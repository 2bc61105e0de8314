"""``make regress``: from its words to the exit code."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from sim.regress.errors import RegressError
from sim.regress.expect import expected_seconds
from sim.regress.folder import REGRESSIONS, is_held, read_request, unfinished
from sim.regress.model import Regression
from sim.regress.request import (
    Asked,
    check_words,
    read_again,
    read_new,
    read_resumed,
    read_where,
)
from sim.regress.runner import Where, carry_on, run_jobs
from sim.regress.show import show
from sim.regress.tree import source_hash
from sim.report import counted

INTERRUPTED = 2
"""Exit code of a regression that has no verdict yet."""


def run_regress(
    variables: Mapping[str, str], console: Console, regressions: Path = REGRESSIONS
) -> int:
    """Run a regression, go on with one, or run failures again; returns the exit code.

    Args:
        variables: texts by word.
        console: where it is told.
        regressions: folder of all regressions.

    Raises:
        SimError: it cannot be begun.
    """
    told = check_words(variables)
    where = read_where(told, regressions)
    if "RESUME" in told:
        folder = read_resumed(regressions, told["RESUME"])
        _, jobs = read_request(folder)
        regression = carry_on(folder, where, console, expected_seconds(regressions, jobs))
        show(regression, regressions / regression.name, console)
        return exit_code(regression)
    asked = read_again(regressions, told["RERUN"]) if "RERUN" in told else read_new(told)
    if asked is None:
        console.print("Nothing failed in that regression.")
        return 0
    _tell_unfinished(regressions, console)
    return exit_code(run_asked(asked, where, console))


def run_asked(asked: Asked, where: Where, console: Console) -> Regression:
    """Run what was asked for, and tell what was found.

    Raises:
        SimError: it cannot be begun.
    """
    console.print(
        f"{counted(len(asked.jobs), 'job')} of {counted(len(asked.request.designs), 'plan')}, "
        f"seed {asked.request.seed}",
        highlight=False,
    )
    expected = expected_seconds(where.regressions, asked.jobs)
    regression = run_jobs(asked.jobs, asked.request, where, console, expected)
    show(regression, where.regressions / regression.name, console)
    return regression


def _tell_unfinished(regressions: Path, console: Console) -> None:
    """A regression of the same sources that was cut short may be what somebody wants."""
    for folder in unfinished(regressions)[-1:]:
        with contextlib.suppress(RegressError):  # one of an earlier version keeps nobody from work
            request, _ = read_request(folder)
            if request.sources == source_hash() and not is_held(folder):
                console.print(
                    f"The regression {folder.name} was cut short; to go on with it: "
                    f"make regress RESUME={folder.name}",
                    highlight=False,
                    soft_wrap=True,
                )


def exit_code(regression: Regression) -> int:
    """The exit code of a regression that has ended."""
    if regression.interrupted:
        return INTERRUPTED
    return 0 if regression.passed else 1
