"""A network's simulations merged, shown and written, from made-up lines of the bench."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.console import Console

from sim.cosim.files import write_files
from sim.cosim.result import COSIM_JSON, CosimResult, figure, network_facts
from sim.cosim.show import answers, show, step_line
from sim.cosim.start import scored
from sim.results import JUNIT_XML, RunResult, TestOutcome
from sim.side_by_side import SideBySide, merged
from tb import results
from tb.results import FAILED, PASSED
from tb.spec import RunSpec

REPLAY = "make cosim MODEL=resnet8 SIM=icarus SEED=9"
CLASSES = ("cat", "dog", "frog")


def step(index: int, *layers: str, **changes: Any) -> dict[str, Any]:
    """A step on the array; `changes` replace entries of the line or of its figures."""
    figures = {
        "index": index,
        "layers": "+".join(layers),
        "op": "CONV_2D",
        "where": "engine, requantizer, activation",
        "taps": {"sum": 1000, "requantized": 1000, "activated": 900, "out": 100},
        "predicted": 2500,
        "utilisation": 0.5,
        "macs": 120_000,
        "words": {"pixel": 7000, "weight": 2400, "out": 800},
        "passes": 1,
        "way": "plain",
    }
    line = {
        "test": "network",
        "case": layers[-1],
        "detail": "1x7x7x32 -> 7x7x64",
        "profile": "none",
        "beats": 3000,
        "values": 21000,
        "clocks": 2500,
        "verdict": PASSED,
        "seed": 9,
    }
    figures |= {name: changes.pop(name) for name in list(changes) if name in figures}
    return {**line, **changes, "figures": figures}


def host(index: int, layer: str, **changes: Any) -> dict[str, Any]:
    told = {"where": "host: softmax", "taps": {}, "words": {}, "macs": 0, "utilisation": None}
    nothing = {"beats": 0, "values": 0, "clocks": 0, "predicted": 0}
    return step(index, layer, **told, **nothing, **changes)


NETWORK = {
    "model": "image_classification",
    "images": 2,
    "feed": "chain",
    "truth": "TFLite's tensor",
    "outputs": [{"name": "Identity", "values": 6, "equal": True}],
    "answers": [
        {"image": 0, "ours": 1, "tflite": 1, "label": None},
        {"image": 1, "ours": 2, "tflite": 0, "label": 0},
    ],
    "proved": 16,
}


def run_in(folder: Path, *lines: dict[str, Any], **changes: Any) -> RunResult:
    folder.mkdir(exist_ok=True)
    (folder / results.NETWORK).write_text(json.dumps(NETWORK), encoding="utf-8")
    told = {
        "spec": RunSpec(toplevel="kraken_top", simulator="icarus", seed=9),
        "parameters": {"Rows": 4, "Cols": 24},
        "folder": folder,
        "tests": (TestOutcome(name="network", verdict=PASSED, seconds=1.25),),
        "cases": lines,
        "replay": "make SIM=icarus TOPLEVEL=kraken_top",
        "commit": "0123456789ab+",
        "tools": {"icarus": "11.0"},
        "build_seconds": 0.5,
        "run_seconds": 2.0,
    }
    return RunResult(**{**told, **changes})


def result_of(folder: Path, *runs: RunResult, **changes: Any) -> CosimResult:
    found = SideBySide(runs, folder, 0.75, 3.5)
    told = {
        "model": "resnet8",
        "run": merged(found, REPLAY, "step", lambda row: figure(row, "index") or 0),
        "jobs": tuple(run.folder for run in runs),
        "waves": tuple(run.waves for run in runs if run.waves),
        "clock_mhz": 400.0,
        "classes": CLASSES,
        **network_facts(runs),
    }
    return CosimResult(**(told | changes))


@pytest.fixture
def good(tmp_path: Path) -> CosimResult:
    lines = (step(0, "conv_0", "relu_1"), step(1, "conv_2", clocks=1500), host(2, "softmax_3"))
    return result_of(tmp_path, run_in(tmp_path / "job0", *lines))


def shown(result: CosimResult) -> str:
    console = Console(file=io.StringIO(), width=150)
    show(result, console)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def row_of(text: str, name: str) -> list[str]:
    """Cells of the table's row that holds a name."""
    return next(line for line in text.splitlines() if name in line).split()


