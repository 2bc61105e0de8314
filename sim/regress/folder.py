"""The folder of a regression: what is in it, who has it, and those that were there before."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from sim.files import put
from sim.locks import locked
from sim.places import BUILD
from sim.regress.errors import RegressError
from sim.regress.model import REGRESSION_JSON, SUMMARY_JSON, Job, Regression, Summary
from sim.regress.task import ATTEMPTS, TOKEN

REGRESSIONS = BUILD / "regressions"
REQUEST_JSON = "request.json"
"""What was asked for."""
JOBS_JSON = "jobs.json"
"""All jobs; what has come of them stands in the ledger."""
LOCK = "lock"
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
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(request.started))
    folder = regressions / stamp
    regressions.mkdir(parents=True, exist_ok=True)
    while True:
        try:
            folder.mkdir()
            break
        except FileExistsError:
            folder = regressions / f"{stamp}-{secrets.token_hex(2)}"
    (folder / ATTEMPTS).mkdir()
    put(folder / TOKEN, secrets.token_hex(16))
    put(folder / JOBS_JSON, JOBS.dump_json(jobs, indent=1).decode() + "\n")
    put(folder / REQUEST_JSON, request.model_dump_json(indent=2) + "\n")  # last: now it is whole
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
def held(folder: Path) -> Iterator[None]:
    """Have a regression's folder, which one client at a time can.

    Raises:
        RegressError: another client has it.
    """
    with locked(folder / LOCK, wait=False) as free:
        if not free:
            raise RegressError(f"The regression {folder.name} is under way in another process.")
        yield


def unfinished(regressions: Path) -> list[Path]:
    """Regressions that were begun and have not come to their end, the newest last."""
    return [
        folder
        for folder in _folders(regressions)
        if (folder / REQUEST_JSON).is_file() and not _ended(folder)
    ]


def _ended(folder: Path) -> bool:
    try:
        return not read_regression(folder).interrupted
    except RegressError:
        return False


def finished(regressions: Path) -> list[Path]:
    """Regressions that have left a result, the newest last."""
    return [folder for folder in _folders(regressions) if (folder / REGRESSION_JSON).is_file()]


def _folders(regressions: Path) -> list[Path]:
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
    found = []
    for folder in _folders(regressions):
        if folder.name < before:
            with contextlib.suppress(OSError, ValidationError):
                text = (folder / SUMMARY_JSON).read_text(encoding="utf-8")
                found.append(Summary.model_validate_json(text))
    return tuple(found)
