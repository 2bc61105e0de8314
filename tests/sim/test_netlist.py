"""Benches on the gates of their designs: they pass, they catch, and they say how to repeat it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from sim import launch
from sim.cli import run_netlist
from sim.design import Design
from sim.errors import BuildError, UsageError
from sim.run import simulate
from sim.synth.netlist import netlist_of
from tb.bench.find import design_names
from tb.spec import RunSpec
from tests.sim.built import SIMULATORS
from tests.sim.conftest import DATA, slice_design, slice_spec


@pytest.fixture
def netlists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where netlists go."""
    folder = tmp_path / "netlists"
    monkeypatch.setattr(launch, "NETLISTS", folder)
    return folder


@SIMULATORS
def test_a_bench_passes_on_gates(simulator: str, netlists: Path) -> None:
    spec = slice_spec(simulator, "sound", parameters={"Width": 9, "Add": 3}, netlist=True)
    result = simulate(spec)
    assert result.passed, result.why()
    assert result.replay.startswith(f"make netlist SIM={simulator} TOPLEVEL=slice BENCH=")
    assert "ADD=3" in result.replay
    (file,) = netlists.glob("*.v")
    text = file.read_text()
    assert "module slice(" in text
    assert "parameter" not in text
    assert "[8:0] m_axis_tdata" in text


@SIMULATORS
def test_a_planted_bug_is_caught_through_gates(
    simulator: str, netlists: Path, tmp_path: Path
) -> None:
    rtl = tmp_path / "rtl"
    shutil.copytree(DATA, rtl)
    source = rtl / "slice.sv"
    text = source.read_text()
    assert text.count("+ Width'(Offset)") == 1
    source.write_text(text.replace("+ Width'(Offset)", "- Width'(Offset)"))
    told = {"parameters": {"Width": 9, "Add": 3}, "rtl": rtl}
    result = simulate(slice_spec(simulator, "sound", netlist=True, **told))
    assert not result.passed
    assert (result.mismatches[0]["kind"], result.mismatches[0]["beat"]) == ("mismatch", 0)
    assert len(list(netlists.glob("*.v"))) == 1


def test_gates_are_made_once_for_all_that_shapes_them(tmp_path: Path) -> None:
    def made(**changes: Any) -> Path:
        return netlist_of(slice_design(**changes), tmp_path / "netlists").sources[0]

    usual = made()
    when = usual.stat().st_ino
    assert made() == usual
    assert usual.stat().st_ino == when
    assert made(parameters={"Width": 3, "Add": 0}) != usual
    assert made(defines={"EXTRA": "1"}) != usual
    assert [path.suffix for path in (tmp_path / "netlists").iterdir()].count(".v") == 3


def test_a_design_that_has_no_gates_is_told(tmp_path: Path) -> None:
    source = tmp_path / "endless.sv"
    source.write_text("module endless(input wire a);\n  initial forever #1 $display;\nendmodule\n")
    with pytest.raises(BuildError, match="endless cannot be synthesised"):
        netlist_of(Design("endless", (source,)), tmp_path / "netlists")
    assert not list((tmp_path / "netlists").glob("*.v"))


def test_words_are_those_of_a_run() -> None:
    with pytest.raises(UsageError, match="SIM=questa"):
        run_netlist({"SIM": "questa", "TOPLEVEL": "pe_core"}, None)  # type: ignore[arg-type]


@pytest.mark.thorough
@pytest.mark.parametrize("toplevel", design_names())
@SIMULATORS
def test_every_design_passes_on_gates(simulator: str, toplevel: str) -> None:
    result = simulate(RunSpec(toplevel=toplevel, simulator=simulator, netlist=True))  # type: ignore[arg-type]
    assert result.passed, result.why()
