"""``make mutate``: from its words to the exit code."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console

from sim.mutate.campaign import Places, carry_on, run_new
from sim.mutate.request import check_words, read_new, read_resumed
from sim.mutate.result import Campaign
from sim.mutate.score import passed
from sim.mutate.show import show
from sim.pages.words import number, plural
from sim.regress.request import read_where
from sim.regress.start import INTERRUPTED


def run_mutate(variables: Mapping[str, str], console: Console, places: Places | None = None) -> int:
    """Run a campaign, or go on with one; returns the exit code.

    Args:
        variables: texts by word.
        console: where it is told.
        places: where results go; None for the usual places.

    Raises:
        SimError: it cannot be begun.
    """
    places = places or Places()
    told = check_words(variables)
    where = read_where(told, places.campaigns)
    if "RESUME" in told:
        campaign = carry_on(read_resumed(places.campaigns, told["RESUME"]), where, places, console)
    else:
        asked = read_new(told, places.kills, places.campaigns)
        mutants = sum(len(batch.mutants) - len(batch.controls) for batch in asked.batches)
        modules = len({batch.module for batch in asked.batches})
        console.print(
            f"{plural(mutants, 'mutant')} of {plural(modules, 'module')}, "
            f"seed {asked.request.seed}, {number(modules)} controls",
            highlight=False,
        )
        campaign = run_new(asked.batches, asked.request, where, places, console, kept=asked.kept)
    show(campaign, places.campaigns / campaign.name, console)
    return exit_code(campaign)


def exit_code(campaign: Campaign) -> int:
    """The exit code of a campaign that has ended."""
    if campaign.interrupted:
        return INTERRUPTED
    return 0 if passed(campaign) else 1
