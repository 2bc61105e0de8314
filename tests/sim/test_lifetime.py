"""Runs of compiled designs, and what is left when somebody removes, kills or interrupts."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest

from sim import build as builds
from sim import pruning
from sim.build import MANIFEST, build, simulate_compiled
from sim.errors import ToolError
from sim.tools import find_toolset
from tests.sim.built import SIMULATORS, build_in_process, simulate
from tests.sim.conftest import BENCH, ROOT, TOOLS, slice_design, working_in


@SIMULATORS
def test_the_environment_does_not_overrule_a_run(
    simulator: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {
        "WAVES": "1",
        "COCOTB_TEST_FILTER": "hangs",
        "COCOTB_RANDOM_SEED": "99",
        "COCOTB_TOPLEVEL": "other",
        "COCOTB_RESULTS_FILE": str(tmp_path / "elsewhere.xml"),
        "MAKEFLAGS": "n",
    }.items():
        monkeypatch.setenv(name, text)
    code, log = simulate(slice_design(), simulator, tmp_path)
    assert code == 0
    assert "passes_words" in log
    assert "Seeding Python random module with 5\n" in log
    assert sorted(path.name for path in (tmp_path / "run0").iterdir()) == [
        "layers.jsonl",
        "results.xml",
        "sim.log",
    ]


@SIMULATORS
def test_waves_are_fst(simulator: str, tmp_path: Path) -> None:
    code, _ = simulate(slice_design(), simulator, tmp_path, waves=True)
    assert code == 0
    wave = (tmp_path / "run0/slice.fst").read_bytes()
    assert wave[0] == 0  # FST begins with a header block, VCD with a keyword
    assert len(wave) > 300


@SIMULATORS
def test_the_exit_code_of_the_simulator_is_returned(simulator: str, tmp_path: Path) -> None:
    assert simulate(slice_design(), simulator, tmp_path, test_filter="dies")[0] == 3


class Frozen(dict[str, str]):
    """An environment that nobody may change."""

    def __setitem__(self, name: str, text: str) -> NoReturn:
        raise AssertionError(f"{name} was set")

    __delitem__ = pop = update = setdefault = __setitem__  # type: ignore[assignment]


@SIMULATORS
def test_threads_leave_the_environment_alone(simulator: str, tmp_path: Path) -> None:
    """PATH of this process is no thread's own."""
    design = slice_design(defines={"UNIQUE": str(time.time_ns())})
    failures: list[BaseException] = []
    before, handlers = os.environ.copy(), signal.getsignal(signal.SIGTERM)

    def work(name: str) -> None:
        try:
            (tmp_path / name).mkdir()
            assert simulate(design, simulator, tmp_path / name)[0] == 0
        except BaseException as fault:
            failures.append(fault)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "environ", Frozen(os.environ))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failures
    assert os.environ.copy() == before
    assert signal.getsignal(signal.SIGTERM) == handlers


def aged(compiled: builds.Compiled) -> None:
    """Let a compiled design look unused for long."""
    os.utime(compiled.folder / MANIFEST, (0, 0))


def test_what_was_found_meanwhile_is_not_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look of one process and its removal another one finds the design."""
    toolset = find_toolset("icarus", TOOLS)
    monkeypatch.setattr(builds, "KEPT_DESIGNS", 0)
    first = build(slice_design(), toolset, tmp_path, waves=False)
    aged(first)
    choose = pruning.outdated

    def choose_then_wait(*arguments: Any, **keywords: Any) -> list[Path]:
        chosen = choose(*arguments, **keywords)
        if chosen == [first.folder / MANIFEST] and not found:
            context = multiprocessing.get_context("spawn")
            with context.Pool(1) as pool:
                found.append(pool.apply(build_in_process, [str(tmp_path)]))
        return chosen

    found: list[tuple[bool, str]] = []
    monkeypatch.setattr(builds, "outdated", choose_then_wait)
    builds._prune(tmp_path)
    assert found == [(True, str(first.folder))]
    assert (first.folder / MANIFEST).is_file()


HOLD = """
import sys, time
from pathlib import Path
from sim.build import build, simulate_compiled
from sim.tools import find_toolset
from tests.sim.conftest import BENCH, ROOT, TOOLS, slice_design
design, folder = slice_design(), Path(sys.argv[1])
toolset = find_toolset(sys.argv[2], TOOLS)
compiled = build(design, toolset, folder / "designs", waves=False)
run = folder / "held"
run.mkdir()
simulate_compiled(compiled, design, toolset, module=BENCH, test_filter="hangs", seed=1,
                  folder=run, environment={}, python_path=[ROOT])
