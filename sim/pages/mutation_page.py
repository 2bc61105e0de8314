"""The page of a campaign of mutants: one file that says how many died, how, and who is alive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.files import put
from sim.mutate.result import MUTATION_JSON, SUMMARY_JSON, Campaign, Fate, Summary
from sim.mutate.score import (
    KINDS,
    by_family,
    by_module,
    by_operator,
    by_trial,
    kinds,
    passed,
    score,
)
from sim.mutate.show import PAGE, kept, verdict
from sim.pages.mutation import history
from sim.pages.mutation.change import shown
from sim.pages.render import render
from sim.places import RTL


def write_mutation_page(campaign: Campaign, before: Sequence[Summary], folder: Path) -> Path:
    """Write the page into the campaign's folder.

    Args:
        campaign: what to show.
        before: the campaigns before it, the oldest first.
        folder: the campaign's.

    Returns:
        the page.
    """
    page = folder / PAGE
    put(page, mutation_page(campaign, before, folder))
    return page


def mutation_page(
    campaign: Campaign, before: Sequence[Summary], folder: Path, rtl: Path = RTL
) -> str:
    """The page as text, see `write_mutation_page`."""
    total = score("all", campaign.fates)
    entries = history.entries(campaign, before, folder, PAGE)
    return render(
        "mutation.html.j2",
        campaign=campaign,
        word=word(campaign),
        verdict=verdict(campaign, total),
        total=total,
        kept=kept(campaign),
        modules=by_module(campaign.fates),
        operators=by_operator(campaign.fates),
        families=by_family(campaign.fates),
        kinds=kinds(campaign.fates),
        meanings=KINDS,
        deadly=_deadly(campaign),
        survivors=shown(campaign.survivors(), rtl),
        weak=shown([fate for fate in campaign.fates if fate.weak], rtl),
        named=_named(campaign),
        dead=[fate for fate in campaign.fates if fate.kill is not None],
        entries=entries,
        plot=history.scores(entries, campaign.goal),
        data=(MUTATION_JSON, SUMMARY_JSON),
    )


def word(campaign: Campaign) -> str:
    """The verdict in one word or two."""
    if campaign.interrupted:
        return "NOT FINISHED"
    return "PASSED" if passed(campaign) else "FAILED"


def _named(campaign: Campaign) -> list[Fate]:
    """Mutants whose block was looked for, those first for which another one was named."""
    found = [fate for fate in campaign.fates if fate.named is not None]
    return sorted(found, key=lambda fate: (not fate.probed, fate.located))


def _deadly(campaign: Campaign) -> list[tuple[str, int, float | None]]:
    """Trials with what they have killed, and the time that the sound design takes in them."""
    return [
        (trial, count, campaign.sound.get(trial))
        for trial, count in by_trial(campaign.fates).items()
    ]
