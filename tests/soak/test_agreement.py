"""Two simulators are compared as two transports are; their names may differ, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.soak.run_case import disagreement
from tb.results import FUNCTIONAL
from tests.transports.test_compare import result


def run(folder: Path, simulator: str, clocks: int = 46, **changes: Any) -> Any:
    report = {
        "clock": 7,
        "text": f"seed    1 ({simulator})",
        "simulator": simulator,
        "replay": f"make SIM={simulator} SEED=1",
    }
    made = result(
        folder / simulator, "python", cases=({"case": "a", "clocks": clocks},), mismatches=(report,)
    )
    spec = made.spec.model_copy(update={"simulator": simulator})
    return made.model_copy(update={"spec": spec, "transport": "python", **changes})


def test_names_of_simulators_may_differ(tmp_path: Path) -> None:
    assert disagreement(run(tmp_path, "verilator"), run(tmp_path, "icarus")) == ""


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"clocks": 47}, "+cases[0].clocks: 47"),
        ({"mismatches": ({"clock": 8},)}, "+mismatches[0].clock: 8"),
        ({"mismatches": ()}, "+mismatches: 0"),
        ({"parameters": {"Lanes": 5}}, "+parameters.Lanes: 5"),
        ({"fault": "It crashed."}, "+fault: It crashed."),
    ],
    ids=str,
)
def test_all_else_is_told_with_both_commands(
    changes: dict[str, Any], shown: str, tmp_path: Path
) -> None:
    told = disagreement(run(tmp_path, "verilator"), run(tmp_path, "icarus", **changes)).splitlines()
    assert told[0] == "verilator python and icarus python differ:"
    assert shown in told
    assert told[-2:] == ["replay   make TRANSPORT=python"] * 2


def test_counted_coverage_must_agree_too(tmp_path: Path) -> None:
    runs = run(tmp_path, "verilator"), run(tmp_path, "icarus")
    for each, hits in zip(runs, (3, 4), strict=True):
        (each.folder / FUNCTIONAL).write_text(f'<bin hits="{hits}"/>\n', encoding="utf-8")
    assert '+<bin hits="4"/>' in disagreement(*runs).splitlines()
