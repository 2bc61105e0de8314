"""Runs on each kind of build, and what happens where the native transport does not compile."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.build import BUILD_LOG, build
from sim.chosen import choose
from sim.errors import ToolError
from sim.flags import Kind
from sim.launch import prepare
from sim.run import simulate
from sim.tools import find_toolset
from tb.transport.registry import NATIVE, PYTHON
from tests.sim.conftest import DESIGNS, TOOLS, slice_design, slice_spec


@pytest.mark.parametrize("kind", [Kind.EDIT, Kind.LONG])
@pytest.mark.parametrize("transport", [NATIVE, PYTHON])
def test_every_kind_runs_every_transport(kind: Kind, transport: str) -> None:
    result = simulate(slice_spec("verilator", "sound", build=kind.value, transport=transport))
    assert result.passed, result.why()
    assert result.transport == transport


def test_headers_compiled_beforehand_are_used(tmp_path: Path) -> None:
    toolset = find_toolset("verilator", TOOLS)
    compiled = build(slice_design(), toolset, tmp_path, waves=False)
    log = (compiled.folder / BUILD_LOG).read_text()
    assert "-include " in log
    assert "[-Winvalid-pch]" not in log


@pytest.fixture
def broken_main(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main = tmp_path / "lane.cpp"
    main.write_text('#include "Vtop.h"\nint old() { return VerilatedVpi::unheard_of(); }\n')
    monkeypatch.setattr("sim.simulators.MAIN", main)


@pytest.mark.usefixtures("broken_main")
def test_without_the_native_transport_python_moves_the_beats(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tb.transport.registry.DEFAULTS", {"verilator": NATIVE})
    result = simulate(slice_spec("verilator", "sound"))
    assert result.passed, result.why()
    assert result.transport == PYTHON
    assert result.remark.startswith("The native transport does not compile with verilator 5.")
    assert result.remark.endswith("so Python moves the beats.")


@pytest.mark.usefixtures("broken_main")
def test_the_native_transport_that_was_asked_for_is_missed() -> None:
    chosen = choose(slice_spec("verilator", "sound", transport=NATIVE))
    with pytest.raises(ToolError, match=r"does not compile with .*: leave TRANSPORT out"):
        prepare(chosen, find_toolset("verilator", TOOLS), DESIGNS)
