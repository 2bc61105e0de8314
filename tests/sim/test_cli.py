import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim import cli, places
from sim.errors import BuildError
from sim.options import WORDS
from sim.pages import run_page
from sim.results import REPORT_HTML, RunResult, TestOutcome
from tb.results import FAILED, PASSED
from tb.spec import RunSpec
from tests.sim.conftest import PAGE, ROOT, working_in

JOB = ["SIM=icarus", "TOPLEVEL=conv_engine"]


@pytest.fixture
def outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands in the place of the simulation; its verdict can be set."""
    told: dict[str, Any] = {"verdict": PASSED}

    def simulate(
        spec: RunSpec, on_case: Callable[[dict[str, Any]], None], *, locate: bool
    ) -> RunResult:
        assert locate, "who starts a run by hand wants to know the block at fault"
        if "raise" in told:
            raise told["raise"]
        told["spec"] = spec
        on_case({"case": "conv_0", "verdict": PASSED, "detail": "1x1"})
        test = TestOutcome(name="network", verdict=told["verdict"], seconds=1.0)
        return RunResult(spec=spec, parameters={}, folder=tmp_path, tests=(test,))

    monkeypatch.setattr(cli, "simulate", simulate)
    return told


@pytest.mark.parametrize(("verdict", "code"), [(PASSED, 0), (FAILED, 1)])
def test_the_verdict_is_the_exit_code(
    verdict: str,
    code: int,
    outcome: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcome["verdict"] = verdict
    assert cli.main([*JOB, "SEED=3"]) == code
    assert outcome["spec"] == RunSpec(toplevel="conv_engine", simulator="icarus", seed=3)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:2] == ["passed", "conv_0"]
    assert lines[-1].startswith(verdict.upper())


def test_a_run_leaves_its_page(
    outcome: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(JOB) == 0
    assert "PASSED" in (tmp_path / REPORT_HTML).read_text(encoding="utf-8")
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "results " in line)
    assert REPORT_HTML in line


@pytest.mark.parametrize(("verdict", "code"), [(PASSED, 0), (FAILED, 1)])
def test_a_page_that_cannot_be_written_changes_no_verdict(
    verdict: str,
    code: int,
    outcome: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(result: RunResult, told: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run_page, "write_run_page", full)
    outcome["verdict"] = verdict
    assert cli.main(JOB) == code
    *_, told, last = capsys.readouterr().out.splitlines()
    assert told.startswith(verdict.upper())  # the verdict does not wait for the page
    assert last == "The page could not be written: [Errno 28] No space left on device."


@pytest.mark.parametrize("fault", [KeyError("row"), BaseException("a panic in Rust")])
def test_a_page_that_cannot_be_drawn_leaves_the_verdict(
    fault: BaseException,
    outcome: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(result: RunResult, told: object) -> None:
        raise fault

    monkeypatch.setattr(run_page, "write_run_page", broken)
    assert cli.main(JOB) == 0
    told = capsys.readouterr().out.splitlines()[-1]
    assert told == f"The page could not be written: {type(fault).__name__}: {fault}."


def test_what_only_regressions_take_is_named_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    for name in [name for name in sys.modules if name.startswith("sim.regress.")]:
        monkeypatch.delitem(sys.modules, name)  # whoever came before has loaded them
    assert cli.main(["regress", "PLAN=axis_skid"]) == 2
    told = capsys.readouterr().err
    assert told == "error: yaml is missing: pip install 'kraken-cosim[regress]'.\n"


def test_what_only_pages_need_is_loaded_behind_the_verdict() -> None:
    code = (
        "import sys, sim.cli, sim.run, sim.report;"
        "print(*{'jinja2', 'markupsafe', 'pywellen'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["SIM=questa", "TOPLEVEL=conv_engine"], "SIM=questa is unknown"),
        (["SIM=icarus"], "TOPLEVEL= is missing; it can be activation, add_engine, axis_gather,"),
        ([*JOB, "TESTCASE=nothing"], "TESTCASE=nothing is unknown"),
        ([*JOB, "SEED=4294967296"], "SEED=4294967296 is out of range"),
        ([*JOB, "TRANSPORT=pigeon"], "TRANSPORT=pigeon is unknown"),
        ([*JOB, "RTL=nowhere"], "RTL=nowhere does not exist"),
        ([*JOB, "PROFILES=densely"], "'densely' is no kind"),
        ([*JOB, "ROWS=0"], "Rows is 0, but it must lie from 1 to 255"),
        ([*JOB, "SEDE=1"], "SEDE is unknown (did you mean SEED?)"),
        (
            ["docktor"],
            "'docktor' is unknown (did you mean doctor?); give NAME=value words or one of help,",
        ),
        (["doctor", "lint"], "'doctor' takes no further words, but 'lint' follows."),
        (["lint", "now"], "'lint' takes no further words, but 'now' follows."),
        (["list", "now"], "'now' is not of the form NAME=value."),
        (["list", "SIM=icarus"], "SIM is unknown; a list takes TOPLEVEL or BENCH."),
    ],
    ids=str,
)
def test_wrong_usage_is_a_sentence_and_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert said in told
    assert "Traceback" not in told


def test_a_design_that_does_not_compile_is_1(
    outcome: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    outcome["raise"] = BuildError("conv_engine does not compile: x.sv:3: syntax error")
    assert cli.main(JOB) == 1
    assert "x.sv:3" in capsys.readouterr().err


def test_a_verilator_that_is_too_old_is_told(
    outcome: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    old = tmp_path / "bin" / "verilator"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho Verilator 5.006 2023-01-22\n", encoding="utf-8")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}:{os.environ['PATH']}")
    assert cli.main(["SIM=verilator", "TOPLEVEL=conv_engine"]) == 0
    told = capsys.readouterr().out
    assert f"{old} was passed over: it is 5.006, and cocotb needs 5.036 or newer." in told


def test_an_interruption_is_2(outcome: dict[str, Any]) -> None:
    outcome["raise"] = KeyboardInterrupt()
    assert cli.main(JOB) == 2


def test_make_passes_its_variables_by_name() -> None:
    environment = {"MAKE_VARIABLES": "SIM TOPLEVEL SIM", "SIM": "icarus", "OTHER": "1"}
    assert cli.variables_from_make(environment) == {"SIM": "icarus", "TOPLEVEL": ""}


def test_help_is_the_makefiles(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    assert "make SIM=verilator TOPLEVEL=conv_engine" in capsys.readouterr().out


def test_an_installed_project_helps_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has no Makefile, and nothing that works on the project itself."""
    monkeypatch.setattr(cli, "IS_CHECKOUT", False)
    monkeypatch.setattr(cli, "COMMAND", "kraken-cosim")
    assert cli.main([]) == 0
    text = capsys.readouterr().out
    assert all(f"  {word:<15} {meaning}" in text for word, meaning in WORDS.items())
    assert "kraken-cosim list " in text
    assert "make" not in text
    assert "lint" not in text
    assert cli.main(["lint"]) == 2


