"""What the engine's bench says of a case that its own oracle or a faulty packet makes fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.results import RunResult
from sim.run import simulate
from tb.results import FAILED
from tb.spec import RunSpec
from tests.planted.bug import Bug, written
from tests.planted.planting import ARRAY, plant

BENCHES = Path(__file__).parent / "benches"


def run(bench: str, *tests: str, **changes: object) -> RunResult:
    told = {
        "toplevel": "conv_engine",
        "simulator": "icarus",
        "bench": BENCHES / bench,
        "tests": tests,
        "parameters": ARRAY,
        **changes,
    }
    return simulate(RunSpec.of(**told))


@pytest.mark.parametrize("limit", [1, 5])
def test_a_layer_that_differs_from_its_oracle_has_failed(limit: int) -> None:
    """Its beats are right; the line, the test and the run say that it failed."""
    result = run(
        "wrong_oracle.py",
        "wrong_tensor",
        "wrong_sums",
        options={"LAYERS": "fully_connected_22"},
        max_mismatches=limit,
    )
    assert not result.fault
    assert [(case["test"], case["verdict"]) for case in result.cases] == [
        ("wrong_tensor", FAILED),
        ("wrong_sums", FAILED),
    ]
    assert [test.verdict for test in result.tests] == [FAILED, FAILED]
    tensor, sums = result.mismatches
    assert (tensor["kind"], sums["kind"]) == ("tensor", "tensor")
    assert tensor["detail"].startswith("output against TFLite's tensor: 1 of 10 values differ")
    assert sums["detail"].startswith("sums against the golden layer: 1 of 10 values differ")
    assert sums["subject"]["layer"] == "fully_connected_22"


def planted(name: str) -> Bug:
    (found,) = (bug for bug in written() if bug.name == name)
    return found


def test_a_mismatch_inside_a_faulty_packet_is_reported_and_placed(tmp_path: Path) -> None:
    result = run(
        "only_faulty.py", "only_faulty", rtl=plant(planted("one lane off by one"), tmp_path)
    )
    assert not result.fault
    (test,) = result.tests
    assert (test.verdict, test.kind) == (FAILED, "CheckFailed")
    report = result.mismatches[0]
    assert (report["kind"], report["port"], report["cause"]) == ("mismatch", "sum", "off by one")
    assert report["subject"]["layer"] == "pixel tlast missing"
    assert report["packet"] == "victim"
    assert report["lane"] == 6
    assert (report["place"]["array_row"], report["place"]["channel"]) == (2, 1)


def test_the_same_packets_pass_without_the_bug() -> None:
    result = run("only_faulty.py", "only_faulty")
    assert result.passed, result.mismatches or result.fault
