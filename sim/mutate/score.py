"""Scores of a campaign: by module, by operator, by family, and how mutants were killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from sim.mutate.result import Campaign, Fate, Kind, Score, Summary

KINDS: dict[Kind, str] = {
    "data": "words that differ from the expected ones",
    "place": "right words with wrong marks, kept bytes or ends of packets",
    "contract": "an output that is not what the contract asks for in its clock",
    "surplus": "a beat that nobody expects",
    "handshake": "a broken rule of a handshake",
    "status": "a wrong status output",
    "X": "undefined bits where they must not be",
    "assertion": "an assertion of the design",
    "clocks": "the clock count alone",
    "stuck": "a standstill or a time-out alone",
    "crash": "a crash of the simulator alone",
}
"""What each kind of kill means, the strongest first."""


def score(name: str, fates: Iterable[Fate]) -> Score:
    """The score of some mutants."""
    all_ = list(fates)
    killed = [fate for fate in all_ if fate.state == "killed"]
    alive = [fate for fate in all_ if fate.state == "survived"]
    return Score(
        name=name,
        mutants=len(all_),
        killed=len(killed),
        weak=sum(fate.weak for fate in killed),
        harmless=sum(fate.harmless for fate in alive),
        survived=sum(not fate.harmless for fate in alive),
        open=len(all_) - len(killed) - len(alive),
        probed=sum(fate.probed for fate in killed),
        located=sum(fate.probed and fate.located for fate in killed),
        unprobed=sum(fate.named is not None and not fate.probed for fate in killed),
    )


def by_module(fates: Iterable[Fate]) -> list[Score]:
    """A score for each module, by name."""
    return _by(fates, lambda fate: fate.mutant.module)


def by_operator(fates: Iterable[Fate]) -> list[Score]:
    """A score for each operator, by name."""
    return _by(fates, lambda fate: fate.mutant.operator)


def by_family(fates: Iterable[Fate]) -> list[Score]:
    """A score for each family, by name."""
    return _by(fates, lambda fate: fate.mutant.family)


def kinds(fates: Iterable[Fate]) -> dict[Kind, int]:
    """How many were killed in each way, the strongest first."""
    counts = Counter(fate.kill.kind for fate in fates if fate.kill is not None)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def by_trial(fates: Iterable[Fate]) -> dict[str, int]:
    """How many each trial has killed, the most deadly first."""
    counts = Counter(fate.kill.trial for fate in fates if fate.kill is not None)
    return dict(counts.most_common())


def passed(campaign: Campaign) -> bool:
    """Whether it met its goals, and nothing makes its figures void."""
    total = score("all", campaign.fates)
    return (
        not campaign.interrupted
        and not campaign.faults
        and total.percent is not None
        and total.percent >= campaign.goal
        and (total.named is None or total.named >= campaign.located_goal)
    )


def summary_of(campaign: Campaign) -> Summary:
    """What later campaigns show of this one."""
    percents = {one.name: one.percent for one in by_module(campaign.fates)}
    return Summary(
        name=campaign.name,
        commit=campaign.commit,
        started=campaign.started,
        seconds=campaign.seconds,
        seed=campaign.seed,
        passed=passed(campaign),
        total=score("all", campaign.fates),
        percent={name: value for name, value in percents.items() if value is not None},
    )


def _by(fates: Iterable[Fate], sort: Callable[[Fate], str]) -> list[Score]:
    groups: dict[str, list[Fate]] = {}
    for fate in fates:
        groups.setdefault(sort(fate), []).append(fate)
    return [score(name, groups[name]) for name in sorted(groups)]