def test_the_table_has_every_step_and_tap(good: CosimResult) -> None:
    text = shown(good)
    row = row_of(text, "conv_0")
    assert row[:4] == ["0", "conv_0", "+", "relu_1"]
    beats = ["1,000", "1,000", "900", "100"]
    assert row[-8:] == [*beats, "2,500", "2,500", "50.0", "%", "passed"][-8:]
    titles = "step where sum requantized activated out clocks predicted PE use verdict"
    assert " ".join(row_of(text, "PE use")) == titles
    assert row_of(text, "softmax_3") == ["2", "softmax_3", "host:", "softmax", "passed"]
    total = row_of(text, "total")
    assert total == ["total", "2,000", "2,000", "1,800", "200", "4,000", "5,000", "62.5", "%"]


def test_what_stands_below_the_table(good: CosimResult) -> None:
    lines = shown(good).splitlines()
    assert "network  resnet8: 3 steps, 2 samples, 240,000 products" in lines
    assert "words    pixel 14,000, weight 4,800, out 1,600" in lines
    (clocks,) = (line for line in lines if line.startswith("clocks "))
    # 2 samples in 4,000 clocks of 2.5 ns.
    assert clocks == (
        "clocks   4,000, 5,000 predicted; 200,000 frames a second at 400 MHz without the host's "
        "steps"
    )
    assert "answer   sample 0: 'dog', as TFLite says" in lines
    assert "         sample 1: 'frog', but TFLite says 'cat'; right is 'cat'" in lines
    assert "output   'Identity', 6 values, equal to TFLite's tensor" in lines
    assert "design   kraken_top (Rows 4, Cols 24)" in lines
    assert "tools    icarus 11.0; commit 0123456789ab+" in lines
    assert f"replay   {REPLAY}" in lines
    assert any(
        line.startswith("results") and line.endswith("cosim.json, junit.xml, report.html")
        for line in lines
    )
    assert lines[-1] == ("PASSED: 1 of 1 test, 3 steps, 6,000 beats compared, icarus, seed 9")


def test_predictions_that_came_true_are_said_so(tmp_path: Path) -> None:
    result = result_of(tmp_path, run_in(tmp_path / "job0", step(0, "conv_0"), host(1, "softmax_1")))
    assert "clocks   2,500, as predicted; " in shown(result)
    assert result.predicted == 2500


def test_without_a_prediction_there_is_no_sum_of_them(tmp_path: Path) -> None:
    lines = (step(0, "conv_0", predicted=None), step(1, "conv_2"))
    result = result_of(tmp_path, run_in(tmp_path / "job0", *lines))
    assert result.predicted is None
    assert "clocks   5,000; " in shown(result)


@pytest.mark.parametrize(
    ("changes", "answer", "said"),
    [
        ({}, {"label": 1}, "sample 0: 'dog', as TFLite says; which is right"),
        ({}, {"label": "dog"}, "sample 0: 'dog', as TFLite says; which is right"),
        ({}, {"label": "cat"}, "sample 0: 'dog', as TFLite says; right is class cat"),
        ({"classes": ()}, {"label": 1}, "sample 0: class 1, as TFLite says; which is right"),
        ({"classes": ("one",)}, {"tflite": 0}, "sample 0: class 1, but TFLite says 'one'"),
        ({"truth": "the golden layer (x)"}, {}, "sample 0: 'dog', as the golden model says"),
    ],
)
def test_an_answer_is_told_by_its_class(
    changes: dict[str, Any], answer: dict[str, Any], said: str, tmp_path: Path
) -> None:
    run = run_in(tmp_path / "job0", step(0, "conv_0"))
    told = {"image": 0, "ours": 1, "tflite": 1, "label": None, **answer}
    assert answers(result_of(tmp_path, run, answers=[told], **changes)) == [said]


def test_what_classifies_nothing_has_no_answer(tmp_path: Path) -> None:
    """The largest of its values means nothing; a softmax says that it does."""
    told = [{"image": 0, "ours": 1, "tflite": 1}]
    run = run_in(tmp_path / "job0", step(0, "conv_0"))
    assert answers(result_of(tmp_path, run, answers=told, classes=())) == []
    run = run_in(tmp_path / "job0", step(0, "conv_0"), host(1, "softmax_1", op="SOFTMAX"))
    found = answers(result_of(tmp_path, run, answers=told, classes=()))
    assert found == ["sample 0: class 1, as TFLite says"]