def test_a_list_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", f"BENCH={PAGE}"]) == 0
    assert capsys.readouterr().out.startswith("slice: ")


def project(folder: Path, makefile: bool) -> Path:
    """A copy of the packages elsewhere, as pip installs them or as git clones them."""
    for package in ("golden", "tb", "sim"):
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "data")
        )
    if makefile:
        shutil.copy(ROOT / "Makefile", folder)
    return folder


ASK = "from sim.places import COMMAND, BUILD; print(COMMAND, BUILD)"


@pytest.mark.parametrize(("makefile", "command"), [(True, "make"), (False, "kraken-cosim")])
def test_a_replay_begins_with_what_is_there(makefile: bool, command: str, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    copy = project(tmp_path / "copy", makefile)
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=tmp_path / "here",
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert told == [command, str((copy if makefile else tmp_path / "here") / "build")]


def test_this_is_a_checkout() -> None:
    assert (places.IS_CHECKOUT, places.COMMAND) == (True, "make")


def own_runs(name: str) -> set[Path]:
    return set(places.RUNS.glob(f"*-icarus-{name}-*")) if places.RUNS.exists() else set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_command_that_is_ended_leaves_nothing(number: int, tmp_path: Path) -> None:
    """Neither a simulator nor a folder without a result."""
    shutil.copytree(PAGE.parent, tmp_path / "mine")
    page = tmp_path / "mine" / "slice_page.py"
    name = f"ended{number}"
    text = page.read_text().replace('toplevel="slice"', f'toplevel="{name}", top="slice"')
    page.write_text(text)
    words = [sys.executable, "-m", "sim", "SIM=icarus", f"BENCH={page}", "TESTCASE=hangs"]
    before = own_runs(name)
    with subprocess.Popen(
        words,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A shell that runs us in the background would have it ignore the interrupt.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as command:
        try:
            deadline = time.monotonic() + 120
            while not any("about to hang" in read(x / "sim.log") for x in own_runs(name) - before):
                assert command.poll() is None, command.communicate()[0]
                assert time.monotonic() < deadline
                time.sleep(0.1)
            (run,) = own_runs(name) - before
            assert working_in(run)
            command.send_signal(number)
            output, _ = command.communicate(timeout=60)
        finally:
            command.kill()
    assert command.returncode == (2 if number == signal.SIGINT else 128 + number)
    assert "Traceback" not in output
    assert not working_in(run)
    assert own_runs(name) == before


def read(path: Path) -> str:
    return path.read_text(errors="replace") if path.is_file() else ""
