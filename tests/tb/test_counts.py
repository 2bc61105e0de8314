"""What the transports count at a port, against what is known of each beat."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.run import simulate
from tb.spec import RunSpec

BENCH = Path(__file__).parent / "dut" / "counts_bench.py"


@pytest.mark.parametrize(
    ("simulator", "transport"),
    [("icarus", "python"), ("verilator", "python"), ("verilator", "native")],
)
def test_each_held_clock_and_each_beat_is_counted(simulator: str, transport: str) -> None:
    spec = RunSpec.of(
        toplevel="axis_skid",
        simulator=simulator,
        transport=transport,
        bench=BENCH,
        tests=("all",),
        coverage="functional",
    )
    result = simulate(spec)
    assert result.passed, result.why()


def test_a_run_without_coverage_counts_nothing() -> None:
    spec = RunSpec.of(toplevel="axis_skid", simulator="icarus", bench=BENCH, tests=("gaps",))
    result = simulate(spec)
    assert "expected PortCounts" in result.why()
    assert "held=(0, 0, 0, 0, 0), beats=(0, 0, 0, 0, 0)" in result.why()