@pytest.mark.parametrize(
    ("values", "images", "kept"), [(3, 1, CLASSES), (6, 2, CLASSES), (16, 1, ()), (0, 0, ())]
)
def test_classes_are_those_of_the_scores(values: int, images: int, kept: tuple[str, ...]) -> None:
    facts = {"outputs": [{"name": "x", "values": values}], "images": images}
    assert scored(CLASSES, facts) == kept


def test_many_answers_are_cut(tmp_path: Path) -> None:
    told = [{"image": i, "ours": 1, "tflite": 1} for i in range(11)]
    text = shown(result_of(tmp_path, run_in(tmp_path / "job0", step(0, "conv_0")), answers=told))
    assert "sample 7" in text
    assert "sample 8" not in text
    assert "         and 3 more" in text.splitlines()


@pytest.mark.parametrize(
    ("lines", "changes"),
    [
        ([step(0, "a")], {"whole": False}),
        ([step(0, "a"), step(0, "a", profile="dense:sum")], {}),
        ([step(0, "a", verdict=FAILED)], {}),
        ([host(0, "a")], {}),
    ],
    ids=["part", "twice", "failed", "host"],
)
def test_no_rate_for_what_is_no_whole_network(
    lines: list[dict[str, Any]], changes: dict[str, Any], tmp_path: Path
) -> None:
    result = result_of(tmp_path, run_in(tmp_path / "job0", *lines), **changes)
    assert result.frames_per_second is None
    assert "frames" not in shown(result)


def test_profiles_have_a_column(tmp_path: Path) -> None:
    lines = (step(0, "conv_0"), step(0, "conv_0", profile="dense:sum", predicted=None))
    text = shown(result_of(tmp_path, run_in(tmp_path / "job0", *lines)))
    assert "dense:sum" in text
    assert "profile" in text


def test_waves_are_named(tmp_path: Path) -> None:
    jobs = [tmp_path / name for name in ("job0", "job1")]
    runs = [run_in(job, step(0, "conv_0"), waves=job / "dump.fst") for job in jobs]
    assert "cosim.json, junit.xml, report.html, job0/dump.fst, job1/dump.fst\n" in shown(
        result_of(tmp_path, *runs)
    )


def failed(folder: Path) -> RunResult:
    outcome = TestOutcome(
        name="network", verdict=FAILED, seconds=1.0, message="MISMATCH on requantized: beat 3"
    )
    mismatch = {"kind": "mismatch", "port": "requantized"}
    line = step(1, "conv_2", verdict=FAILED)
    return run_in(folder, line, tests=(outcome,), mismatches=(mismatch,))


def test_several_simulations_become_one_in_the_networks_order(tmp_path: Path) -> None:
    first = run_in(tmp_path / "job0", step(0, "conv_0"), step(3, "conv_4"))
    second = run_in(tmp_path / "job1", step(1, "conv_1"), step(2, "conv_2"))
    result = result_of(tmp_path, first, second)
    assert [row["case"] for row in result.run.cases] == ["conv_0", "conv_1", "conv_2", "conv_4"]
    assert (result.verdict, result.exit_code) == (PASSED, 0)
    assert result.run.replay == REPLAY
    assert result.clocks == 10_000
    assert (result.run.build_seconds, result.run.run_seconds) == (0.75, 3.5)
    assert len(result.outputs) == 1
    assert result.proved == 32
    assert [test.name for test in result.run.tests] == ["network 1 of 2", "network 2 of 2"]
    assert shown(result).splitlines()[-1].startswith("PASSED: 2 of 2 tests, 4 steps")


def test_one_that_fails_makes_all_fail_and_is_shown(tmp_path: Path) -> None:
    result = result_of(tmp_path, run_in(tmp_path / "job0", step(0, "a")), failed(tmp_path / "job1"))
    assert (result.verdict, result.exit_code) == (FAILED, 1)
    text = shown(result)
    assert "network 2 of 2 failed: MISMATCH on requantized: beat 3" in text
    row = row_of(text, "conv_2")
    # Of what was cut short only the clocks are told.
    assert row[-2:] == ["2,500", FAILED]
    assert row_of(text, "total") == ["total", "1,000", "1,000", "900", "100", "5,000"]
    assert (result.predicted, result.utilisation, result.macs) == (None, None, 120_000)
    assert text.splitlines()[-1].startswith("FAILED: 1 of 2 tests, 2 steps")


