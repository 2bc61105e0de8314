"""Whole co-simulations of the shipped network, and what ends them."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from sim import cli, places
from sim.bench.edit import changed
from sim.cosim.job import read_job
from sim.cosim.result import COSIM_JSON, CosimResult
from sim.cosim.start import cosimulate
from sim.pruning import OWNER
from sim.results import JUNIT_XML
from tb import results
from tests.sim.conftest import ROOT, working_in

SMALL = {"SIM": "icarus", "ROWS": "4", "COLS": "24"}
FEW = "conv_2d_0,fully_connected_22"


def run(**words: str) -> CosimResult:
    return cosimulate(read_job({**SMALL, **words}))


@pytest.fixture(scope="module")
def few() -> CosimResult:
    """Two steps of the network in one simulation."""
    return run(LAYERS=FEW)


def test_it_passes_and_is_written(few: CosimResult) -> None:
    assert few.verdict == "passed", few.run.why()
    assert few.exit_code == 0
    assert not few.whole
    assert few.clocks == few.predicted
    assert few.beats["sum"] > 0
    assert few.words["pixel"] > 0
    assert few.run.replay == "make cosim MODEL=digits " + " ".join(
        [f"{name}={text}" for name, text in SMALL.items()] + [f"LAYERS={FEW}", "SEED=1"]
    )
    assert CosimResult.read(few.folder) == few
    data = json.loads((few.folder / COSIM_JSON).read_text(encoding="utf-8"))
    assert data["verdict"] == "passed"
    suite = ElementTree.parse(few.folder / JUNIT_XML).getroot().find("testsuite")
    assert suite is not None
    assert suite.get("failures") == "0"
    assert len(few.jobs) == 1
    assert (few.jobs[0] / results.NETWORK).exists()


def test_two_side_by_side_say_the_same(few: CosimResult) -> None:
    two = run(LAYERS=FEW, JOBS="2")
    assert two.verdict == "passed", two.run.why()
    assert len(two.jobs) == 2
    assert verdicts(two) == verdicts(few)
    assert (two.clocks, two.beats, two.words) == (few.clocks, few.beats, few.words)


def verdicts(result: CosimResult) -> list[Any]:
    return [
        (row["figures"]["index"], row["case"], row["beats"], row["clocks"], row["verdict"])
        for row in result.run.cases
    ]


def test_a_mismatch_in_one_of_two_fails_and_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A processing element that adds one at each step is seen in the first sum."""
    words = {**SMALL, "LAYERS": FEW, "JOBS": "2", "RTL": str(changed(ROOT, tmp_path, 1))}
    assert cli.main(["cosim", *(f"{name}={text}" for name, text in words.items())]) == 1
    told = capsys.readouterr().out
    assert "of 2 failed: MISMATCH on sum: " in told
    assert re.search(r"^ *0  +conv_2d_0 .* failed *$", told, re.MULTILINE)
    assert told.splitlines()[-1].startswith("FAILED: 0 of 2 tests, 2 steps")


def runs_of(process: int) -> list[Path]:
    """Folders of the co-simulations that belong to it."""
    return [
        owner.parent
        for owner in places.RUNS.glob(f"*-icarus-cosim-*/{OWNER}")
        if owner.read_text(encoding="utf-8").split()[0] == str(process)
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_that_is_ended_leaves_nothing(number: int) -> None:
    """Neither simulators nor a folder without a result."""
    words = [
        sys.executable,
        "-m",
        "sim",
        "cosim",
        "JOBS=2",
        *(f"{n}={t}" for n, t in SMALL.items()),
    ]
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
            while len(busy := jobs_at_work(command.pid)) < 2:
                assert command.poll() is None, command.communicate()[0]
                assert time.monotonic() < deadline
                time.sleep(0.1)
            command.send_signal(number)
            output, _ = command.communicate(timeout=60)
        finally:
            command.kill()
    assert command.returncode == (2 if number == signal.SIGINT else 128 + number)
    assert "Traceback" not in output
    assert not [path for path in busy if working_in(path)]
    assert not any(path.parent.exists() for path in busy)


def jobs_at_work(process: int) -> list[Path]:
    jobs = [path for folder in runs_of(process) for path in folder.glob("job*")]
    return [path for path in jobs if working_in(path)]
