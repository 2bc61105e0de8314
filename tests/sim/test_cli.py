import io
import os
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from sim import cli, doctor
from sim.errors import BuildError
from sim.results import FAILED, PASSED, RunResult, TestOutcome
from tests.sim.conftest import FakeProgram

JOB = ["SIM=icarus", "TOPLEVEL=conv_engine"]


@pytest.fixture
def outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands in the place of the simulation; its verdict can be set."""
    told: dict[str, Any] = {"verdict": PASSED}

    def simulate(**arguments: Any) -> RunResult:
        if "raise" in told:
            raise told["raise"]
        told["arguments"] = arguments
        arguments["on_layer"]({"layer": "conv_0", "verdict": PASSED, "shape": "1x1"})
        test = TestOutcome("network", told["verdict"], 1.0, "", "")
        return RunResult("icarus", "conv_engine", {}, 1, tmp_path, tests=(test,))

    monkeypatch.setattr(cli, "simulate", simulate)
    return told


@pytest.mark.parametrize(("verdict", "code"), [(PASSED, 0), (FAILED, 1)])
def test_the_verdict_is_the_exit_code(
    verdict: str,
    code: int,
    outcome: dict[str, Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcome["verdict"] = verdict
    assert cli.main([*JOB, "SEED=3"]) == code
    assert outcome["arguments"]["seed"] == 3
    assert (tmp_path / "result.json").is_file()
    assert (tmp_path / "junit.xml").is_file()
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:2] == ["passed", "conv_0"]
    assert lines[-1].startswith(verdict.upper())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["SIM=questa", "TOPLEVEL=conv_engine"], "SIM=questa is unknown"),
        (["SIM=icarus"], "TOPLEVEL= is missing"),
        ([*JOB, "TESTCASE=nothing"], "TESTCASE=nothing is unknown"),
        ([*JOB, "SEED=4294967296"], "SEED=4294967296 is out of range"),
        ([*JOB, "TRANSPORT=pigeon"], "TRANSPORT=pigeon is unknown"),
        ([*JOB, "RTL=tests"], "conv_engine.f cannot be read"),
        (["docktor"], "'docktor' is unknown; give NAME=value words or one of job, doctor"),
        (["doctor", "lint"], "'doctor' is unknown"),
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


def examined(folder: Path) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=200)
    code = doctor.examine(console, folder)
    return code, console.file.getvalue()  # type: ignore[attr-defined]


def test_the_doctor_finds_all(tmp_path: Path) -> None:
    code, text = examined(tmp_path)
    assert code == 0
    assert "All is there." in text
    assert "iverilog" in text


def test_the_doctor_names_what_is_missing(fake_program: FakeProgram, tmp_path: Path) -> None:
    old = fake_program("verilator", prints="Verilator 5.006 2023-01-22")
    fake_program("g++", prints="g++ (Debian 12.2.0-14) 12.2.0")
    code, text = examined(tmp_path)
    assert code == 2
    assert f"{old} was passed over: it is 5.006" in text
    assert "Python package verilator" in text
    assert "iverilog is missing; it is the simulator of SIM=icarus." in text
    assert "apt-get install -y --no-install-recommends make perl iverilog ccache" in text
    row = next(line for line in text.splitlines() if line.split()[:1] == ["g++"])
    assert "12.2.0" in row
    assert "Something is missing." in text