def test_one_that_crashes_is_named(tmp_path: Path) -> None:
    crashed = run_in(tmp_path / "job1", tests=(), fault="vvp crashed")
    (crashed.folder / results.NETWORK).unlink()
    result = result_of(tmp_path, run_in(tmp_path / "job0", step(0, "a")), crashed)
    assert result.exit_code == 1
    assert "simulation 2 of 2: vvp crashed" in shown(result)
    alone = result_of(tmp_path, crashed)
    assert shown(alone).startswith("vvp crashed\n")
    assert alone.outputs == ()
    assert alone.images == 0


def test_outputs_and_answers_stand_in_the_networks_order(tmp_path: Path) -> None:
    """Whichever simulation had the longest step comes first; that says nothing of its outputs."""
    runs = []
    for job, index in enumerate((2, 0)):
        run = run_in(tmp_path / f"job{job}", step(index, "a"))
        told = {
            **NETWORK,
            "outputs": [{"name": f"scores {index}", "index": index, "values": 6, "equal": True}],
            "answers": [{"image": 0, "ours": index, "tflite": index, "label": None}],
            "answers_of": index,
        }
        (run.folder / results.NETWORK).write_text(json.dumps(told), encoding="utf-8")
        runs.append(run)
    result = result_of(tmp_path, *runs)
    assert [output["name"] for output in result.outputs] == ["scores 0", "scores 2"]
    assert [answer.ours for answer in result.answers] == [0]


def test_wrong_usage_within_one_is_2(tmp_path: Path) -> None:
    outcome = TestOutcome(name="network", verdict=FAILED, seconds=1.0, kind="OptionError")
    usage = {"test": "network", "kind": "OptionError", "message": "INPUT has no sample."}
    refused = run_in(tmp_path / "job1", tests=(outcome,), usage=(usage,))
    result = result_of(tmp_path, run_in(tmp_path / "job0", step(0, "a")), refused)
    assert result.exit_code == 2
    assert "network 2 of 2 cannot do what it was told: INPUT has no sample." in shown(result)


def test_the_files_hold_the_whole_result(good: CosimResult) -> None:
    write_files(good)
    data = json.loads((good.folder / COSIM_JSON).read_text(encoding="utf-8"))
    assert (data["verdict"], data["exit_code"]) == (PASSED, 0)
    assert (data["model"], data["images"], data["proved"]) == ("resnet8", 2, 16)
    assert (data["clocks"], data["predicted"], data["macs"]) == (4000, 5000, 240_000)
    assert data["beats"] == {"sum": 2000, "requantized": 2000, "activated": 1800, "out": 200}
    assert data["words"] == {"pixel": 14000, "weight": 4800, "out": 1600}
    assert data["frames_per_second"] == 200_000
    assert data["run"]["replay"] == REPLAY
    assert [row["case"] for row in data["run"]["cases"]] == ["relu_1", "conv_2", "softmax_3"]
    assert CosimResult.read(good.folder) == good
    suite = ElementTree.parse(good.folder / JUNIT_XML).getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("4", "0")
    properties = {entry.get("name"): entry.get("value") for entry in suite.iter("property")}
    assert properties["model"] == "resnet8"
    assert properties["frames_per_second"] == "200000.0"
    assert properties["words.pixel"] == "14000"
    assert properties["replay"] == REPLAY
    assert not list(good.folder.glob("*.part"))


def test_the_junit_file_counts_failures_of_all(tmp_path: Path) -> None:
    runs = run_in(tmp_path / "job0", step(0, "a")), failed(tmp_path / "job1")
    write_files(result_of(tmp_path, *runs))
    suite = ElementTree.parse(tmp_path / JUNIT_XML).getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("4", "2")
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "MISMATCH on requantized: beat 3"


def test_a_finished_step_is_one_line() -> None:
    assert step_line(step(3, "conv_0", "relu_1")) == (
        "passed    3  conv_0+relu_1  1x7x7x32 -> 7x7x64  engine, requantizer, activation  "
        "3,000 beats  2,500 clocks"
    )
    assert step_line(host(12, "softmax_3")) == (
        "passed   12  softmax_3  1x7x7x32 -> 7x7x64  host: softmax"
    )
    line = step_line(step(0, "a", verdict=FAILED, profile="dense:sum"))
    assert line.startswith("failed    0  a  ")
    assert "  [dense:sum]  " in line
