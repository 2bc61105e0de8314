"""The recorded waveforms of a run, by its bench."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.pages.failures import JOB
from sim.pages.window import Window, wanted, window_of
from sim.results import Row, RunResult
from sim.waves.viewers import recorded_in, write_viewers
from tb.bench.bench import Bench
from tb.bench.errors import BenchError
from tb.bench.find import find_bench


@dataclass(frozen=True)
class Signals:
    """Waveforms of a run.

    Attributes:
        bench: of the design; None where its file is gone.
        parameters: of the design.
        folder: of the run.
        first: when the first fault of each simulation was, in nanoseconds, by its own folder.
    """

    bench: Bench | None
    parameters: Mapping[str, int]
    folder: Path
    first: Mapping[str, float]

    @classmethod
    def of(cls, result: RunResult, reports: Sequence[Row]) -> Signals:
        """Those of a run, or of several simulations as one.

        Args:
            result: the run.
            reports: what failed there.
        """
        first: dict[str, float] = {}
        for report in reports:
            first.setdefault(report[JOB], report["time_ns"])
        try:
            bench = find_bench(result.spec.toplevel, result.spec.bench)
        except BenchError:
            bench = None
        return cls(bench, result.parameters, result.folder, first)

    @property
    def clocked(self) -> bool:
        """Whether there is a clock by which signals can be drawn."""
        return self.bench is None or self.bench.clock is not None

    def write_viewers(self) -> dict[str, str]:
        """Write what viewers of waveforms need; returns commands that start them.

        Returns:
            Commands by what they show, to be typed in the run's folder.

        Raises:
            OSError: a file cannot be written.
        """
        found: dict[str, str] = {}
        if self.bench is None:
            return found
        for folder in (self.folder, *sorted(self.folder.glob("job*"))):
            job = "" if folder == self.folder else folder.name
            told = write_viewers(folder, self.bench, self.parameters, self.first.get(job))
            for viewer, command in told.items():
                name = f"{viewer}, {job}" if job else viewer
                found[name] = f"cd {job} && {command}" if job else command
        return found

    def window(self, report: Row) -> Window | None:
        """The clocks around a fault; None where no waveforms show them.

        Args:
            report: of the fault.
        """
        bench = self.bench
        if bench is None or bench.clock is None or not report["clock"]:
            return None
        signals = wanted(bench, self.parameters, report["port"], report["fields"])
        for waves in recorded_in(self.folder / report[JOB], bench):
            found = window_of(waves, bench.clock, signals, report["clock"], report["time_ns"])
            if found is not None:
                return found
        return None
