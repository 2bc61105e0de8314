"""The last thing that a command does: it leaves the page of what it has told."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console

from sim.results import RunResult


def leave_page(result: RunResult, console: Console, told: Mapping[str, str] | None = None) -> None:
    """Write the page of a run, whose verdict is told already.

    Args:
        result: what was found.
        console: is told where that cannot be done, for whatever reason; the verdict stays.
        told: facts beside those of every run.
    """
    from sim.pages.run_page import write_run_page  # what it takes is loaded behind the verdict

    try:
        write_run_page(result, told)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # a panic of a library in Rust is no Exception
        why = fault if isinstance(fault, OSError) else f"{type(fault).__name__}: {fault}"
        console.print(f"The page could not be written: {why}.", markup=False, soft_wrap=True)
