"""``make paper``: its words, what its lines come to, and runs of a part of it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.console import Console

from golden.kraken import ArrayParams
from golden.networks.paper import NETWORKS
from golden.networks.workload import Task, tasks
from sim import cli
from sim.bench.edit import changed
from sim.chosen import choose
from sim.options import parse_words
from sim.paper import job as jobs
from sim.paper.job import PaperJob, read_job
from sim.paper.plan import share, steps_of
from sim.paper.result import PAPER_JSON, PaperResult, parts_of
from sim.paper.show import layer_line, show
from sim.paper.start import run_networks
from sim.places import ROOT
from sim.results import JUNIT_XML, RunResult, TestOutcome
from tb.results import FAILED, PASSED
from tb.spec import RunSpec

ARRAY = ArrayParams()


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Networks that were asked for; none is made."""
    asked: list[str] = []
    monkeypatch.setattr(jobs, "find", asked.append)
    return asked


def job(*words: str) -> PaperJob:
    return read_job(parse_words(words))


def test_without_a_word_it_is_the_papers_three(found: list[str]) -> None:
    told = job()
    assert told.spec == RunSpec(
        toplevel="conv_engine", simulator="verilator", tests=("paper",), build="long"
    )
    assert told.networks == NETWORKS == tuple(found)
    assert (len(told.tasks), told.quick, told.clock_mhz) == (78, False, 400.0)
    assert told.jobs == min(2, len(os.sched_getaffinity(0)))
    assert told.replay("make") == "make paper SIM=verilator SEED=1"


def test_all_is_all_and_the_design_takes_it(found: list[str]) -> None:
    told = job("NETWORKS=all")
    assert told.networks == (*NETWORKS, "mobilenet_v1", "mobilenet_v2") == tuple(found)
    assert choose(told.spec).spec == told.spec
    assert told.replay("make") == "make paper NETWORKS=all SIM=verilator SEED=1"


def test_words_go_where_they_belong(found: list[str]) -> None:
    words = "SIM=icarus NETWORKS=resnet50,alexnet/conv_2d_2 QUICK=1 JOBS=1 ROWS=4 COLS=24 SEED=7"
    told = job(*words.split(), "CLOCK_MHZ=250")
    spec = told.spec
    assert (spec.simulator, spec.seed, spec.transport) == ("icarus", 7, "")
    assert spec.parameters == {"Rows": 4, "Cols": 24}
    assert told.networks == ("alexnet", "resnet50") == tuple(found)
    assert (told.quick, told.jobs, told.clock_mhz) == (True, 1, 250.0)
    assert spec.options == {"NETWORKS": "resnet50,alexnet/conv_2d_2", "QUICK": "1"}
    for word in (*words.split(), "CLOCK_MHZ=250"):
        assert word in told.replay("make").split()


