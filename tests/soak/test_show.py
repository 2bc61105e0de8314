"""What a soak prints."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from sim.soak.result import CaseResult, Count, SoakResult, WayResult
from sim.soak.show import MOST_FAILED, case_line, show, show_case
from tb.results import PASSED

WAY = WayResult(
    simulator="icarus",
    transport="python",
    verdict=PASSED,
    layers=6,
    beats=1234,
    clocks=56789,
    build_seconds=1.0,
    run_seconds=4.0,
    peak=80 << 20,
)
CASE = CaseResult(
    number=17,
    array=4,
    toplevel="relu",
    tests=("sound",),
    seed=3,
    parameters={"Rows": 2},
    ways=(WAY, WAY),
    seconds=12.25,
    replay="make soak CASE=17",
)


def printed() -> tuple[Console, io.StringIO]:
    text = io.StringIO()
    return Console(file=text, width=200), text


def test_a_case_is_a_line() -> None:
    counts = "2 ways, 12 layers, 2,468 beats, 113,578 clocks"
    assert case_line(CASE) == f"passed     17  relu sound  Rows=2  {counts}  12.2 s"


def test_a_failed_case_tells_why_and_how_to_repeat_it() -> None:
    console, text = printed()
    show_case(CASE.model_copy(update={"faults": ("it differs",), "folder": "there"}), console)
    lines = text.getvalue().splitlines()
    assert lines[0].startswith("failed     17")
    assert lines[1:] == ["it differs", "runs     there", "replay   make soak CASE=17"]


def test_the_summary_counts_by_way() -> None:
    console, text = printed()
    result = SoakResult(
        folder=Path("there"),
        replay="make soak SEED=1",
        seconds=600,
        ended="its time was over",
        cases=2,
        arrays=1,
        designs={"relu": 2},
        refused=1,
        counts={"icarus python": Count().plus(WAY).plus(WAY)},
        own_first=70 << 20,
        own_last=72 << 20,
    )
    show(result, console)
    lines = [line.split() for line in text.getvalue().splitlines()]
    assert ["icarus", "python", "2", "12", "2,468", "113,578", "8", "80"] in lines
    told = text.getvalue()
    assert "refused  1 illegal draw of parameters" in told
    assert "memory   70 MiB behind the first case, 72 MiB behind the last" in told
    assert "PASSED: 2 cases on 1 array in 10 min 00 s; its time was over" in told


def test_of_many_failed_cases_the_first_are_told() -> None:
    console, text = printed()
    failed = tuple(
        CASE.model_copy(update={"replay": f"make soak CASE={n}", "faults": ("it differs",)})
        for n in range(1000)
    )
    show(SoakResult(folder=Path("there"), replay="make soak", cases=1000, failed=failed), console)
    told = text.getvalue()
    assert told.count("make soak CASE=") == MOST_FAILED
    assert f"and {1000 - MOST_FAILED} more, see soak.json" in told
