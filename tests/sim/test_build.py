import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from sim import build as builds
from sim import pruning, tools
from sim.build import KEPT_DESIGNS, KEPT_SECONDS, MANIFEST, build, identity, simulate_compiled
from sim.design import Design
from sim.errors import BuildError, ToolError, UsageError
from sim.tools import Toolset, find_toolset
from tests.sim.conftest import BENCH, DATA, DESIGNS, ROOT, TOOLS, FakeProgram, slice_design

ICARUS = Toolset("icarus", tools.Tool("iverilog", Path("iverilog"), "11.0"))
VERILATOR = Toolset(
    "verilator",
    tools.Tool("verilator", Path("verilator"), "5.048"),
    tools.Tool("g++", Path("g++"), "12.2.0"),
)
SIMULATORS = pytest.mark.parametrize("simulator", ["icarus", "verilator"])


def copied(folder: Path) -> Path:
    shutil.copytree(DATA, folder)
    return folder


def edited(folder: Path) -> Path:
    source = copied(folder) / "slice.sv"
    source.write_text(source.read_text().replace("+ Width'(Offset)", "- Width'(Offset)"))
    return folder


@pytest.mark.parametrize("toolset", [ICARUS, VERILATOR], ids=lambda toolset: toolset.simulator)
def test_all_that_shapes_the_binary_changes_the_identity(toolset: Toolset, tmp_path: Path) -> None:
    usual = identity(slice_design(), toolset, False)
    newer = replace(toolset, main=replace(toolset.main, version="99.0"))
    others: list[dict[str, Any]] = [
        identity(slice_design(parameters={"Width": 17}), toolset, False),
        identity(slice_design(defines={"EXTRA": "1"}), toolset, False),
        identity(slice_design(folder=edited(tmp_path / "edited")), toolset, False),
        identity(slice_design(), toolset, True),
        identity(slice_design(), newer, False),
    ]
    assert all(other != usual for other in others)
    assert identity(slice_design(folder=copied(tmp_path / "same")), toolset, False) == usual


def test_verilators_compiler_and_marks_count() -> None:
    usual = identity(slice_design(), VERILATOR, False)
    other = replace(VERILATOR, compiler=tools.Tool("g++", Path("g++"), "13.1"))
    assert identity(slice_design(), other, False) != usual
    assert identity(slice_design(marks="`verilator_config\n"), VERILATOR, False) != usual


def test_an_unchanged_design_is_built_once(tmp_path: Path) -> None:
    toolset = find_toolset("icarus", TOOLS)
    first = build(slice_design(), toolset, tmp_path, waves=False)
    second = build(slice_design(), toolset, tmp_path, waves=False)
    assert (first.reused, second.reused) == (False, True)
    assert first.folder == second.folder


def test_an_unfinished_folder_is_built_again(tmp_path: Path) -> None:
    toolset = find_toolset("icarus", TOOLS)
    first = build(slice_design(), toolset, tmp_path, waves=False)
    (first.folder / MANIFEST).unlink()
    (first.folder / "left-over").touch()
    again = build(slice_design(), toolset, tmp_path, waves=False)
    assert not again.reused
    assert not (again.folder / "left-over").exists()


@SIMULATORS
def test_a_design_that_does_not_compile_is_told(simulator: str, tmp_path: Path) -> None:
    source = copied(tmp_path / "broken") / "slice.sv"
    source.write_text(source.read_text().replace("endmodule", "endmodul"), encoding="utf-8")
    designs = tmp_path / "designs"
    with pytest.raises(BuildError, match=r"(?s)slice does not compile.*slice\.sv:\d+") as caught:
        build(slice_design(source.parent), find_toolset(simulator, TOOLS), designs, waves=False)
    assert caught.value.exit_code == 1
    assert not [path for path in designs.iterdir() if path.is_dir()]


def build_in_process(folder: str) -> tuple[bool, str]:
    model = build(slice_design(), find_toolset("icarus", TOOLS), Path(folder), waves=False)
    return model.reused, str(model.folder)


def test_processes_that_ask_at_once_build_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        outcomes = pool.map(build_in_process, [str(tmp_path)] * 4, chunksize=1)
    assert sorted(reused for reused, _ in outcomes) == [False, True, True, True]
    assert len({folder for _, folder in outcomes}) == 1


