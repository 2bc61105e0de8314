"""Waveforms of a fault that comes long after those of the run have ended."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pywellen import Waveform

from sim.results import RunResult
from sim.run import simulate
from tb.kraken.array import RTL
from tb.spec import RunSpec
from tb.transport.native.transport import AFTER, BEFORE
from tb.transport.waves import waves_file, window_file

BENCH = Path(__file__).parent / "dut" / "late_bench.py"
LATE = 45_000
"""Clock of the design's own from which on it is wrong."""

PERIOD_PS = 10_000
SIGNALS = ("m_axis_tdata", "m_axis_tvalid", "s_axis_tdata", "valid_q", "clk")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The slice that loses a bit from some clock on."""
    folder = tmp_path_factory.mktemp("rtl")
    text = (RTL / "axis_skid.sv").read_text(encoding="utf-8")
    counted = text.replace(
        "  assign m_axis_tdata  = data_q;",
        "  int clocks = 0;\n  always_ff @(posedge clk) clocks <= clocks + 1;\n"
        f"  assign m_axis_tdata = data_q ^ Width'(clocks >= {LATE});",
    )
    assert counted != text
    (folder / "axis_skid.sv").write_text(counted, encoding="utf-8")
    return folder


def run(broken: Path, transport: str, **changes: object) -> RunResult:
    told = {
        "toplevel": "axis_skid",
        "bench": BENCH,
        "tests": ("sound",),
        "rtl": broken,
        "waves": True,
        "transport": transport,
        "profiles": ("dense:in",),
        **changes,
    }
    return simulate(RunSpec.of(**told))


@pytest.fixture(scope="module")
def window(broken: Path) -> RunResult:
    return run(broken, "native")


@pytest.fixture(scope="module")
def whole(broken: Path) -> RunResult:
    return run(broken, "python")


def changes(path: Path, name: str) -> list[tuple[int, int]]:
    """Times in picoseconds and values of a signal of the top module."""
    variables = Waveform(str(path)).all_vars()
    return next(variable.tv for variable in variables if variable.name == name)


def at(found: list[tuple[int, int]], times: range) -> list[int]:
    """Values at those times."""
    when = np.array([time for time, _ in found])
    values = np.array([value for _, value in found])
    return values[np.searchsorted(when, np.array(times), side="right") - 1].tolist()


def test_the_waveforms_around_the_fault_are_kept(window: RunResult) -> None:
    assert window.waves == window.folder / window_file("axis_skid")
    assert (window.folder / waves_file("axis_skid")).exists()


def test_both_transports_report_the_same_fault(window: RunResult, whole: RunResult) -> None:
    assert whole.waves == whole.folder / waves_file("axis_skid")
    (late,), (other,) = window.mismatches, whole.mismatches
    assert {**late, "replay": ""} == {**other, "replay": ""}


@pytest.mark.parametrize("name", SIGNALS)
def test_the_window_shows_what_happened(window: RunResult, whole: RunResult, name: str) -> None:
    assert window.waves is not None
    assert whole.waves is not None
    fault = window.mismatches[0]["clock"] * PERIOD_PS
    seen, real = changes(window.waves, name), changes(whole.waves, name)
    times = range(fault - (BEFORE - 1) * PERIOD_PS, fault, PERIOD_PS // 2)
    assert at(seen, times) == at(real, times)
    assert len(set(at(seen, times))) > 1


def test_the_window_goes_on_behind_the_fault(window: RunResult) -> None:
    assert window.waves is not None
    last, _ = changes(window.waves, "clk")[-1]
    fault = window.mismatches[0]["clock"] * PERIOD_PS
    assert AFTER - 1 <= (last - fault) / PERIOD_PS <= AFTER


def test_of_several_faults_the_first_one_keeps_its_waveforms(broken: Path) -> None:
    several = run(broken, "native", max_mismatches=3)
    assert len(several.mismatches) == 3
    assert several.waves == several.folder / window_file("axis_skid")
    at_fault = round(several.mismatches[0]["time_ns"] * 1000)
    times = [time for time, _ in changes(several.waves, "clk")]
    assert times[0] < at_fault - 10 * PERIOD_PS
    assert at_fault in times
