"""What tasks of a campaign are told and what they answer: plain data between client and workers."""

from __future__ import annotations

from dataclasses import dataclass

from sim.mutate.model import Mutant
from sim.mutate.result import Batch, Judged, Named, Trial, Tried


@dataclass(frozen=True)
class Order:
    """Mutants that a worker is to try.

    Attributes:
        key: names the task.
        batch: all mutants that share the build.
        trial: what is run.
        mutants: keys of those that are tried.
        limit_seconds: processor time after which one of them is ended.
    """

    key: str
    batch: Batch
    trial: Trial
    mutants: tuple[str, ...]
    limit_seconds: float


@dataclass(frozen=True)
class JudgeOrder:
    """A survivor that a worker is to judge.

    Attributes:
        key: names the task.
        mutant: the survivor.
        limit_seconds: wall time that the judge may take.
    """

    key: str
    mutant: Mutant
    limit_seconds: float


@dataclass(frozen=True)
class LocateOrder:
    """A killed mutant whose block a worker is to look for.

    Attributes:
        key: names the task.
        mutant: the mutant.
        probes: the runs, in this order until one shows something.
    """

    key: str
    mutant: Mutant
    probes: tuple[Trial, ...]


@dataclass(frozen=True)
class Answer:
    """What came of a task.

    Attributes:
        host, worker: where.
        started: seconds since 1970.
        seconds: wall time.
        tried: what was found of each mutant.
        judged: what the judge said; its trace goes beside it.
        witness: a trace that shows a difference, as a file's text; empty without one.
        named: the block that was named.
        sound: processor time of the sound design; None where it has not passed.
        why: why not all was done; empty when it was.
        unsound: the sound design does not pass.
        elsewhere: another worker may fare better.
        refused: this worker takes no task at all.
    """

    host: str
    worker: str
    started: float
    seconds: float
    tried: tuple[Tried, ...] = ()
    judged: Judged | None = None
    witness: str = ""
    named: Named | None = None
    sound: float | None = None
    why: str = ""
    unsound: bool = False
    elsewhere: bool = False
    refused: bool = False
