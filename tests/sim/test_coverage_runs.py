"""Code coverage of real runs on Verilator."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.chosen import choose
from sim.coverage.collect import CODE_DAT, judged, merge, read_run
from sim.coverage.data import CodeKey, RunCoverage
from sim.coverage.exclusions import Exclusions
from sim.coverage.show import holes
from sim.errors import UsageError
from sim.run import simulate
from tb.results import FUNCTIONAL
from tb.spec import RunSpec
from tb.transport.registry import NATIVE, PYTHON
from tests.sim.conftest import DATA, slice_spec

UNSEEN = "if (s_axis_tdata == 16'hdead && s_axis_tready) m_axis_tdata <= '0;\n    "
"""A branch that no usual packet takes."""
BEFORE = "if (s_axis_tready) m_axis_tdata <="


def counted(spec: RunSpec) -> RunCoverage:
    """What a run counts, whether it passes or not."""
    return read_run(simulate(spec).folder, spec.toplevel)


def reached(coverage: RunCoverage) -> set[CodeKey]:
    """Pieces of code that were hit, but for toggles: data and times are the transport's own."""
    return {key for key, hits in coverage.code.items() if hits and key.metric != "toggle"}


@pytest.fixture(scope="module")
def usual() -> RunCoverage:
    return counted(slice_spec("verilator", "sound", "reset", coverage="code"))


def test_both_transports_reach_the_same_code(usual: RunCoverage) -> None:
    spec = slice_spec("verilator", "sound", "reset", coverage="code", transport=PYTHON)
    other = counted(spec)
    assert usual.code.keys() == other.code.keys()
    assert reached(usual) == reached(other)
    assert {key.metric for key in reached(usual)} == {"line", "branch", "expression"}


def test_toggles_are_those_of_ports(usual: RunCoverage) -> None:
    names = {key.text.partition(":")[0].partition("[")[0] for key in usual.code
             if key.metric == "toggle"}  # fmt: skip
    streams = {f"{side}_axis_t{field}" for side in "sm" for field in ("data", "valid", "ready")}
    assert names == {"clk", "rst_n", *streams}


def test_a_test_that_fails_leaves_what_it_has_reached() -> None:
    spec = slice_spec("verilator", "differs", coverage="code")
    result = simulate(spec)
    assert not result.passed
    found = read_run(result.folder, "slice")
    assert reached(found)
    assert not found.sources[0].passed


@pytest.mark.parametrize("transport", [NATIVE, PYTHON])
def test_so_does_an_assertion_that_ends_the_simulation(transport: str, tmp_path: Path) -> None:
    rtl = copy_of_slice(
        tmp_path, 'assert (s_axis_tdata != s_axis_tdata) else $fatal(1, "it ends");\n    '
    )
    spec = slice_spec("verilator", "sound", coverage="code", transport=transport, rtl=rtl)
    result = simulate(spec)
    assert "it ends" in result.fault
    assert reached(read_run(result.folder, "slice"))


def test_icarus_counts_no_code() -> None:
    result = simulate(slice_spec("icarus", "sound", coverage="code"))
    assert result.passed, result.why()
    assert not (result.folder / CODE_DAT).exists()
    assert not read_run(result.folder, "slice").code


def test_without_coverage_nothing_is_written() -> None:
    result = simulate(slice_spec("verilator", "sound"))
    assert not (result.folder / CODE_DAT).exists()
    assert not (result.folder / FUNCTIONAL).exists()


def copy_of_slice(folder: Path, text: str) -> Path:
    """The register slice's sources, with a statement more in front of the register."""
    shutil.copy(DATA / "slice.f", folder)
    source = (DATA / "slice.sv").read_text(encoding="utf-8")
    assert source.count(BEFORE) == 1
    (folder / "slice.sv").write_text(source.replace(BEFORE, text + BEFORE), encoding="utf-8")
    return folder


def test_a_planted_hole_is_named_and_fails(usual: RunCoverage, tmp_path: Path) -> None:
    goals = {"line": 100.0, "branch": 100.0, "expression": 75.0}
    whole = judged(usual, [], exclusions=Exclusions(), goals=goals)  # type: ignore[arg-type]
    assert whole.passed, list(holes(whole))
    rtl = copy_of_slice(tmp_path, UNSEEN)
    spec = slice_spec("verilator", "sound", "reset", coverage="code", rtl=rtl)
    found = judged(merge([counted(spec)]), [], exclusions=Exclusions(), goals=goals)  # type: ignore[arg-type]
    assert found.missed == ("branch",)
    told = [text for text in holes(found) if text.startswith("branch")]
    assert [text.partition("slice.sv:")[2] for text in told] == ["36: if, lines 36"]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"build": "sanitized"}, "BUILD=sanitized has no COVERAGE=code"),
        ({"netlist": True}, "gates have none left"),
    ],
)
def test_code_coverage_of_what_has_none_is_refused(told: dict[str, object], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        choose(slice_spec("verilator", "sound", coverage="code", **told))
