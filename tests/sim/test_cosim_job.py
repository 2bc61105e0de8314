"""The words of ``make cosim``: what they describe, and what they may not be."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from golden.networks.shipped import DIGITS
from sim import cli
from sim.cosim import job as jobs
from sim.cosim.job import Job, read_job
from sim.options import parse_words
from tb.spec import RunSpec


def job(*words: str) -> Job:
    return read_job(parse_words(words))


def test_without_a_word_it_is_the_shipped_network() -> None:
    found = job()
    assert found.spec == RunSpec(
        toplevel="kraken_top",
        simulator="verilator",
        tests=("network",),
        options={"MODEL": str(DIGITS), "FEED": "chain"},
    )
    assert (found.model, found.jobs, found.clock_mhz) == ("digits", 1, 400.0)
    assert found.replay("make") == "make cosim MODEL=digits SIM=verilator SEED=1"


def test_words_go_where_they_belong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "find", lambda name: tmp_path / f"{name}.tflite")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.npy").touch()
    words = "MODEL=resnet8 INPUT=x.npy IMAGES=2 SIM=icarus ROWS=4 COLS=24 LAYERS=3,conv_2d_0 JOBS=2"
    more = "SEED=7 PROFILES=dense:out CLOCK_MHZ=250.5 WAVES=1"
    found = job(*words.split(), *more.split())
    spec = found.spec
    assert (spec.toplevel, spec.simulator, spec.seed) == ("kraken_top", "icarus", 7)
    assert spec.parameters == {"Rows": 4, "Cols": 24}
    assert (spec.profiles, spec.waves) == (("dense:out",), True)
    assert spec.options == {
        "MODEL": str(tmp_path / "resnet8.tflite"),
        "INPUT": str(tmp_path / "x.npy"),
        "IMAGES": "2",
        "LAYERS": "3,conv_2d_0",
        "FEED": "golden",
    }
    assert (found.jobs, found.clock_mhz) == (2, 250.5)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("SIM=icarus", "JOBS=3", "ROWS=4"),
        ("LAYERS=conv_2d_0,conv_2d_3", "PROFILES=none,dense", "CLOCK_MHZ=123.5"),
        ("FEED=golden", "SEED=99", "MAX_MISMATCHES=4"),
    ],
    ids=str,
)
def test_a_replay_command_reads_back(words: tuple[str, ...]) -> None:
    found = job(*words)
    program, goal, *again = shlex.split(found.replay("kraken-cosim"))
    assert (program, goal) == ("kraken-cosim", "cosim")
    repeated = job(*again)
    assert (repeated.spec, repeated.jobs, repeated.clock_mhz) == (
        found.spec,
        found.jobs,
        found.clock_mhz,
    )


def test_a_replay_command_works_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.tflite").write_bytes(DIGITS.read_bytes())
    (tmp_path / "x.npy").touch()
    found = job("MODEL=mine.tflite", "INPUT=x.npy", "SEED=random")
    assert set(found.replay("make").split()) == {
        "make",
        "cosim",
        f"MODEL={tmp_path / 'mine.tflite'}",
        f"INPUT={tmp_path / 'x.npy'}",
        f"SEED={found.spec.seed}",
        "SIM=verilator",
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["MODEL=resnet9"], "MODEL=resnet9 cannot be used: no model is called 'resnet9' (did you"),
        (["MODEL=no/such.tflite"], "cannot be used: the model no/such.tflite does not exist."),
        (["JOBS=0"], "JOBS=0 is not legal; give a whole number from 1 up."),
        (["JOBS=two"], "JOBS=two is not legal"),
        (["JOBS=2", "FEED=chain"], "leave FEED out, or JOBS."),
        (["CLOCK_MHZ=0"], "CLOCK_MHZ=0 is not legal; give a number above 0."),
        (["CLOCK_MHZ=fast"], "CLOCK_MHZ=fast is not legal"),
        (["CLOCK_MHZ=inf"], "CLOCK_MHZ=inf is not legal"),
        (["MODLE=digits"], "MODLE is unknown (did you mean MODEL?); there are SIM, "),
        (["JOB=2"], "JOB is unknown (did you mean JOBS?); there are SIM, "),
        (["TOPLEVEL=conv_engine"], "TOPLEVEL is not for cosim, which runs network of kraken_top"),
        (["TESTCASE=network"], "TESTCASE is not for cosim"),
        (["BENCH=mine.py"], "BENCH is not for cosim"),
        (["SIM=questa"], "SIM=questa is unknown"),
        (["SEED=-1"], "SEED=-1 is not legal"),
        (["ROWS=0"], "Rows is 0, but it must lie from 1 to 255"),
        (["IMAGES=0"], "IMAGES=0 is not legal"),
        (["INPUT=nowhere.npy"], "INPUT=nowhere.npy does not exist"),
        (["LAYERS=conv_2d_99"], "'conv_2d_99'"),
        (["LAYERS=conv_2d_99", "JOBS=2"], "'conv_2d_99'"),
        (["LAYERS=softmax_23,11"], "The host alone computes space_to_depth_11, softmax_23: name a"),
        (["FEED=backwards"], "FEED=backwards"),
        (["PROFILES=densely"], "'densely' is no kind"),
        (["resnet8"], "'resnet8' is not of the form NAME=value."),
    ],
    ids=str,
)
def test_wrong_usage_is_a_sentence_and_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("it was built")

    monkeypatch.setattr("sim.side_by_side.build", build)
    monkeypatch.setattr("sim.side_by_side.simulate", build)
    assert cli.main(["cosim", *words]) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert said in told
    assert "Traceback" not in told
    assert told.count("\n") == 1
