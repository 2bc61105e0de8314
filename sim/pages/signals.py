"""The recorded waveforms of a run, by its bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.pages.failures import JOB
from sim.pages.window import Window, wanted, window_of
from sim.results import Row, RunResult
from sim.waves.recorded import Recorded
from tb.bench.bench import Bench
from tb.bench.errors import BenchError
from tb.bench.find import find_bench
from tb.transport.waves import waves_file, window_file


@dataclass(frozen=True)
class Signals:
    """Waveforms of a run.

    Attributes:
        bench: of the design; None where its file is gone.
        parameters: of the design.
        folder: of the run.
        viewers: commands that show the waveforms, by what they are called; none without waveforms.
    """

    bench: Bench | None
    parameters: Mapping[str, int]
    folder: Path
    viewers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, result: RunResult) -> Signals:
        """Those of a run."""
        try:
            bench = find_bench(result.spec.toplevel, result.spec.bench)
        except BenchError:
            return cls(None, {}, result.folder)
        return cls(bench, result.parameters, result.folder)

    def window(self, report: Row) -> Window | None:
        """The clocks around a fault; None where no waveforms show them.

        Args:
            report: of the fault.
        """
        bench = self.bench
        if bench is None or bench.clock is None or not report.get("clock"):
            return None
        folder = self.folder / report.get(JOB, "")
        port, fields = report.get("port", ""), report.get("fields", ())
        signals = wanted(bench, self.parameters, port, fields)
        for name in (window_file(bench.top_module), waves_file(bench.top_module)):
            try:
                waves = Recorded.read(folder / name, bench.top_module)
            except OSError:
                continue
            found = window_of(waves, bench.clock, signals, report["clock"], report["time_ns"])
            if found is not None:
                return found
        return None
