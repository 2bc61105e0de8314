"""Variants that end in every way, on both simulators: each is told, and nothing of it is left."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import pytest

from sim import forks
from sim.errors import BuildError, UsageError
from sim.forks import OUTCOMES
from sim.many import ForksError, UnsoundError, run_many
from sim.outcome import Outcome
from sim.results import LOG
from sim.supervisor import parents
from tb.spec import RunSpec
from tests.sim.built import SIMULATORS
from tests.sim.conftest import DATA, slice_spec, working_in
from tests.sim.data.many_page import (
    DETACHES,
    DIES,
    DIES_ONCE,
    EATS,
    EXITS,
    REFUSES,
    SIGNALS,
    SLEEPS,
)
from tests.sim.variants import changed

PAGE = DATA / "many_page.py"
LOOPS, HOLDS, FATAL, ERROR, FINISHES, WRONG, WAVERS = range(1, 8)
"""Numbers of the variants of the source."""
CHANGES = {
    "assign s_axis_tready = m_axis_tready": f"""integer turns;
  logic wavers;
  assign wavers = mutant_selected == {WAVERS} && !(wavers && m_axis_tvalid);
  always @(posedge clk) begin
    if (rst_n && m_axis_tvalid) begin
      while (mutant_selected == {LOOPS}) turns = turns + 1;
      if (mutant_selected == {FATAL}) $fatal(1, "fatal told");
      if (mutant_selected == {FINISHES}) $finish;
      assert (mutant_selected != {ERROR}) else $error("error told");
    end
  end
  assign s_axis_tready = mutant_selected != {HOLDS} && m_axis_tready""",
    "Width'(Offset)": f"Width'(Offset) + Width'(mutant_selected == {WRONG}) + Width'(wavers)",
}
SOURCE = range(LOOPS, WAVERS + 1)
BENCH = range(SIGNALS, SLEEPS + 1)


def spec_in(folder: Path, simulator: str, **told: object) -> RunSpec:
    """A run of the slice with variants, its source below a folder."""
    rtl = changed(DATA / "slice.sv", CHANGES, folder / "rtl")
    return RunSpec.of(toplevel="slice", simulator=simulator, bench=PAGE, rtl=rtl, **told)


def outcomes(spec: RunSpec, numbers: Iterable[int], folder: Path) -> dict[int, Outcome]:
    found = run_many(spec, list(numbers), limit_seconds=2.0, limit_bytes=512 << 20, folder=folder)
    return {outcome.number: outcome for outcome in found}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder of a process that serves variants."""
    folder = tmp_path / "many"
    folder.mkdir()
    return folder


@SIMULATORS
def test_each_end_is_told(simulator: str, tmp_path: Path, place: Path) -> None:
    found = outcomes(spec_in(tmp_path, simulator), SOURCE, place)
    assert list(found) == list(SOURCE)
    told = {number: (outcome.state, outcome.kind) for number, outcome in found.items()}
    assert told == {
        LOOPS: ("timeout", "timeout"),
        HOLDS: ("failed", "surplus"),
        FATAL: ("failed", "assertion"),
        ERROR: ("failed", "assertion"),
        FINISHES: ("failed", "ended"),
        WRONG: ("failed", "mismatch"),
        # Verilator counts how often signals change in one time step.
        WAVERS: ("timeout", "timeout") if simulator == "icarus" else ("failed", "ended"),
    }
    assert found[LOOPS].seconds >= 2.0
    assert "fatal told" in found[FATAL].detail
    assert "error told" in found[ERROR].detail
    assert (found[WRONG].test, found[WRONG].port, found[WRONG].case) == ("sound", "out", "case 0")
    assert found[LOOPS].test == "sound"
    # Only those that have left no report can be looked at.
    kept = {int(path.name) for path in place.iterdir() if path.is_dir()}
    assert kept == {number for number, outcome in found.items() if not outcome.explained}
    assert {LOOPS, FINISHES} <= kept


