"""The test ``contract``: outputs that no beat shows, and what it says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from sim.results import LOG
from sim.run import simulate
from tb.bench.find import design_names, find_bench
from tb.spec import RunSpec, Simulator

RTL = Path(__file__).resolve().parents[2] / "hw" / "rtl" / "axis_skid.sv"
SIMULATORS: tuple[Simulator, ...] = ("verilator", "icarus")
SHUT_EARLY = ("open_q <= !spare_valid_q;", "open_q <= !valid_q;")
NEVER_OPEN = ("open_q        <= 1'b1;", "open_q        <= 1'b0;")


def changed(folder: Path, change: tuple[str, str]) -> Path:
    """A folder with a slice in which one text stands for another."""
    text = RTL.read_text(encoding="utf-8")
    assert text.count(change[0]) == 1
    (folder / RTL.name).write_text(text.replace(*change), encoding="utf-8")
    return folder


def reports(simulator: Simulator, test: str, rtl: Path | None) -> list[Mapping[str, object]]:
    """What a test says of a slice."""
    spec = RunSpec(
        toplevel="axis_skid", simulator=simulator, tests=(test,), rtl=rtl, properties=False
    )
    result = simulate(spec)
    assert result.passed is not bool(result.mismatches), result.why()
    return [*result.mismatches]


def test_an_input_that_closes_too_early_is_told(tmp_path: Path) -> None:
    """Every beat passes as it should, and none takes longer where nothing is held back."""
    rtl = changed(tmp_path, SHUT_EARLY)
    told = set()
    for simulator in SIMULATORS:
        assert not reports(simulator, "sound", rtl)
        (report,) = reports(simulator, "contract", rtl)
        clock = report["clock"]
        assert report["kind"] == "contract"
        assert report["detail"] == f"s_axis_tready in clock {clock}: expected 1, actual 0"
        told.add((clock, report["time_ns"], report["packet"]))
    assert len(told) == 1, "the simulators differ"


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_a_standstill_is_told_by_the_output_that_makes_it(
    simulator: Simulator, tmp_path: Path
) -> None:
    rtl = changed(tmp_path, NEVER_OPEN)
    assert [report["kind"] for report in reports(simulator, "sound", rtl)] == ["stuck"]
    (report,) = reports(simulator, "contract", rtl)
    assert report["kind"] == "contract"
    assert str(report["detail"]).startswith("s_axis_tready in clock ")


def test_who_has_it() -> None:
    """A bench whose reference speaks of the ports of its top module."""
    for name in design_names():
        bench = find_bench(name)
        has = bench.reference is not None and not bench.top
        assert ("contract" in bench.all_tests()) is has, name
        assert "contract" not in replace(bench, reference=None).all_tests()


def test_a_stimulus_that_draws_nothing_is_told(tmp_path: Path) -> None:
    page = tmp_path / "nothing_bench.py"
    page.write_text(
        "from dataclasses import replace\n"
        "from tb.designs.axis_skid import BENCH as SLICE\n"
        "BENCH = replace(SLICE, cases=lambda rng, values: ())\n",
        encoding="utf-8",
    )
    result = simulate(
        RunSpec.of(toplevel="axis_skid", bench=page, simulator="icarus", tests=("contract",))
    )
    assert not result.passed
    assert "draws no case" in (result.folder / LOG).read_text(encoding="utf-8")
