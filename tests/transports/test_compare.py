"""The comparison of two runs sees all that it should, and nothing of what may differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.results import RunResult, TestOutcome
from tb.results import PASSED
from tb.spec import RunSpec
from tests.transports.compare import OUTCOMES, difference


def result(folder: Path, transport: str, **changes: Any) -> RunResult:
    """A run that failed."""
    folder.mkdir(exist_ok=True)
    told: dict[str, Any] = {
        "spec": RunSpec(toplevel="axis_tap", transport=transport),
        "parameters": {"Lanes": 4},
        "folder": folder,
        "tests": (TestOutcome(name="sound", verdict=PASSED, seconds=0.1),),
        "cases": ({"case": "packet", "clocks": 46},),
        "mismatches": ({"clock": 7, "time_ns": 65.0, "replay": f"make TRANSPORT={transport}"},),
        "replay": f"make TRANSPORT={transport}",
    }
    return RunResult(**(told | changes))


def test_times_folders_and_the_transport_may_differ(tmp_path: Path) -> None:
    slow = (TestOutcome(name="sound", verdict=PASSED, seconds=3.0, message=f"{tmp_path}/b"),)
    fast = (TestOutcome(name="sound", verdict=PASSED, seconds=0.1, message=f"{tmp_path}/a"),)
    one = result(tmp_path / "a", "python", tests=fast, run_seconds=1.0, build_seconds=9.0)
    other = result(tmp_path / "b", "native", tests=slow, run_seconds=2.0, replay="make")
    assert difference(one, other) == ""


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"mismatches": ({"clock": 8, "time_ns": 65.0},)}, "+mismatches[0].clock: 8"),
        ({"mismatches": ({"clock": 7, "time_ns": 75.0},)}, "+mismatches[0].time_ns: 75.0"),
        ({"mismatches": ()}, "+mismatches: 0"),
        ({"cases": ({"case": "packet", "clocks": 47},)}, "+cases[0].clocks: 47"),
        ({"usage": ({"test": "sound"},)}, "+usage[0].test: sound"),
        ({"fault": "It crashed."}, "+fault: It crashed."),
        ({"tests": ()}, "+tests: 0"),
        ({"parameters": {"Lanes": 5}}, "+parameters.Lanes: 5"),
    ],
)
def test_all_else_is_told(tmp_path: Path, changes: dict[str, Any], shown: str) -> None:
    one, other = result(tmp_path / "a", "python"), result(tmp_path / "b", "native", **changes)
    assert shown in difference(one, other).splitlines()


def test_what_tests_write_themselves_counts(tmp_path: Path) -> None:
    one, other = result(tmp_path / "a", "python"), result(tmp_path / "b", "native")
    (one.folder / OUTCOMES).write_text('{"clock": 1}\n{"clock": 2}\n', encoding="utf-8")
    (other.folder / OUTCOMES).write_text('{"clock": 1}\n', encoding="utf-8")
    assert "-outcomes: 2" in difference(one, other).splitlines()
    (other.folder / OUTCOMES).write_text('{"clock": 1}\n{"clock": 3}\n', encoding="utf-8")
    assert "+outcomes[1].clock: 3" in difference(one, other).splitlines()
