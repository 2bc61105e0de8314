"""Mutants, batches and findings that no simulator has made."""

from __future__ import annotations

from collections.abc import Sequence

from sim.mutate.agenda import Agenda, Piece
from sim.mutate.course import Bounds
from sim.mutate.model import Mutant
from sim.mutate.result import Batch, Campaign, Fate, Judged, Kind, Named, Trial, Tried, Versions
from tb.spec import RunSpec

ALL = ("verilator", "icarus")
OTHERS = Versions()


def mutant(number: int, module: str = "ram", operator: str = "swap") -> Mutant:
    """A mutant of line `number`."""
    place = (f"{module}.sv", number, 1)
    return Mutant.of("source", module, place, operator, ("a", f"b{number}"))


def trial(name: str, simulator: str = "verilator", seconds: float = 1.0) -> Trial:
    """A trial; each has a build of its own."""
    spec = RunSpec.of(toplevel="ram", simulator=simulator, parameters={"Width": len(name)})
    key = f"ram.{name}.{simulator}"
    return Trial(key=key, design="ram", run=name, spec=spec, own=True, seconds=seconds)


def batch(count: int, trials: Sequence[Trial], controls: int = 0, module: str = "ram") -> Batch:
    """Mutants 1 to `count`, of which the first ones are controls."""
    mutants = tuple(mutant(number, module) for number in range(1, count + 1))
    return Batch(
        key=f"{module}.source.0",
        module=module,
        mutants=mutants,
        controls=tuple(mutant.key for mutant in mutants[:controls]),
        trials=tuple(trials),
    )


def tried(mutant: Mutant, trial: Trial, kind: Kind | None = None, seconds: float = 1.0) -> Tried:
    """What a trial said; without a kind the mutant has passed it."""
    return Tried(
        mutant=mutant.key,
        trial=trial.key,
        state="killed" if kind else "passed",
        kind=kind,
        test="sound" if kind else "",
        port="out" if kind else "",
        clock=17 if kind else None,
        seconds=seconds,
        detail="data differs" if kind else "",
    )


def agenda(batches: Sequence[Batch], survivor: float = 100.0, piece: int = 60) -> Agenda:
    """All that is to be done for these."""
    return Agenda(batches, Bounds(survivor=survivor, piece=piece), {})


def piece_of(task: object) -> Piece:
    """The task, which is a piece."""
    assert isinstance(task, Piece)
    return task


def campaign(
    fates: Sequence[Fate],
    goal: float = 99.5,
    located_goal: float = 95.0,
    versions: Versions = OTHERS,
) -> Campaign:
    """A campaign that has come to these."""
    trials = {one.key: one for one in (trial("usual"), trial("small", "icarus"))}
    return Campaign(
        name="20260101-010101",
        seed=7,
        replay="make mutate N=5 SEED=7",
        commit="0123456789ab",
        started=1.7e9,
        seconds=312.0,
        machine={"processor": "one", "cores": "2"},
        tools={"verilator": "5.048"},
        scheduler="local",
        workers=2,
        goal=goal,
        located_goal=located_goal,
        fates=tuple(fates),
        controls=(killed(mutant(99, "ram"), "data"),),
        trials=trials,
        sound=dict.fromkeys(trials, 0.5),
        events=("A worker on here was lost.",),
        versions=versions,
    )


def killed(mutant: Mutant, kind: Kind, named: Named | None = None) -> Fate:
    """One that was killed in the first trial."""
    found = tried(mutant, trial("usual"), kind)
    return Fate(mutant=mutant, state="killed", kill=found, trials=1, seconds=1.0, named=named)


def named(module: str, kind: Kind | None = "data") -> Named:
    """A block that was named in a run that failed in some way; none without one."""
    instance = f"u_{module}" if module else ""
    sentence = f"{instance} ({module}): data in clock 9" if module else "It was not seen."
    return Named(
        trial="top.small.icarus", kind=kind, module=module, instance=instance, sentence=sentence
    )


def survivor(mutant: Mutant, judged: Judged) -> Fate:
    """One that has survived three trials."""
    return Fate(mutant=mutant, state="survived", trials=3, seconds=4.5, judged=judged)
