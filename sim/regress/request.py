"""What the words of ``make regress`` ask for, checked before anything is run."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import provenance
from sim.chosen import takes_from
from sim.errors import UsageError
from sim.options import COVERAGES, existing, given, read_coverage, read_seed
from sim.places import COMMAND, ROOT
from sim.regress.errors import RegressError
from sim.regress.farm import read_farm
from sim.regress.folder import Request, finished, read_regression, read_request, unfinished
from sim.regress.jobs import jobs_of
from sim.regress.model import Job
from sim.regress.runner import Where
from sim.regress.tree import source_hash
from sim.regress.words import BOTH, FAILED, NEWEST, SEEDS, WORDS
from sim.report import near
from tb.bench import BenchError
from tb.bench.bench import SIMULATORS
from tb.bench.names import listed, unknown
from tb.bench.options import read_number, split_names
from tb.plan.load import all_plans, load_plan
from tb.plan.model import Testplan
from tb.spec import Simulator, absolute, check_simulator, command_line

WHERE = ("JOBS", "SCHEDULER", "FARM")
"""Words that say where; all others say what."""
GOAL = "regress"


@dataclass(frozen=True)
class Asked:
    """What is to be run.

    Attributes:
        request: what was asked for.
        jobs: all of them.
    """

    request: Request
    jobs: tuple[Job, ...]


def check_words(variables: Mapping[str, str]) -> dict[str, str]:
    """The words that were given.

    Raises:
        UsageError: one is unknown, or two of them contradict each other.
    """
    told = given(variables, WORDS)
    if "SCHEDULER" in told and "FARM" in told:
        raise UsageError("SCHEDULER= and FARM= say both where the jobs run: leave one out.")
    for name in ("RESUME", "RERUN"):
        others = [word for word in told if word not in (name, *WHERE)]
        if name in told and others:
            raise UsageError(f"{name}= takes its jobs from a regression: leave {others[0]} out.")
    return told


def read_where(told: Mapping[str, str], regressions: Path) -> Where:
    """Where the jobs are run.

    Raises:
        UsageError: a word is not legal.
        RegressError: the farm's file is not.
    """
    farm = read_farm(absolute(Path(told["FARM"]))) if "FARM" in told else None
    more: dict[str, Any] = {}
    try:
        if "JOBS" in told:
            more["workers"] = read_number("JOBS", told["JOBS"], 1)
    except BenchError as fault:
        raise UsageError(str(fault)) from fault
    return Where(scheduler=told.get("SCHEDULER", ""), farm=farm, regressions=regressions, **more)


def read_new(told: Mapping[str, str]) -> Asked:
    """A new regression.

    Raises:
        UsageError: a word is not legal, or a plan is missing or malformed.
    """
    try:
        bench, plans = _plans(told.get("PLAN", ""))
        rtl = existing(told, "RTL") if "RTL" in told else None
        if rtl is not None:
            plans = tuple(plan for plan in plans if takes_from(rtl, plan.name, bench))
            if not plans:
                raise UsageError(f"RTL={rtl} holds no source of the designs whose plans are run.")
        seed = read_seed(told.get("SEED", "random"))
        jobs = jobs_of(
            plans,
            seed=seed,
            seeds=read_number("SEEDS", told.get("SEEDS", str(SEEDS)), 0),
            simulators=_simulators(told.get("SIM", BOTH)),
            coverage=read_coverage(told.get("COVERAGE", COVERAGES[-1])),  # type: ignore[arg-type]
            bench=bench,
            rtl=rtl,
        )
    except BenchError as fault:
        raise UsageError(str(fault)) from fault
    if not jobs:
        raise UsageError("The plans have no job for these words: take more simulators or SEEDS.")
    words = {name: told.get(name, "") for name in WORDS if name not in WHERE}
    words |= {"SEED": str(seed), "RTL": str(near(rtl)) if rtl else ""}
    return Asked(_request(jobs, seed, words), jobs)


def _request(jobs: tuple[Job, ...], seed: int, words: Mapping[str, str]) -> Request:
    first = jobs[0].spec
    return Request(
        seed=seed,
        designs=tuple(dict.fromkeys(job.design for job in jobs)),
        bench=first.bench,
        coverage=first.coverage,
        sources=source_hash(),
        commit=provenance.commit(ROOT),
        replay=command_line(words, COMMAND, GOAL),
        started=time.time(),
    )


def read_again(regressions: Path, which: str) -> Asked | None:
    """What failed in a regression, as a new one; None when all passed.

    Its coverage is not judged: some jobs of a plan cannot reach the goals of all.

    Args:
        regressions: folder of all regressions.
        which: `FAILED` for the newest regression, or a name.

    Raises:
        UsageError: there is none of that name.
        RegressError: its result cannot be read.
    """
    before = finished(regressions)
    if not before:
        raise UsageError(f"RERUN={which}: no regression has been run in {regressions}.")
    earlier = read_regression(chosen("RERUN", which, FAILED, before))
    jobs = tuple(found.job for found in earlier.jobs if found.state in ("failed", "lost"))
    if not jobs:
        return None
    request = _request(jobs, earlier.seed, {"RERUN": earlier.name})
    return Asked(request.model_copy(update={"coverage": "none"}), jobs)


def read_resumed(regressions: Path, which: str) -> Path:
    """The folder of the regression to go on with.

    Raises:
        UsageError: there is none of that name.
        RegressError: its sources are not those that are here.
    """
    folder = resumed("regression", regressions, which, unfinished(regressions))
    request, _jobs = read_request(folder)
    check_sources("regression", folder, request.sources, request.commit)
    return folder


def resumed(what: str, place: Path, which: str, left: Sequence[Path]) -> Path:
    """The work of a farm that ``RESUME=`` asks for.

    Args:
        what: what such work is called.
        place: where it lies.
        which: what the word says.
        left: folders of the work that was left unfinished, the newest last.

    Raises:
        UsageError: there is none of that name.
    """
    if not left:
        raise UsageError(f"RESUME={which}: no {what} in {place} was left unfinished.")
    return chosen("RESUME", which, NEWEST, left)


def check_sources(what: str, folder: Path, sources: str, commit: str) -> None:
    """Make sure that work which is to go on is of the sources that are here.

    Args:
        what: what such work is called.
        folder: of the work.
        sources: hash of the sources that it was begun on.
        commit: their state, for people.

    Raises:
        RegressError: it is of others.
    """
    if sources != source_hash():
        raise RegressError(
            f"The {what} {folder.name} ran on other sources ({commit}): results of two states do "
            "not belong together. Bring that state back, or begin a new one."
        )


def chosen(word: str, which: str, newest: str, folders: Sequence[Path]) -> Path:
    """The regression that a word asks for.

    Args:
        word: the word.
        which: what it says.
        newest: what it says for the newest one.
        folders: at least one, the newest last.

    Raises:
        UsageError: there is none of that name.
    """
    by_name = {folder.name: folder for folder in folders}
    found = {**by_name, newest: folders[-1]}.get(which)
    if found is None:
        there = listed([newest, *by_name], "or")
        raise UsageError(f"{unknown(f'{word}={which}', list(by_name), which)}; it can be {there}.")
    return found


def _plans(text: str) -> tuple[Path | None, tuple[Testplan, ...]]:
    if not text:
        return None, all_plans()
    if text.endswith(".py"):
        file = absolute(Path(text))
        return file, (load_plan("", file),)
    return None, tuple(load_plan(name) for name in split_names(text))


def _simulators(text: str) -> tuple[Simulator, ...]:
    if text == BOTH:
        return tuple(SIMULATORS)  # type: ignore[arg-type]
    return (check_simulator(text),)  # type: ignore[return-value]
