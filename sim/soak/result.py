"""What a soak found, as plain data."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, computed_field

from tb.results import FAILED, PASSED

SOAK_JSON = "soak.json"
CASES_JSONL = "cases.jsonl"
"""A line for each case, beside it."""


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True)


class WayResult(_Plain):
    """A case on one simulator and transport.

    Attributes:
        simulator, transport: the way.
        verdict: of the run.
        layers: cases that the bench finished.
        beats, clocks: over them.
        build_seconds, run_seconds: wall time.
        peak: resident bytes of the simulator at most.
        grown, bound: bytes by which a long simulation grew, and those that are legal; None for one
            that is too short to tell.
        replay: the command that repeats it.
    """

    simulator: str
    transport: str
    verdict: str
    layers: int
    beats: int
    clocks: int
    build_seconds: float
    run_seconds: float
    peak: int
    grown: int | None = None
    bound: int | None = None
    replay: str = ""

    @property
    def name(self) -> str:
        """The way, for people."""
        return f"{self.simulator} {self.transport}"


class CaseResult(_Plain):
    """What came of a case.

    Attributes:
        number: its place in the soak.
        array: number of its array.
        toplevel, tests, seed, parameters: what was run.
        ways: each simulator and transport that was reached.
        faults: what was wrong, a text each; none when it passed.
        refused: illegal draws that were refused.
        folder: the runs of a failed case; empty for one that passed.
        replay: the command that repeats it.
        seconds: wall time of all.
        own: resident bytes of the soak itself behind it.
    """

    number: int
    array: int
    toplevel: str
    tests: tuple[str, ...]
    seed: int
    parameters: dict[str, int]
    ways: tuple[WayResult, ...] = ()
    faults: tuple[str, ...] = ()
    refused: int = 0
    folder: str = ""
    replay: str = ""
    seconds: float = 0.0
    own: int = 0

    @property
    def verdict(self) -> str:
        """``passed`` or ``failed``."""
        return FAILED if self.faults else PASSED


class Count(_Plain):
    """Sums over the runs of one simulator and transport, or over all.

    Attributes:
        runs: simulations.
        layers: cases that the bench finished.
        beats, clocks: over them.
        seconds: of simulation.
        peak: resident bytes of a simulator at most.
    """

    runs: int = 0
    layers: int = 0
    beats: int = 0
    clocks: int = 0
    seconds: float = 0.0
    peak: int = 0

    def plus(self, way: WayResult) -> Count:
        """With one run more."""
        return Count(
            runs=self.runs + 1,
            layers=self.layers + way.layers,
            beats=self.beats + way.beats,
            clocks=self.clocks + way.clocks,
            seconds=self.seconds + way.run_seconds,
            peak=max(self.peak, way.peak),
        )


class SoakResult(_Plain):
    """A whole soak.

    Attributes:
        folder: holds `SOAK_JSON`, `CASES_JSONL` and the runs of failed cases.
        replay: the command that repeats it.
        commit, tools: what it was done with.
        ended: why, for people.
        seconds: how long it took.
        cases: cases that were finished.
        arrays: different designs with their parameters.
        designs: cases by design.
        refused: illegal draws that were refused with a sentence.
        counts: sums by simulator and transport.
        failed: cases that failed, as they are.
        faults: what was wrong with the soak as a whole.
        own_first, own_last: resident bytes of the soak after its first case and its last.
    """

    folder: Path
    replay: str
    commit: str = ""
    tools: dict[str, str] = {}
    ended: str = ""
    seconds: float = 0.0
    cases: int = 0
    arrays: int = 0
    designs: dict[str, int] = {}
    refused: int = 0
    counts: dict[str, Count] = {}
    failed: tuple[CaseResult, ...] = ()
    faults: tuple[str, ...] = ()
    own_first: int = 0
    own_last: int = 0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def verdict(self) -> str:
        """``passed`` or ``failed``; without a case nothing is proved."""
        return FAILED if self.failed or self.faults or not self.cases else PASSED

    @property
    def exit_code(self) -> int:
        """0 when all passed."""
        return 0 if self.verdict == PASSED else 1
