"""What a designer feels: the time from saving a changed line of RTL to the located mismatch."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from sim.errors import SimError
from sim.places import ROOT
from sim.results import RunResult
from sim.run import simulate
from tb.spec import RunSpec, Simulator

RTL = ROOT / "hw" / "rtl"
RUNS: tuple[tuple[Simulator, int, int], ...] = (
    ("verilator", 4, 24),
    ("verilator", 7, 96),
    ("icarus", 4, 24),
)
SOURCE = "pe_core.sv"
SOUND = "sums_q[r*YWidth+:YWidth]) +"


class BenchmarkError(SimError):
    """A run did not end as it must, so its time means nothing."""


def measure(console: Console) -> int:
    """Time sound and changed sources on each simulator and array; returns the exit code."""
    table = Table(
        "simulator", "array", "sources", "build s", "simulate s", "total s", "clocks", "verdict",
        box=box.SIMPLE_HEAD,
    )  # fmt: skip
    for simulator, rows, cols in RUNS:
        with tempfile.TemporaryDirectory() as folder:
            console.print(f"{simulator} {rows} x {cols} ...", highlight=False)
            for what, rtl in (("sound", RTL), ("changed", changed(Path(folder), time.time_ns()))):
                start = time.perf_counter()
                result = simulate(
                    RunSpec(
                        toplevel="conv_engine",
                        simulator=simulator,
                        parameters={"Rows": rows, "Cols": cols},
                        rtl=rtl,
                    )
                )
                seconds = time.perf_counter() - start
                table.add_row(
                    simulator,
                    f"{rows} x {cols}",
                    what,
                    f"{result.build_seconds:.1f}",
                    f"{result.run_seconds:.1f}",
                    f"{seconds:.1f}",
                    f"{result.totals['clocks']:,}",
                    verdict(result, sound=rtl == RTL),
                )
    console.print(table)
    return 0


def changed(folder: Path, number: int) -> Path:
    """A copy of the RTL in which every PE adds `number` at each step: one that was never built."""
    copy = folder / "rtl"
    shutil.copytree(RTL, copy)
    source = copy / SOURCE
    text = source.read_text(encoding="utf-8")
    if text.count(SOUND) != 1:
        raise BenchmarkError(
            f"{SOURCE} no longer has '{SOUND}', which the benchmark changes; name another line "
            "in sim/benchmark.py."
        )
    wrong = f"{SOUND} YWidth'({number % 2**31}) +"
    source.write_text(text.replace(SOUND, wrong), encoding="utf-8")
    return copy


def verdict(result: RunResult, *, sound: bool) -> str:
    """What the run found, in a word or two.

    Raises:
        BenchmarkError: sound sources failed, or changed ones passed.
    """
    if result.passed != sound:
        what = "sound sources failed" if sound else "changed sources passed"
        raise BenchmarkError(f"{what} on {result.simulator}; see {result.folder} and mend that.")
    return "passed" if sound else f"beat {result.mismatches[0]['beat']}"
