"""What the words of ``make mutate`` ask for, checked before anything is run."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim import provenance
from sim.errors import UsageError
from sim.mutate.batches import batches_again, batches_of
from sim.mutate.folder import Request, ended, read_campaign, read_request, unfinished
from sim.mutate.goal import read_goal
from sim.mutate.kept import NOTHING, Kept, divide, versions
from sim.mutate.kills import read_kills
from sim.mutate.places import MUTATIONS
from sim.mutate.result import Batch, Campaign
from sim.mutate.trials import mutable, places
from sim.mutate.words import FAMILIES, JUDGE_SECONDS, LIMIT_SECONDS, MUTANTS, WORDS
from sim.options import given, read_positive, read_seed
from sim.places import COMMAND, ROOT, RTL
from sim.regress.request import WHERE, check_sources, chosen, resumed
from sim.regress.tree import source_hash
from sim.regress.words import NEWEST
from tb.bench import BenchError
from tb.bench.names import listed, unknown
from tb.bench.options import read_number, split_names
from tb.spec import command_line

GOAL = "mutate"


@dataclass(frozen=True)
class Asked:
    """What is to be run.

    Attributes:
        request: what was asked for.
        batches: all mutants with their trials.
        kept: what is taken over of an earlier campaign.
    """

    request: Request
    batches: tuple[Batch, ...]
    kept: Kept = NOTHING


def check_words(variables: Mapping[str, str]) -> dict[str, str]:
    """The words that were given.

    Raises:
        UsageError: one is unknown, or two of them contradict each other.
    """
    told = given(variables, WORDS)
    if "SCHEDULER" in told and "FARM" in told:
        raise UsageError("SCHEDULER= and FARM= say both where the mutants run: leave one out.")
    others = [word for word in told if word not in ("RESUME", *WHERE)]
    if "RESUME" in told and others:
        raise UsageError(f"RESUME= takes its mutants from a campaign: leave {others[0]} out.")
    drawn = [word for word in ("N", "FAMILY") if word in told]
    if "AGAIN" in told and drawn:
        raise UsageError(f"AGAIN= takes its mutants from a campaign: leave {drawn[0]} out.")
    return told


def read_new(told: Mapping[str, str], kills: Path, campaigns: Path = MUTATIONS) -> Asked:
    """A new campaign.

    Args:
        told: texts by word.
        kills: the file that remembers which trial killed what.
        campaigns: folder of those before.

    Raises:
        UsageError: a word is not legal, or a plan is missing or malformed.
    """
    try:
        count = read_number("N", told.get("N", str(MUTANTS)), 1)
        seed = read_seed(told.get("SEED", "1"))
        judge = read_number("JUDGE", told.get("JUDGE", str(JUDGE_SECONDS)), 0)
        locate = read_number("LOCATE", told.get("LOCATE", "0"), 0)
        limit = read_positive("LIMIT", told.get("LIMIT", str(LIMIT_SECONDS)), "a number of seconds")
        known = places()
        modules = _some("MODULES", told, mutable(RTL, known))
        families = _some("FAMILY", {"FAMILY": FAMILIES[0], **told}, FAMILIES)
        if locate and "source" not in families:
            raise UsageError(
                f"LOCATE={locate} looks for mutants of the source: add source to FAMILY."
            )
        kept = NOTHING
        if "AGAIN" in told:
            earlier = _earlier(campaigns, told["AGAIN"])
            taken, kept = divide(earlier, versions(), modules)
            told = {**told, "AGAIN": earlier.name}
            batches = batches_again(modules, taken, seed, known, read_kills(kills))
        else:
            batches = batches_of(modules, families, count, seed, known, read_kills(kills))
        goal = read_goal()
    except BenchError as fault:
        raise UsageError(str(fault)) from fault
    if not batches and "AGAIN" in told:
        raise UsageError(f"AGAIN={told['AGAIN']}: no survivor of it is in the sources of now.")
    if not batches:
        raise UsageError(f"There is nothing to change in {listed(modules)}: take other MODULES.")
    words = {name: told.get(name, "") for name in WORDS if name not in WHERE} | {"SEED": str(seed)}
    request = Request(
        seed=seed,
        survivor_seconds=limit,
        judge_seconds=judge,
        locate=locate,
        goal=goal.score,
        located_goal=goal.located,
        sources=source_hash(),
        commit=provenance.commit(ROOT),
        replay=command_line(words, COMMAND, GOAL),
        started=time.time(),
        versions=versions(),
    )
    return Asked(request, batches, kept)


def _some(word: str, told: Mapping[str, str], known: Sequence[str]) -> list[str]:
    """The names that a word gives, all where it is not given, in the order of those that there are.

    Raises:
        UsageError: there is none of a name.
    """
    names = split_names(told.get(word, "")) or tuple(known)
    for name in names:
        if name not in known:
            raise UsageError(
                f"{unknown(f'{word}={name}', known, name)}; there are {listed(list(known))}."
            )
    return [name for name in known if name in names]


def _earlier(campaigns: Path, which: str) -> Campaign:
    """The campaign whose survivors are tried again.

    Raises:
        UsageError: there is no such campaign.
    """
    folders = ended(campaigns)
    if not folders:
        raise UsageError(f"AGAIN={which}: no campaign in {campaigns} has come to its end.")
    folder = chosen("AGAIN", which, NEWEST, folders)
    campaign = read_campaign(folder)
    assert campaign is not None
    return campaign


def read_resumed(campaigns: Path, which: str) -> Path:
    """The folder of the campaign to go on with.

    Raises:
        UsageError: there is none of that name.
        RegressError: its sources are not those that are here.
    """
    folder = resumed("campaign", campaigns, which, unfinished(campaigns))
    request, _ = read_request(folder)
    check_sources("campaign", folder, request.sources, request.commit)
    return folder