"""


def hold(folder: Path, simulator: str) -> subprocess.Popen[bytes]:
    """A process in the midst of a run in ``folder/held`` that goes on and on."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(folder), simulator], env=environment)
    log = folder / "held" / "sim.log"
    deadline = time.monotonic() + 120
    while not (log.is_file() and "hangs" in log.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return other


def test_a_design_in_use_is_not_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run may last for longer than unused designs are kept; a build of it need not wait."""
    monkeypatch.setattr(builds, "KEPT_DESIGNS", 0)
    toolset, designs = find_toolset("icarus", TOOLS), tmp_path / "designs"
    compiled = build(slice_design(), toolset, designs, waves=False)
    with hold(tmp_path, "icarus") as other:
        aged(compiled)
        builds._prune(designs)
        assert (compiled.folder / MANIFEST).is_file()
        assert build(slice_design(), toolset, designs, waves=False).reused
        other.terminate()
        assert other.wait(30) == 128 + signal.SIGTERM
    assert not working_in(tmp_path / "held")
    aged(compiled)
    builds._prune(designs)
    assert not compiled.folder.exists()


@SIMULATORS
def test_a_caller_that_is_killed_leaves_no_simulator(simulator: str, tmp_path: Path) -> None:
    with hold(tmp_path, simulator) as other:
        assert len(working_in(tmp_path / "held")) >= 2
        other.kill()
    deadline = time.monotonic() + 20
    while working_in(tmp_path / "held"):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_removed_design_is_told(tmp_path: Path) -> None:
    design, toolset = slice_design(), find_toolset("icarus", TOOLS)
    compiled = build(design, toolset, tmp_path, waves=False)
    shutil.rmtree(compiled.folder)
    with pytest.raises(ToolError, match="was removed: build it again"):
        simulate_compiled(compiled, design, toolset, module=BENCH, test_filter="", seed=1,
                          folder=tmp_path, environment={})  # fmt: skip


BUILD = """
import sys
from pathlib import Path
from sim.build import build
from sim.tools import Tool, Toolset
from tests.sim.conftest import slice_design
compiler = Path(sys.argv[1])
build(slice_design(), Toolset("icarus", Tool("iverilog", compiler, "0")), Path("designs"),
      waves=False)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_build_is_no_build(number: int, tmp_path: Path) -> None:
    compiler = tmp_path / "bin" / "iverilog"
    compiler.parent.mkdir()
    compiler.write_text(
        "#!/bin/sh\ntrap '' TERM\necho $$ > started.part\nmv started.part "
        f"'{tmp_path}/started'\nsleep 60\n"
    )
    compiler.chmod(0o755)
    path = f"{compiler.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": path}
    words = [sys.executable, "-c", BUILD, str(compiler)]
    with subprocess.Popen(
        words, env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL
    ) as builder:
        deadline = time.monotonic() + 60
        while not (tmp_path / "started").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        builder.send_signal(number)
        builder.wait(30)
    process = Path("/proc") / (tmp_path / "started").read_text().strip()
    deadline = time.monotonic() + 20
    while process.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (tmp_path / "designs").mkdir(exist_ok=True)
    left = [path for path in (tmp_path / "designs").iterdir() if path.is_dir()]
    if number == signal.SIGKILL:
        assert not [path for path in left if (path / MANIFEST).exists()]
    else:
        assert not left