@SIMULATORS
def test_what_a_bench_does_to_its_process_is_told(
    simulator: str, tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forks, "IDLE_SECONDS", 3.0)
    found = outcomes(spec_in(tmp_path, simulator), BENCH, place)
    told = {number: (outcome.state, outcome.kind) for number, outcome in found.items()}
    assert told == {
        SIGNALS: ("crashed", "SIGSEGV"),
        EATS: ("failed", "MemoryError"),
        DETACHES: ("passed", ""),
        REFUSES: ("failed", "OptionError"),
        EXITS: ("crashed", "exit code"),
        DIES_ONCE: ("passed", ""),
        DIES: ("crashed", "SIGKILL"),
        SLEEPS: ("timeout", "timeout"),
    }
    assert {found[number].test for number in told if told[number][1]} == {"obeys"}
    assert "about to leave" in found[EXITS].detail
    assert found[REFUSES].detail == "The variant cannot be told that."
    for number in BENCH:
        assert working_in(place / str(number)) == []


def test_a_sound_design_must_pass(place: Path) -> None:
    seen: list[Outcome] = []
    with pytest.raises(UnsoundError, match=r"does not pass differs, .* failed, mismatch\. tdata"):
        run_many(
            slice_spec("icarus", "differs"),
            [1, 2],
            limit_seconds=5.0,
            folder=place,
            on_outcome=seen.append,
        )
    assert seen == []


def test_a_design_that_does_not_compile_is_told(tmp_path: Path, place: Path) -> None:
    spec = spec_in(tmp_path, "icarus", defines={"EXTRA": "(("})
    with pytest.raises(BuildError, match="slice does not compile"):
        outcomes(spec, [1], place)


def test_no_child_is_believed_on_a_full_disk(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forks, "LEAST_ROOM", 1 << 62)
    with pytest.raises(ForksError, match=r"^The disk of .* is full: .* 0 outcomes are in"):
        outcomes(spec_in(tmp_path, "icarus"), [WRONG], place)


def test_a_server_that_fails_is_told(tmp_path: Path, place: Path) -> None:
    """cocotb itself would end with exit code 0."""
    (place / "1").write_text("in the way of a child's folder", encoding="utf-8")
    with pytest.raises(ForksError, match=r"exit code 5 after 1 of 2 outcomes .*") as told:
        outcomes(spec_in(tmp_path, "icarus"), [1], place)
    assert "FileExistsError" in str(told.value)


@pytest.mark.parametrize("numbers", [[0], [3, -1], [2, 2]])
def test_numbers_are_checked(numbers: list[int], place: Path) -> None:
    with pytest.raises(UsageError, match="number"):
        run_many(slice_spec("icarus"), numbers, limit_seconds=5.0, folder=place)


def test_there_are_no_waves(place: Path) -> None:
    with pytest.raises(UsageError, match="neither waves nor coverage"):
        run_many(slice_spec("icarus", waves=True), [1], limit_seconds=5.0, folder=place)


@pytest.mark.parametrize(("killed", "simulator"), [("caller", "icarus"), ("server", "verilator")])
def test_nothing_is_left_when_somebody_is_killed(
    killed: str, simulator: str, tmp_path: Path, place: Path
) -> None:
    """Outcomes that were there stay."""
    spec = spec_in(tmp_path, simulator)
    context = multiprocessing.get_context("spawn")
    said = context.SimpleQueue()
    caller = context.Process(target=call, args=(spec, place, said))
    caller.start()
    sleeper = place / str(SLEEPS)
    eventually(lambda: b"about to sleep" in content(sleeper / LOG))
    (child,) = (int(path.name) for path in working_in(sleeper))
    server = parents()[child]
    os.kill({"caller": caller.pid or 0, "server": server}[killed], signal.SIGKILL)
    eventually(lambda: not working_in(sleeper) and not working_in(place))
    caller.join()
    if killed == "server":
        assert "ended with exit code -9" in said.get()
    rows = [json.loads(line) for line in content(place / OUTCOMES).splitlines()]
    assert [(row["number"], row["state"]) for row in rows] == [(0, "passed"), (WRONG, "failed")]


def call(spec: RunSpec, place: Path, said: SimpleQueue[str]) -> None:
    """In another process: run until somebody is killed."""
    try:
        run_many(spec, [WRONG, SLEEPS, WRONG + 100], limit_seconds=60.0, folder=place)
    except ForksError as fault:
        said.put(str(fault))


def content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def eventually(holds: Callable[[], bool], seconds: float = 600.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
