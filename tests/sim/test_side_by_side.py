"""Simulations at the same time: their order, and what ends them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim import side_by_side
from sim.errors import ToolError
from sim.results import RunResult
from tb.spec import RunSpec

Stand = Callable[..., RunResult]


def stand_in(monkeypatch: pytest.MonkeyPatch, simulate: Stand) -> None:
    monkeypatch.setattr(side_by_side, "simulate", simulate)


SPECS = [
    RunSpec(toplevel="kraken_top", options={"LAYERS": name, "FEED": "golden"}) for name in "abc"
]


def test_simulations_run_side_by_side_and_come_back_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(3, timeout=20)
    lines: list[Any] = []

    def simulate(spec: RunSpec, folder: Path, clocks: int, on_case: Any, on_tick: Any) -> RunResult:
        together.wait()
        on_tick()
        on_case({"case": spec.options["LAYERS"]})
        return RunResult(
            spec=spec, parameters={}, folder=folder, cases=({"case": spec.options["LAYERS"]},)
        )

    stand_in(monkeypatch, simulate)
    runs = side_by_side.run_all(SPECS, tmp_path, lines.append)
    assert [run.cases[0]["case"] for run in runs] == ["a", "b", "c"]
    assert [run.folder.name for run in runs] == ["job0", "job1", "job2"]
    assert sorted(line["case"] for line in lines) == ["a", "b", "c"]


@pytest.mark.parametrize("fault", [ToolError("vvp is missing"), KeyError("x")])
def test_one_that_cannot_run_ends_the_others(
    fault: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []

    def simulate(spec: RunSpec, folder: Path, clocks: int, on_case: Any, on_tick: Any) -> RunResult:
        if spec.options["LAYERS"] == "b":
            raise fault
        deadline = time.monotonic() + 20
        try:
            while time.monotonic() < deadline:
                on_tick()
                time.sleep(0.01)
        finally:
            ended.append(spec.options["LAYERS"])
        raise AssertionError("never told to end")

    stand_in(monkeypatch, simulate)
    with pytest.raises(type(fault)) as told:
        side_by_side.run_all(SPECS, tmp_path, None)
    assert told.value is fault
    assert sorted(ended) == ["a", "c"]
