"""What tasks are told and what they answer: plain data that goes between client and workers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.regress.model import State
from sim.results import RunResult

if TYPE_CHECKING:
    from sim.coverage.data import RunCoverage

TOKEN = "token"
"""A file in the regression's folder; a worker that reads the same words in it shares the folder."""
ATTEMPTS = "attempts"
"""Folder for the runs that are under way, in the regression's folder."""
ARTEFACTS = "artefacts"
"""Folder for what failed runs have left, by the job's key, in the regression's folder."""


@dataclass(frozen=True)
class Told:
    """What every task of a regression is told.

    Attributes:
        folder: of the regression, as the client calls it.
        token: what stands in its `TOKEN`.
        sources: hash of the client's sources.
    """

    folder: Path
    token: str
    sources: str


@dataclass(frozen=True)
class Fitness:
    """What a worker can do.

    Attributes:
        host: its machine.
        refused: why it takes no job at all; mostly empty.
        lacks: why it cannot run on a simulator, by the simulator's name.
        tools: version of each tool that it has.
    """

    host: str
    refused: str
    lacks: dict[str, str]
    tools: dict[str, str]


@dataclass(frozen=True)
class Built:
    """What came of a build.

    Attributes:
        host: where it was done.
        why: why it failed; empty when it is there.
        elsewhere: another worker may fare better.
        refused: this worker takes no job at all.
    """

    host: str
    why: str = ""
    elsewhere: bool = False
    refused: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt at a job.

    Attributes:
        state: its verdict.
        why: for people; empty when it passed.
        host, worker: where.
        started: seconds since 1970.
        seconds: wall time.
        result: what the run found; without its cases when it passed.
        left: the folder that it has left, where the client sees it too; None without one.
        packed: that folder, packed, where the client does not see it.
        coverage: what it covered; None where nothing was counted.
        clocks, beats: over its cases.
        elsewhere: another worker may fare better: it says nothing about the job.
        refused: this worker takes no job at all.
    """

    state: State
    why: str
    host: str
    worker: str
    started: float
    seconds: float
    result: RunResult | None = None
    left: Path | None = None
    packed: bytes = b""
    coverage: RunCoverage | None = None
    clocks: int = 0
    beats: int = 0
    elsewhere: bool = False
    refused: bool = False
