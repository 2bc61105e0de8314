"""``make mutate-golden``: mutants of the golden models against the tests of `golden`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from sim.errors import UsageError
from sim.files import put
from sim.mutate_golden.crew import try_mutants
from sim.mutate_golden.equivalents import contradicted, outdated, read_equivalents, reason
from sim.mutate_golden.lines import copy_tree, record
from sim.mutate_golden.model import Mutant, Outcome, Site
from sim.mutate_golden.score import Campaign
from sim.mutate_golden.show import outcome_line, show
from sim.mutate_golden.sites import draw, sites
from sim.mutate_golden.words import ALL, JOBS, NUMBER, PACKAGES, SEED, WORDS
from sim.options import given, read_seed
from sim.places import BUILD, ROOT
from sim.provenance import commit
from sim.soak.start import new_folder
from tb.bench.names import listed
from tb.bench.options import read_number, split_names

FOLDER = BUILD / "golden_mutations"
"""A folder for each campaign, and `lines`, what each test runs."""
RESULT_JSON = "mutation.json"


@dataclass(frozen=True)
class Job:
    """What was asked for.

    Attributes:
        number: of mutants; None for one at each place.
        seed: of the draw.
        files: that are changed, by their names below the project.
        jobs: mutants tested side by side.
        replay: the command that draws the same again.
    """

    number: int | None
    seed: int
    files: tuple[str, ...]
    jobs: int
    replay: str


def read_job(variables: Mapping[str, str], root: Path = ROOT) -> Job:
    """What the words ask for.

    Raises:
        UsageError: a word is unknown, or a value is not legal.
    """
    told = given(variables, WORDS)
    number = None if told.get("N") == ALL else read_number("N", told.get("N", str(NUMBER)), 1)
    seed = read_seed(told.get("SEED", str(SEED)))
    names = split_names(told.get("MODULES", "")) or PACKAGES
    files = tuple(dict.fromkeys(file for name in names for file in _files(name, root)))
    jobs = read_number("JOBS", told.get("JOBS", str(JOBS)), 1)
    words = {"N": str(number or ALL), "SEED": str(seed)}
    if "MODULES" in told:
        words["MODULES"] = told["MODULES"]
    replay = " ".join(["make mutate-golden", *(f"{name}={text}" for name, text in words.items())])
    return Job(number, seed, files, jobs, replay)


def _files(name: str, root: Path) -> list[str]:
    """Files of golden that a name stands for: a package, or a file with or without its ending.

    Raises:
        UsageError: there is none.
    """
    place = root / "golden" / name
    file = place if place.suffix == ".py" else place.with_suffix(".py")
    inside = place.resolve().is_relative_to((root / "golden").resolve())
    paths = sorted(place.rglob("*.py")) if place.is_dir() else [file]
    if not inside or not all(path.is_file() for path in paths) or not paths:
        raise UsageError(
            f"MODULES={name} is no package or file of golden; give {listed(PACKAGES, 'or')}, "
            "or a file such as quant/ranges."
        )
    return [path.relative_to(root).as_posix() for path in paths]


def run_mutate_golden(variables: Mapping[str, str], console: Console) -> int:
    """Draw, test, tell the score; returns the exit code.

    Raises:
        SimError: it cannot be done, or the tests fail without any mutant.
    """
    job = read_job(variables)
    known = read_equivalents()
    began = time.monotonic()
    places = [site for file in job.files for site in sites(ROOT / file, file)]
    mutants = draw(places, job.number, job.seed, ROOT)
    console.print(
        f"{len(mutants)} mutants at {len(places):,} places of {len(job.files)} files of golden, "
        f"seed {job.seed}",
        highlight=False,
    )
    folder = new_folder(FOLDER)
    outcomes = _tested(mutants, job, folder, console)
    outcomes = [_with_reason(outcome, reason(outcome.mutant, known)) for outcome in outcomes]
    campaign = Campaign(
        seed=job.seed,
        places=_by_file(places),
        outcomes=outcomes,
        faults=[*outdated(known, ROOT), *contradicted(outcomes, known)],
        seconds=time.monotonic() - began,
        commit=commit(ROOT),
        replay=job.replay,
    )
    put(folder / RESULT_JSON, campaign.model_dump_json(indent=1) + "\n")
    show(campaign, folder / RESULT_JSON, console)
    return campaign.exit_code


def _tested(mutants: Sequence[Mutant], job: Job, folder: Path, console: Console) -> list[Outcome]:
    def tell(outcome: Outcome) -> None:
        console.print(Text(outcome_line(outcome)), soft_wrap=True)

    with tempfile.TemporaryDirectory(prefix="golden-") as scratch:
        copies = [Path(scratch) / f"copy{number}" for number in range(job.jobs)]
        for copy in copies:
            copy_tree(ROOT, copy)
        judges = record(
            copies,
            FOLDER / "lines",
            [mutant.file for mutant in mutants],
            lambda name: console.print(f"recording  {name}", highlight=False),
        )
        return try_mutants(mutants, judges, copies, tell)


def _with_reason(outcome: Outcome, why: str) -> Outcome:
    if outcome.state != "survived" or not why:
        return outcome
    return outcome.model_copy(update={"state": "equivalent", "reason": why})


def _by_file(places: Sequence[Site]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for site in places:
        counts[site.file] = counts.get(site.file, 0) + 1
    return counts
