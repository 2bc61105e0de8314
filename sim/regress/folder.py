"""The folder of a regression: what is in it, who has it, and those that were there before."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from sim.files import put
from sim.locks import locked
from sim.places import BUILD
from sim.pruning import outdated
from sim.regress.errors import RegressError
from sim.regress.model import REGRESSION_JSON, SUMMARY_JSON, Job, Regression, Summary
from sim.regress.task import ATTEMPTS, TOKEN

REGRESSIONS = BUILD / "regressions"
REQUEST_JSON = "request.json"
"""What was asked for."""
JOBS_JSON = "jobs.json"
"""All jobs; what has come of them stands in the ledger."""
LOCK = "lock"
KEPT, KEPT_SECONDS = 30, 3600.0
"""So many regressions are kept whole, and all that are younger than that."""
JOBS = TypeAdapter(tuple[Job, ...])


class Request(BaseModel):
    """What a regression was asked for.

    Attributes:
        seed: all fresh seeds come from it.
        designs: whose plans were taken.
        bench: file of a user's own bench; None for the project's.
        coverage: what each run counts.
        sources: hash of the sources; another state is another regression.
        commit: state of the sources, for people.
        replay: the command that repeats it.
        started: seconds since 1970.
    """

    model_config = ConfigDict(frozen=True)

    seed: int
    designs: tuple[str, ...]
    bench: Path | None = None
    coverage: Literal["none", "functional", "code"] = "none"
    sources: str
    commit: str
    replay: str
    started: float


def new_folder(regressions: Path, request: Request, jobs: tuple[Job, ...]) -> Path:
    """A folder for a new regression, named by the time; it can be continued from now on."""
    folder = stamped(regressions, request.started)
    put(folder / JOBS_JSON, JOBS.dump_json(jobs, indent=1).decode() + "\n")
    put(folder / REQUEST_JSON, request.model_dump_json(indent=2) + "\n")  # last: now it is whole
    return folder


def stamped(place: Path, started: float) -> Path:
    """A new folder for work on a farm, named by the time, with what workers look for in it.

    Args:
        place: where it is made.
        started: seconds since 1970.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(started))
    folder = place / stamp
    place.mkdir(parents=True, exist_ok=True)
    while True:
        try:
            folder.mkdir()
            break
        except FileExistsError:
            folder = place / f"{stamp}-{secrets.token_hex(2)}"
    (folder / ATTEMPTS).mkdir()
    put(folder / TOKEN, secrets.token_hex(16))
    return folder


def read_request(folder: Path) -> tuple[Request, tuple[Job, ...]]:
    """What a regression was asked for, and its jobs.

    Raises:
        RegressError: it is no folder of a regression.
    """
    try:
        request = Request.model_validate_json((folder / REQUEST_JSON).read_text(encoding="utf-8"))
        jobs = JOBS.validate_json((folder / JOBS_JSON).read_text(encoding="utf-8"))
    except (OSError, ValidationError) as fault:
        raise RegressError(f"{folder} is no folder of a regression: {fault}.") from fault
    return request, jobs


@contextlib.contextmanager
def held(folder: Path, what: str = "regression") -> Iterator[None]:
    """Have a regression's folder, or that of other work, which one client at a time can.

    Raises:
        RegressError: another client has it.
    """
    with locked(folder / LOCK, wait=False) as free:
        if not free:
            raise RegressError(f"The {what} {folder.name} is under way in another process.")
        yield


def is_held(folder: Path) -> bool:
    """Whether a client has a regression's folder now."""
    with locked(folder / LOCK, wait=False) as free:
        return not free


def unfinished(regressions: Path) -> list[Path]:
    """Regressions that were begun and have not come to their end, the newest last."""
    return [
        folder
        for folder in folders(regressions)
        if (folder / REQUEST_JSON).is_file() and not _ended(folder)
    ]


def _ended(folder: Path) -> bool:
    """Whether all jobs have come to their end; the summary is the last that is written."""
    summary = read_summary(folder)
    return summary is not None and not summary.jobs.get("not run")


def finished(regressions: Path) -> list[Path]:
    """Regressions that have left a result, the newest last."""
    return [folder for folder in folders(regressions) if (folder / REGRESSION_JSON).is_file()]


def folders(regressions: Path) -> list[Path]:
    """The folders of all regressions, or of other work, by name."""
    if not regressions.is_dir():
        return []
    return sorted(path for path in regressions.iterdir() if path.is_dir())


def read_regression(folder: Path) -> Regression:
    """The result of a regression.

    Raises:
        RegressError: there is none.
    """
    path = folder / REGRESSION_JSON
    try:
        return Regression.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as fault:
        raise RegressError(f"{path} cannot be read: {fault}.") from fault


def history(regressions: Path, before: str) -> tuple[Summary, ...]:
    """Summaries of the regressions before the one of that name, the oldest first."""
    earlier = [folder for folder in folders(regressions) if folder.name < before]
    return tuple(filter(None, map(read_summary, earlier)))


def read_summary(folder: Path) -> Summary | None:
    """What the history keeps of a regression; None where there is nothing, or something else."""
    try:
        text = (folder / SUMMARY_JSON).read_text(encoding="utf-8")
        return Summary.model_validate_json(text)
    except (OSError, ValidationError):
        return None


def prune(regressions: Path) -> None:
    """Remove the oldest regressions beyond `KEPT`, as far as they are older than `KEPT_SECONDS`.

    Their summaries stay: the history shows them. None goes that can be gone on with, nor one that
    somebody has.
    """
    ended = [folder / REGRESSION_JSON for folder in finished(regressions) if _ended(folder)]
    for path in outdated(ended, KEPT, KEPT_SECONDS):
        with locked(path.with_name(LOCK), wait=False) as free:
            if free:
                path.unlink(missing_ok=True)  # first: what is left is no regression to anybody
                _empty(path.parent)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in (SUMMARY_JSON, LOCK):
            path.unlink(missing_ok=True)