def test_no_more_jobs_than_cores(found: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1, 2})
    assert job("JOBS=8").jobs == 3
    assert job().jobs == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["NETWORKS=vgg19"], "no network is called 'vgg19' (did you mean vgg16?)"),
        (["NETWORKS=vgg16/conv_2d_2"], "vgg16 has no convolution or dense layer 'conv_2d_2'"),
        (["QUICK=2"], "QUICK=2 is not legal"),
        (["JOBS=0"], "JOBS=0 is not legal"),
        (["CLOCK_MHZ=0"], "CLOCK_MHZ=0 is not legal"),
        (["SIM=spice"], "SIM=spice"),
        (["TRANSPORT=pigeon"], "TRANSPORT=pigeon"),
        (["TOPLEVEL=conv_engine"], "TOPLEVEL is not for paper"),
        (["LAYERS=0"], "LAYERS is not for paper"),
        (["MODEL=digits"], "MODEL is not for paper"),
        (["RTL=nowhere"], "RTL=nowhere does not exist"),
        (["ROWS=0"], "Rows"),
        (["vgg16"], "'vgg16' is not of the form NAME=value."),
    ],
    ids=str,
)
def test_wrong_usage_is_a_sentence_and_2(
    words: list[str],
    said: str,
    found: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def build(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("it was built")

    monkeypatch.setattr("sim.side_by_side.build", build)
    monkeypatch.setattr("sim.side_by_side.simulate", build)
    assert cli.main(["paper", *words]) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert said in told
    assert told.count("\n") == 1


def test_dense_layers_of_a_network_stay_together(found: list[str]) -> None:
    told = job("NETWORKS=alexnet,vgg16")
    steps = steps_of(told, ARRAY)
    assert [len(step.layers) for step in steps] == [1] * 5 + [3] + [1] * 13 + [3]
    assert [layer for step in steps for layer in step.layers] == [t.name for t in told.tasks]
    assert sum(step.clocks for step in steps[:5]) == 1_128_953


def test_every_layer_is_in_one_share(found: list[str]) -> None:
    told = job("JOBS=2", "QUICK=1")
    specs = share(told, ARRAY)
    assert len(specs) == min(2, len(os.sched_getaffinity(0)))
    names = [name for spec in specs for name in spec.options["NETWORKS"].split(",")]
    assert sorted(names) == sorted(task.name for task in told.tasks)
    assert all(spec.options["QUICK"] == "1" for spec in specs)


def line(task: Task, **changes: Any) -> dict[str, Any]:
    """A layer that took ten clocks more than it needs."""
    clocks = -(-task.shape.macs_valid // 672) + 10
    figures = {
        "network": task.network,
        "title": task.title,
        "dense": task.dense,
        "predicted": clocks,
        "utilisation": 0.5,
        "macs": task.shape.macs_valid,
        "words": {"pixel": 1000, "weight": 500, "sum": 250},
    }
    told = {
        "test": "paper",
        "case": task.name,
        "detail": str(task.shape),
        "profile": "none",
        "beats": 300,
        "values": 2100,
        "clocks": clocks,
        "verdict": PASSED,
        "seed": 9,
        "figures": figures,
    }
    return told | changes


ALEXNET = tasks(["alexnet"])


def test_parts_add_up() -> None:
    convolutions, dense = parts_of([line(task) for task in ALEXNET], ALEXNET, ARRAY, False, 200.0)
    assert (convolutions.kind, convolutions.layers, convolutions.frames) == ("convolutions", 5, 1)
    assert (dense.kind, dense.layers, dense.frames) == ("dense", 3, 7)
    assert convolutions.clocks == convolutions.predicted
    assert convolutions.beats == 5 * 300
    assert convolutions.words == {"pixel": 5000, "weight": 2500, "sum": 1250}
    assert convolutions.bytes == 5000 + 2500 + 4 * 1250
    assert convolutions.frames_per_second == 200e6 / convolutions.clocks
    assert dense.frames_per_second == 7 * 200e6 / dense.clocks
    assert convolutions.operations_per_word == 2 * convolutions.macs / 8750
    assert convolutions.efficiency == convolutions.macs / (convolutions.clocks * 672)
    assert convolutions.published is not None
    assert (convolutions.published.efficiency, convolutions.published.clocks) == (0.772, 1_188_354)
    assert round(2 * convolutions.published.frames_per_second, 1) == 336.6
    assert dense.published is not None
    assert dense.published.clocks == 617_472


def test_what_is_not_whole_is_not_compared_with_the_paper() -> None:
    few = [task for task in ALEXNET if not task.dense][:4]
    (part,) = parts_of([line(task) for task in few], few, ARRAY, False, 400.0)
    assert part.verdict == PASSED
    assert (part.whole, part.frames_per_second, part.published) == (False, None, None)
    quick, _ = parts_of([line(task) for task in ALEXNET], ALEXNET, ARRAY, True, 400.0)
    assert (quick.whole, quick.frames_per_second, quick.published) == (False, None, None)


def test_a_layer_that_fails_or_lacks_fails_its_part() -> None:
    lines = [line(task) for task in ALEXNET]
    lines[1]["verdict"] = FAILED
    convolutions, dense = parts_of(lines, ALEXNET, ARRAY, False, 400.0)
    assert (convolutions.verdict, dense.verdict) == (FAILED, PASSED)
    assert convolutions.frames_per_second is None
    assert convolutions.macs == sum(t.shape.macs_valid for t in (ALEXNET[0], *ALEXNET[2:5]))
    _, dense = parts_of(lines[:-1], ALEXNET, ARRAY, False, 400.0)
    assert (dense.verdict, dense.frames_per_second) == (FAILED, None)


def test_held_ports_have_no_rate() -> None:
    lines = [line(task, profile="dense:sum") for task in ALEXNET]
    for each in lines:
        each["figures"]["predicted"] = None
    convolutions, _ = parts_of(lines, ALEXNET, ARRAY, False, 400.0)
    assert (convolutions.predicted, convolutions.frames_per_second) == (None, None)


def result_of(folder: Path, lines: Sequence[dict[str, Any]], chosen: Iterable[Task]) -> PaperResult:
    chosen = list(chosen)
    run = RunResult(
        spec=RunSpec(toplevel="conv_engine", tests=("paper",)),
        parameters={"Rows": 7, "Cols": 96},
        folder=folder,
        tests=(TestOutcome(name="paper", verdict=PASSED, seconds=1.0),),
        cases=tuple(lines),
        replay="make paper",
        case_label="layer",
    )
    seen = {each["case"] for each in lines}
    return PaperResult(
        run=run,
        jobs=(folder,),
        networks=("alexnet",),
        quick=False,
        missing=tuple(task.name for task in chosen if task.name not in seen),
        clock_mhz=400.0,
        seconds=2.5,
        parts=tuple(parts_of(lines, chosen, ARRAY, False, 400.0)),
    )


def shown(result: PaperResult) -> str:
    console = Console(width=cli.WIDTH, record=True, file=Path(os.devnull).open("w"))  # noqa: SIM115
    show(result, console)
    return console.export_text()


def test_the_papers_figures_stand_beside_ours(tmp_path: Path) -> None:
    text = shown(result_of(tmp_path, [line(task) for task in ALEXNET], ALEXNET))
    row = next(each for each in text.splitlines() if "5 convolutions" in each)
    assert "1,188,354" in row
    assert "77.2 %" in row
    assert "336.6" in row
    assert "2,400, each compared in its clock" in text
    assert "full size, seeded weights" in text
    assert "PASSED: 1 of 1 test, 8 layers, 2,400 beats compared" in text
    assert "…" not in text


def test_a_layer_that_did_not_run_fails_the_whole(tmp_path: Path) -> None:
    result = result_of(tmp_path, [line(task) for task in ALEXNET[:-1]], ALEXNET)
    assert (result.verdict, result.exit_code) == (FAILED, 1)
    text = shown(result)
    assert "1 layer did not run: alexnet/fully_connected_11" in text
    assert text.splitlines()[-1].startswith("FAILED")


def test_a_line_tells_layer_and_clocks() -> None:
    told = layer_line(line(ALEXNET[1], profile="dense:sum"))
    assert told.startswith("passed  alexnet/conv_2d_2  conv2  1x27x27x96 -> 27x27x256")
    assert "[dense:sum]  300 beats" in told


FEW = {
    "verilator": {"NETWORKS": "alexnet,mobilenet_v2"},
    "icarus": {
        "NETWORKS": "mobilenet_v2/conv_2d_2,mobilenet_v2/depthwise_conv_2d_1,"
        "mobilenet_v2/fully_connected_63",
        "ROWS": "4",
        "COLS": "24",
    },
}


@pytest.mark.parametrize("simulator", FEW)
def test_a_part_runs(simulator: str) -> None:
    lines: list[Any] = []
    result = run_networks(
        read_job({"SIM": simulator, "QUICK": "1", **FEW[simulator]}), lines.append
    )
    assert result.verdict == PASSED, result.run.why()
    assert result.exit_code == 0
    assert len(lines) == len(result.run.cases) == sum(part.layers for part in result.parts) > 2
    for part in result.parts:
        assert part.clocks == part.predicted
        assert part.clocks > 0
        assert part.beats > 0
    order = [task.name for task in tasks(FEW[simulator]["NETWORKS"].split(","), distinct=True)]
    assert [row["case"] for row in result.run.cases] == order
    assert PaperResult.read(result.folder) == result
    data = json.loads((result.folder / PAPER_JSON).read_text(encoding="utf-8"))
    assert data["verdict"] == PASSED
    suite = ElementTree.parse(result.folder / JUNIT_XML).getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("failures"), len(suite.findall("testcase"))) == (
        "0",
        len(order) + len(result.jobs),
    )


def test_a_wrong_design_is_found_and_placed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = {
        "SIM": "icarus",
        "QUICK": "1",
        "JOBS": "1",
        **FEW["icarus"],
        "RTL": str(changed(ROOT, tmp_path, 3)),
    }
    assert cli.main(["paper", *(f"{name}={text}" for name, text in words.items())]) == 1
    told = capsys.readouterr().out
    assert "failed: MISMATCH on sum: " in told
    assert "layer   mobilenet_v2, depthwise_conv_2d_1, DEPTHWISE_CONV_2D" in told
    assert re.search(r"2 layers did not run: .*fully_connected_63", told)
    assert told.splitlines()[-1].startswith("FAILED")