def test_only_old_designs_beyond_the_newest_are_removed(tmp_path: Path) -> None:
    now = 1_000_000.0
    for number in range(KEPT_DESIGNS + 3):
        folder = tmp_path / f"icarus-slice-{number}"
        folder.mkdir()
        (folder / MANIFEST).touch()
        age = KEPT_SECONDS + 100 - number if number != 1 else 10
        os.utime(folder / MANIFEST, (now - age, now - age))
    for name, age in (("old", KEPT_SECONDS + 1), ("new", 1.0)):
        log = tmp_path / f"{name}.failed.log"
        log.touch()
        os.utime(log, (now - age, now - age))
    for name, age in (("half-old", KEPT_SECONDS + 1), ("half-new", 1.0)):
        (tmp_path / name).mkdir()
        (tmp_path / f"{name}.lock").touch()
        os.utime(tmp_path / name, (now - age, now - age))
    builds._prune(tmp_path, now=now)
    assert (tmp_path / "half-new").is_dir()
    assert not (tmp_path / "half-old").exists()
    (tmp_path / "half-new").rmdir()
    assert [path.name for path in tmp_path.glob("*.log")] == ["new.failed.log"]
    left = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert len(left) == KEPT_DESIGNS
    assert "icarus-slice-1" in left
    assert "icarus-slice-0" not in left


def test_waves_without_their_library_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toolset = find_toolset("verilator", TOOLS)
    monkeypatch.setattr("sim.bootstrap.include_folders", lambda: [tmp_path])
    with pytest.raises(ToolError, match=r"lz4\.h and zlib\.h.*liblz4-dev zlib1g-dev.*leave WAVES"):
        build(slice_design(), toolset, tmp_path / "designs", waves=True)


def test_a_missing_compiler_is_named(fake_program: FakeProgram, tmp_path: Path) -> None:
    for name in ("verilator", "make", "perl"):
        fake_program(name, prints="Verilator 5.048 of somebody")
    with pytest.raises(ToolError, match=r"g\+\+ is not on PATH"):
        find_toolset("verilator", tmp_path)


def test_nothing_but_the_binary_is_kept() -> None:
    model = build(slice_design(), find_toolset("verilator", TOOLS), DESIGNS, waves=False)
    kept = sorted(path.name for path in model.folder.iterdir())
    assert kept == ["build.log", MANIFEST, "slice"]


TOP = """
`default_nettype none
`include "width.vh"
module top #(parameter integer Depth = 1, parameter integer Offset = 0) (
    input wire clk, input wire [`WIDTH-1:0] a, output reg [`WIDTH-1:0] q
);
  wire [`WIDTH-1:0] b;
  helper #(.Offset(Offset)) u_helper (.a(a), .b(b));
  always @(posedge clk) begin
    q <= b;
`ifdef NAME
    if (a == 3) $display("a is three at %s", `NAME);
`endif
  end
endmodule
"""
HELPER = """
`include "helper.vh"
module helper #(parameter integer Offset = 0) (
    input wire [`WIDTH-1:0] a, output wire [`WIDTH-1:0] b
);
  assign b = a + Offset + `MORE;
endmodule
"""
BODY = """
import cocotb
from cocotb.clock import Clock
from cocotb.triggers import RisingEdge
from expected import SUM, WIDTH

@cocotb.test()
async def adds(dut):
    cocotb.start_soon(Clock(dut.clk, 10, unit="ns").start())
    assert len(dut.a) == WIDTH
    dut.a.value = 3
    for _ in range(3):
        await RisingEdge(dut.clk)
    assert int(dut.q.value) == SUM
"""


def foreign(folder: Path) -> Design:
    """RTL in two folders, both files of one name, with a header in a third and one beside."""
    for name, text in {
        "mine/part.v": TOP,
        "other/part.v": HELPER,
        "other/helper.vh": "`define MORE 1\n",
        "inc/width.vh": "`define WIDTH 9\n",
        "bench/adding.py": BODY,
        "bench/expected.py": "SUM, WIDTH = 2, 9\n",
        "bench/sim/__init__.py": "raise ImportError('somebody else has a folder of that name')\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Design(
        "top",
        (folder / "mine/part.v", folder / "other/part.v"),
        (folder / "inc",),
        {"Offset": -2},
        {"NAME": '"the top"'},
        'verilator_config\npublic_flat_rw -module "top" -var "*"\n'.replace("ver", "`ver", 1),
    )


