"""Case after case until the time is over, and what came of all of them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from sim import provenance
from sim.files import put
from sim.places import COMMAND, ROOT, TOOLS
from sim.soak.clock import TimeUp, ending_after
from sim.soak.draw import Case, RefusalError, case
from sim.soak.growth import Growth, Sample, growth_of
from sim.soak.job import SoakJob
from sim.soak.result import CASES_JSONL, SOAK_JSON, CaseResult, SoakResult
from sim.soak.run_case import Run, run_case, run_way
from sim.soak.tally import Tally
from sim.soak.traces import temporary_files_in
from sim.tools import find_toolset

OnCase = Callable[[CaseResult], None]

OWN_SLACK = 48 << 20
"""Bytes by which the soak's own process may grow: benches and golden models that it meets late."""
OWN_LEAST = 60
"""Cases before which its growth says nothing."""
MOST_FAULTS = 20
"""Cases that cannot be drawn, behind which it is of no use to go on."""
KEPT_FOLDERS = 40
"""Failed cases whose runs stay; a bug that every case meets must not fill the disk."""


def soak(
    job: SoakJob, folder: Path, on_case: OnCase | None = None, run: Run = run_way
) -> SoakResult:
    """Run cases until the time is over or somebody ends it.

    Args:
        job: what to run.
        folder: existing empty folder for all that it leaves.
        on_case: called with each case that is finished.
        run: runs a case in one way.

    Returns:
        What was found, as it stands in ``soak.json``; a fault is in it and raises nothing.

    Raises:
        ToolError: a tool is missing.
    """
    started, tally = time.monotonic(), Tally()
    tools: dict[str, str] = {}
    for way in job.ways:
        tools |= find_toolset(way.simulator, TOOLS).versions()
    commit = provenance.commit(ROOT)
    ended = ""
    temporary = folder / "temporary"
    try:
        with temporary_files_in(temporary), ending_after(job.seconds):
            for each in _cases(job, tally):
                place = folder / "cases" / f"{each.number:06}"
                replay = job.replay(COMMAND, each.number)
                found = run_case(each, place, temporary, replay, run)
                tally.add(found)
                _keep(found, folder, len(tally.failed))
                if on_case:
                    on_case(found)
        ended = "its cases were done"
    except TimeUp:
        ended = "its time was over"
    except (KeyboardInterrupt, SystemExit):
        ended = "somebody ended it"
    except OSError as fault:
        ended = "it could not write its files"
        tally.faults.append(f"The soak could not go on: {fault}.")
    result = tally.result(
        folder=folder,
        replay=job.replay(COMMAND),
        commit=commit,
        tools=tools,
        ended=ended,
        seconds=time.monotonic() - started,
        more=_own(tally.own),
    )
    put(folder / SOAK_JSON, result.model_dump_json(indent=2) + "\n")
    return result


def _cases(job: SoakJob, tally: Tally) -> Iterator[Case]:
    """Those asked for; one that cannot be drawn is a fault of the whole."""
    for number in count() if job.only is None else [job.only]:
        try:
            yield case(job, number)
        except RefusalError as fault:
            tally.faults.append(f"case {number}: {fault}")
            if len(tally.faults) == MOST_FAULTS:
                return


def _keep(found: CaseResult, folder: Path, failed: int) -> None:
    """Add a case's line to the file, and remove its runs where there are many."""
    with (folder / CASES_JSONL).open("a", encoding="utf-8") as file:
        file.write(found.model_dump_json() + "\n")
    if found.folder and failed > KEPT_FOLDERS:
        shutil.rmtree(found.folder, ignore_errors=True)


def _own(samples: list[Sample]) -> list[str]:
    """What is wrong with the memory of the soak itself."""
    growth: Growth | None = growth_of(samples, OWN_LEAST, OWN_SLACK)
    if growth is None or growth.grown <= growth.bound:
        return []
    return [
        f"The soak itself grew by {growth.grown:,} bytes in {growth.cases:,} cases, more than "
        f"the {growth.bound:,} that are legal."
    ]
