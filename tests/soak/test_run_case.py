"""A case is run for real, and what is planted in it is found."""

from __future__ import annotations

import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest

from sim.errors import BuildError
from sim.results import RunResult
from sim.soak import memory
from sim.soak.draw import Case
from sim.soak.job import Way
from sim.soak.memory import MemoryWatch
from sim.soak.result import CaseResult
from sim.soak.run_case import Run, run_case, run_way
from tb.kraken.array import RTL
from tb.results import FAILED, PASSED
from tb.spec import RunSpec

DATA = Path(__file__).parent / "data"
NATIVE = Way("verilator", "native")
PYTHON = Way("verilator", "python")
ICARUS = Way("icarus", "python")
ALL = (NATIVE, PYTHON, ICARUS)
REPLAY = "make soak CASE=3"


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary"


def ran(spec: RunSpec, temporary: Path, *ways: Way, run: Run = run_way) -> CaseResult:
    case = Case(3, 0, spec, ways or ALL)
    return run_case(case, temporary.parent / "cases" / "3", temporary, REPLAY, run)


def slice_spec(**told: object) -> RunSpec:
    return RunSpec.of(toplevel="axis_skid", tests=("sound",), **told)


def test_a_sound_case_passes_everywhere_and_leaves_nothing(temporary: Path) -> None:
    found = ran(slice_spec(), temporary)
    assert (found.verdict, found.faults, found.folder) == (PASSED, (), "")
    assert [way.name for way in found.ways] == list(map(str, ALL))
    first = found.ways[0]
    assert first.layers > 20
    assert first.peak > 10 << 20
    for way in found.ways:
        assert (way.layers, way.beats, way.clocks) == (first.layers, first.beats, first.clocks)
    assert not (temporary.parent / "cases" / "3").exists()


def test_when_each_packet_passed_is_in_its_line(tmp_path: Path) -> None:
    """Free packets of a slice: in from the second clock on, out a clock later."""
    result = run_way(Case(0, 0, slice_spec(), ALL), ICARUS, tmp_path, MemoryWatch())
    free = {row["case"]: row["passage"] for row in result.cases if row["profile"] == "none"}
    for beats in (1, 2, 3, 40):
        clocks = np.array([[2, beats + 1], [3, beats + 2]], np.int64)
        assert free[f"{beats} beats"] == zlib.crc32(clocks.tobytes())
    held = {row["passage"] for row in result.cases if row["profile"] != "none"}
    assert len(held) > 20


def test_a_planted_disagreement_is_found(temporary: Path) -> None:
    """It passes on both simulators, a clock later on one of them."""
    found = ran(RunSpec.of(toplevel="delay", bench=DATA / "delay_page.py"), temporary)
    assert [way.verdict for way in found.ways] == [PASSED] * 3
    (told,) = found.faults
    lines = told.splitlines()
    assert lines[0] == "verilator python and icarus python differ:"
    assert "-cases[0].clocks: 3" in lines
    assert "+cases[0].clocks: 2" in lines
    assert sum(line.startswith("replay   make SIM=") for line in lines) == 2
    assert (found.verdict, found.replay) == (FAILED, REPLAY)
    assert (Path(found.folder) / "icarus-python" / "result.json").is_file()


def test_a_bug_that_all_see_is_the_same_on_all(tmp_path: Path, temporary: Path) -> None:
    """Each run tells it, at the same place, and there is no disagreement beside."""
    rtl = tmp_path / "rtl"
    rtl.mkdir()
    text = (RTL / "axis_skid.sv").read_text(encoding="utf-8")
    wrong = text.replace("m_axis_tdata  = data_q;", "m_axis_tdata  = ~data_q;")
    assert wrong != text
    (rtl / "axis_skid.sv").write_text(wrong, encoding="utf-8")
    found = ran(slice_spec(rtl=rtl), temporary)
    first, *others = found.faults
    assert first.startswith("verilator native: sound failed: MISMATCH on out: ")
    for fault, way in zip(others, found.ways[1:], strict=True):
        assert fault == f"{way.name}: the same.\nreplay   {way.replay}"


@pytest.mark.parametrize("kept", [1, 256 << 10])
def test_planted_growth_is_found(
    kept: int, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a quarter of a mebibyte a case; the same test that keeps nothing is sound."""
    monkeypatch.setattr(memory, "EVERY_SECONDS", 0.05)
    spec = RunSpec.of(
        toplevel="axis_skid", bench=DATA / "keeping_page.py", options={"KEEP": str(kept)}
    )
    found = ran(spec, temporary, NATIVE)
    (way,) = found.ways
    assert way.verdict == PASSED
    assert way.grown is not None
    if kept == 1:
        assert found.faults == ()
        return
    (told,) = found.faults
    assert told.startswith("verilator native: the simulator grew by ")
    assert told.endswith(f"replay   {way.replay}")
    # About a third of the cases lie between the two times.
    assert kept * way.layers // 5 < way.grown < kept * way.layers // 2


def test_a_planted_leak_is_found(temporary: Path) -> None:
    left: list[subprocess.Popen[bytes]] = []

    def leaky(case: Case, way: Way, folder: Path, watch: MemoryWatch) -> RunResult:
        left.append(subprocess.Popen(["sleep", "60"]))
        (temporary / "forgotten").touch()
        return run_way(case, way, folder, watch)

    try:
        found = ran(slice_spec(), temporary, ICARUS, run=leaky)
    finally:
        left[0].kill()
        left[0].wait()
    assert found.faults == (
        f"The case has left behind: processes sleep ({left[0].pid}); temporary files forgotten.",
    )


def test_a_run_that_cannot_be_done_leaves_the_others_going(temporary: Path) -> None:
    def one_fails(case: Case, way: Way, folder: Path, watch: MemoryWatch) -> RunResult:
        if way == NATIVE:
            raise BuildError("axis_skid does not compile")
        return run_way(case, way, folder, watch)

    found = ran(slice_spec(), temporary, NATIVE, ICARUS, run=one_fails)
    assert [way.name for way in found.ways] == ["icarus python"]
    assert found.faults == ("verilator native: BuildError: axis_skid does not compile",)


def test_an_interrupted_case_leaves_no_folder(temporary: Path) -> None:
    def interrupted(case: Case, way: Way, folder: Path, watch: MemoryWatch) -> RunResult:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ran(slice_spec(), temporary, run=interrupted)
    assert not (temporary.parent / "cases" / "3").exists()