def simulate(design: Design, simulator: str, folder: Path, **keywords: Any) -> tuple[int, str]:
    """Build and run; returns the exit code and the log."""
    waves = keywords.get("waves", False)
    toolset = find_toolset(simulator, TOOLS)
    compiled = build(design, toolset, DESIGNS, waves=waves)
    run = folder / f"run{len(list(folder.glob('run*')))}"
    run.mkdir()
    arguments = {
        "module": BENCH,
        "test_filter": "passes_words",
        "seed": 5,
        "environment": {},
        "python_path": [ROOT],
        **keywords,
    }
    code = simulate_compiled(compiled, design, toolset, folder=run, **arguments)
    return code, (run / "sim.log").read_text()


@SIMULATORS
def test_somebodys_own_sources_are_built_and_run(simulator: str, tmp_path: Path) -> None:
    design = foreign(tmp_path)
    bench: dict[str, Any] = {
        "module": "adding",
        "test_filter": ".*",
        "python_path": [tmp_path / "bench"],
    }
    code, log = simulate(design, simulator, tmp_path, **bench)
    assert code == 0
    assert "PASS=1" in log
    assert "a is three at the top" in log
    # Each file that shapes the design builds it anew.
    for name, old, new, expected in (
        ("inc/width.vh", "9", "12", "SUM, WIDTH = 2, 12"),
        ("other/helper.vh", "1", "5", "SUM, WIDTH = 6, 12"),
        ("other/part.v", "a + Offset", "a - Offset", "SUM, WIDTH = 10, 12"),
    ):
        text = (tmp_path / name).read_text()
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new))
        (tmp_path / "bench/expected.py").write_text(f"{expected}\n")
        code, log = simulate(design, simulator, tmp_path, **bench)
        assert "PASS=1" in log, name


@SIMULATORS
def test_a_module_that_no_source_holds_is_missing(simulator: str, tmp_path: Path) -> None:
    """Verilator would take it from a file of that name, which shapes the build unseen."""
    design = foreign(tmp_path)
    (tmp_path / "mine/helper.v").write_text((tmp_path / "other/part.v").read_text())
    (tmp_path / "mine/helper.vh").write_text("`define MORE 1\n")
    with pytest.raises(BuildError, match="helper"):
        build(replace(design, sources=design.sources[:1]), find_toolset(simulator, TOOLS),
              tmp_path / "designs", waves=False)  # fmt: skip


def test_two_copies_compile_to_the_same_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hence they share a compiler cache."""
    monkeypatch.setattr(builds, "_drop_intermediates", lambda *_: None)
    toolset = find_toolset("verilator", TOOLS)
    texts = []
    for name in ("first", "the second"):
        design = foreign(tmp_path / name)
        compiled = build(design, toolset, tmp_path / name.split()[-1] / "designs", waves=False)
        files = [*compiled.folder.glob("*.cpp"), *compiled.folder.glob("*.h")]
        texts.append({path.name: path.read_text() for path in files})
    assert texts[0]
    assert texts[0] == texts[1]


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


def working_in(folder: Path) -> list[Path]:
    """The processes whose working folder it is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").resolve() == folder:
                found.append(process)
    return found


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


def test_the_manifest_says_what_was_built() -> None:
    toolset = find_toolset("icarus", TOOLS)
    compiled = build(slice_design(), toolset, DESIGNS, waves=False)
    manifest = json.loads((compiled.folder / MANIFEST).read_text())
    assert manifest.pop("seconds") > 0
    assert manifest == json.loads(json.dumps(identity(slice_design(), toolset, False)))


def test_make_cannot_work_in_a_folder_with_blanks(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match=r"make cannot build in .*a folder's name has a blank"):
        build(slice_design(), VERILATOR, tmp_path / "my designs", waves=False)


def test_a_missing_source_is_told(tmp_path: Path) -> None:
    design = Design("top", (tmp_path / "none.v",))
    with pytest.raises(UsageError, match=r"none\.v cannot be read"):
        build(design, ICARUS, tmp_path, waves=False)
