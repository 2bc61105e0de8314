"""The folder of a campaign: what was asked for, what came of it, and those that were before."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from sim.files import put
from sim.mutate.kept import NOTHING, Kept
from sim.mutate.result import MUTATION_JSON, SUMMARY_JSON, Batch, Campaign, Summary, Versions
from sim.regress.errors import RegressError
from sim.regress.folder import folders, stamped

REQUEST_JSON = "request.json"
"""What was asked for."""
BATCHES_JSON = "batches.json"
"""All mutants and their trials; what has come of them stands in the ledger."""
KEPT_JSON = "kept.json"
"""What is taken over of an earlier campaign; no such file without one."""
BATCHES = TypeAdapter(tuple[Batch, ...])


class Request(BaseModel):
    """What a campaign was asked for.

    Attributes:
        seed: the mutants are drawn from it.
        survivor_seconds: processor time that the trials of a mutant may take.
        judge_seconds: wall time that the judgement of a survivor may take; 0 for none.
        locate: killed mutants whose block is looked for.
        goal: least percentage of killed mutants.
        located_goal: least percentage of those whose module is named.
        sources: hash of the sources; another state is another campaign.
        commit: state of the sources, for people.
        replay: the command that repeats it.
        started: seconds since 1970.
        versions: hashes of the texts that the verdicts stand on.
    """

    model_config = ConfigDict(frozen=True)

    seed: int
    survivor_seconds: float
    judge_seconds: float
    locate: int
    goal: float
    located_goal: float
    sources: str
    commit: str
    replay: str
    started: float
    versions: Versions = Versions()


def new_folder(
    place: Path, request: Request, batches: tuple[Batch, ...], kept: Kept = NOTHING
) -> Path:
    """A folder for a new campaign, named by the time; it can be continued from now on."""
    folder = stamped(place, request.started)
    if kept.campaign:
        put(folder / KEPT_JSON, kept.model_dump_json(indent=1) + "\n")
    put(folder / BATCHES_JSON, BATCHES.dump_json(batches, indent=1).decode() + "\n")
    put(folder / REQUEST_JSON, request.model_dump_json(indent=2) + "\n")  # last: now it is whole
    return folder


def read_request(folder: Path) -> tuple[Request, tuple[Batch, ...]]:
    """What a campaign was asked for, and its mutants.

    Raises:
        RegressError: it is no folder of a campaign.
    """
    try:
        request = Request.model_validate_json((folder / REQUEST_JSON).read_text(encoding="utf-8"))
        batches = BATCHES.validate_json((folder / BATCHES_JSON).read_text(encoding="utf-8"))
    except (OSError, ValidationError) as fault:
        raise RegressError(f"{folder} is no folder of a campaign: {fault}.") from fault
    return request, batches


def read_kept(folder: Path) -> Kept:
    """What a campaign takes over of an earlier one.

    Raises:
        RegressError: it is told and cannot be read.
    """
    path = folder / KEPT_JSON
    if not path.exists():
        return NOTHING
    try:
        return Kept.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as fault:
        raise RegressError(f"{path} is not what a campaign has kept: {fault}.") from fault


def write_campaign(folder: Path, campaign: Campaign, summary: Summary) -> None:
    """Lay down what a campaign has come to."""
    put(folder / MUTATION_JSON, campaign.model_dump_json(indent=1) + "\n")
    put(folder / SUMMARY_JSON, summary.model_dump_json(indent=2) + "\n")  # last


def unfinished(place: Path) -> list[Path]:
    """Campaigns that were begun and have not come to their end, the newest last."""
    begun = [folder for folder in folders(place) if (folder / REQUEST_JSON).is_file()]
    return [folder for folder in begun if not _ended(folder)]


def _ended(folder: Path) -> bool:
    campaign = read_campaign(folder)
    return campaign is not None and not campaign.interrupted


def read_campaign(folder: Path) -> Campaign | None:
    """The result of a campaign; None where there is none, or something else."""
    try:
        return Campaign.model_validate_json((folder / MUTATION_JSON).read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None


def ended(place: Path) -> list[Path]:
    """Campaigns that have told what they found, the newest last."""
    return [folder for folder in folders(place) if read_campaign(folder) is not None]


def history(place: Path, before: str) -> tuple[Summary, ...]:
    """Summaries of the campaigns before the one of that name, the oldest first."""
    found = [_summary(folder) for folder in folders(place) if folder.name < before]
    return tuple(summary for summary in found if summary is not None)


def _summary(folder: Path) -> Summary | None:
    try:
        return Summary.model_validate_json((folder / SUMMARY_JSON).read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None
