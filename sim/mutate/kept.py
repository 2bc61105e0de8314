"""What a campaign takes over of an earlier one: both together give the score of all mutants."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict

from sim.mutate.result import Campaign, Fate, Trial, Versions
from sim.regress.tree import source_hash


class Kept(BaseModel):
    """What is taken over.

    Attributes:
        campaign: name of the earlier one; empty where nothing is taken over.
        fates: of the mutants that are not tried again.
        controls: of the mutants that had to be killed.
        trials: those that the fates speak of, by key.
        sound: processor time that the sound design took in them.
    """

    model_config = ConfigDict(frozen=True)

    campaign: str = ""
    fates: tuple[Fate, ...] = ()
    controls: tuple[Fate, ...] = ()
    trials: dict[str, Trial] = {}
    sound: dict[str, float] = {}


NOTHING = Kept()
BESIDE = "../"
"""Where a campaign's folder finds those of the others."""


def versions() -> Versions:
    """Those that are here."""
    return Versions(
        rtl=source_hash(folders=("hw/rtl",)), properties=source_hash(folders=("hw/properties",))
    )


def divide(
    campaign: Campaign, now: Versions, modules: Collection[str]
) -> tuple[frozenset[str], Kept]:
    """The keys of the mutants that are tried again, and what is kept of the others.

    Tried again are those of the source without a verdict, and survivors. One that is proven
    harmless is left out; if the proof may rest on properties, as long as these are the same. The
    others are kept if the design is, and nothing made the campaign void.

    Args:
        campaign: the earlier one.
        now: the texts that are here.
        modules: those whose mutants are tried again.
    """
    ruled = campaign.versions.properties == now.properties
    again = {
        fate.mutant.key
        for fate in campaign.fates
        if fate.mutant.family == "source"
        and fate.mutant.module in modules
        and fate.state != "killed"
        and not (fate.harmless and (ruled or _without_rules(fate)))
    }
    if campaign.versions.rtl != now.rtl or campaign.faults:
        return frozenset(again), NOTHING
    kept = Kept(
        campaign=campaign.name,
        fates=tuple(
            _from_beside(fate, campaign.name)
            for fate in campaign.fates
            if fate.mutant.key not in again
        ),
        controls=campaign.controls,
        trials=campaign.trials,
        sound=campaign.sound,
    )
    return frozenset(again), kept


def _from_beside(fate: Fate, campaign: str) -> Fate:
    """The fate with its judge's trace in the folder of the campaign that made it."""
    judged = fate.judged
    if judged is None or not judged.witness or judged.witness.startswith(BESIDE):
        return fate
    told = judged.model_copy(update={"witness": f"{BESIDE}{campaign}/{judged.witness}"})
    return fate.model_copy(update={"judged": told})


def _without_rules(fate: Fate) -> bool:
    """Whether it is proven that no inputs at all tell the mutant from the sound design."""
    return fate.judged is not None and fate.judged.state == "equivalent"
