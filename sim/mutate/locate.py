"""Looks for the block of a mutant in runs of the designs around it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.errors import SimError
from sim.mutate.kind import kind_of
from sim.mutate.model import Mutant
from sim.mutate.result import Named, Trial
from sim.mutate.schemata import apply
from sim.outcome import read_outcome
from sim.run import simulate

RUN_SECONDS = 600.0
"""Wall time of a run; one that takes longer has shown nothing."""


class SlowError(SimError):
    """A run took longer than it may."""


def named(
    mutant: Mutant,
    probes: Sequence[Trial],
    rtl: Path,
    folder: Path,
    on_tick: Callable[[], None] = lambda: None,
) -> Named:
    """The block that is named in the first of these runs that shows more than a standstill.

    Args:
        mutant: a mutant of the source.
        probes: the runs, in this order.
        rtl: folder of the sound sources.
        folder: receives all files.
        on_tick: called all the time while a simulator runs; what it raises is passed on.

    Returns:
        What the last run named that did not pass, where none shows more than a standstill.

    Raises:
        SimError: a run cannot be made.
    """
    changed = folder / "rtl"
    apply(rtl, mutant, changed)
    found = Named(sentence="It was not seen.")
    for trial in probes:
        place = folder / trial.key
        place.mkdir()
        one = _named(trial, changed, place, on_tick)
        shutil.rmtree(place, ignore_errors=True)
        if one.kind is not None:
            found = one
        if found.counts:
            break
    return found


def _named(trial: Trial, rtl: Path, folder: Path, on_tick: Callable[[], None]) -> Named:
    ends = time.monotonic() + RUN_SECONDS

    def tick() -> None:
        on_tick()
        if time.monotonic() > ends:
            raise SlowError(f"It was not over after {RUN_SECONDS:,.0f} s.")

    spec = trial.spec.model_copy(update={"rtl": rtl, "max_mismatches": 1})
    try:
        result = simulate(spec, folder=folder, locate=True, first_failure=True, on_tick=tick)
    except SlowError as slow:
        return Named(trial=trial.key, kind="stuck", sentence=str(slow))
    if result.passed:
        return Named(trial=trial.key, sentence="It was not seen.")
    outcome = read_outcome(0, folder, code=0, timed_out=False, seconds=result.run_seconds)
    block = result.located or {}
    return Named(
        trial=trial.key,
        kind=kind_of(outcome),
        module=str(block.get("module", "")),
        instance=str(block.get("instance", "")),
        sentence=str(block.get("sentence", "")) or result.remark or outcome.detail,
    )
