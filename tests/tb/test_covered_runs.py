"""What a run leaves of its coverage, on both simulators, whether it passes or not."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from sim.results import RunResult
from sim.run import simulate
from tb.bench import Kind, Reset, Role, handshake, strobe
from tb.bench.bench import SIMULATORS
from tb.coverage.reset_group import reset_group, seen_at_reset
from tb.results import FUNCTIONAL
from tb.spec import RunSpec
from tb.transport.fault import PortState
from tests.tb.fakes import fake_stream, frame

BENCH = Path(__file__).parent / "dut" / "covered_bench.py"


def run(*tests: str, simulator: str = "icarus", coverage: str = "functional") -> RunResult:
    return simulate(
        RunSpec.of(
            toplevel="axis_skid",
            simulator=simulator,
            bench=BENCH,
            tests=tests,
            coverage=coverage,
            max_mismatches=5,
        )
    )


def hits(result: RunResult, point: str) -> dict[str, int]:
    """Hits of a point by bin; those that were hit."""
    root = ElementTree.parse(result.folder / FUNCTIONAL).getroot()
    place = root.find(f"axis_skid/{point.replace('.', '/')}")
    assert place is not None
    told = {entry.attrib["bin"]: int(entry.attrib["hits"]) for entry in place}
    return {name: count for name, count in told.items() if count}


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_the_tests_of_a_run_count_together_and_a_failed_case_does_not(simulator: str) -> None:
    result = run("passing", "failing", simulator=simulator)
    assert {test.name: test.verdict for test in result.tests} == {
        "passing": "passed",
        "failing": "failed",
    }
    assert hits(result, "cases.behind") == {"nothing": 3, "a": 1}
    assert hits(result, "cases.width") == {"8": 4}
    assert hits(result, "said.word") == {"yes": 1, "no": 1}
    # One beat each, of which the first one behind a reset finds the slice still closed.
    assert hits(result, "ports.in_beats") == {"ready_first": 1, "together": 3}
    # Each test begins with a reset, before which it has sent nothing.
    assert hits(result, "reset.state") == {"untouched": 2, "at_rest": 1}
    assert hits(result, "reset.length") == {"longer": 3}


def test_a_test_that_fails_leaves_what_it_has_counted() -> None:
    result = run("failing")
    assert not result.passed
    assert hits(result, "cases.behind") == {"nothing": 1}


def test_a_bin_that_is_not_declared_is_a_fault_of_the_bench() -> None:
    result = run("misspelt")
    assert "bin yet of said.word is unknown (did you mean yes?)." in result.why()
    assert result.exit_code == 2
    assert hits(result, "cases.behind") == {"nothing": 1}
    assert run("misspelt", coverage="none").passed


def test_a_run_without_coverage_leaves_none() -> None:
    result = run("passing", coverage="none")
    assert result.passed, result.why()
    assert not (result.folder / FUNCTIONAL).exists()


PORTS = (
    fake_stream(Role.SOURCE),
    handshake("plain", Role.SINK, "valid", "ready"),
    strobe("pulse", Role.SINK, "pulse"),
)


def state(port: str, beat: int = 0, valid: str = "0", ready: str = "1") -> PortState:
    return PortState(port, port == "s", frame(), beat, valid, ready, 1)


def test_what_a_reset_comes_into_is_told_by_port() -> None:
    group = reset_group(Reset(clocks=2), PORTS)
    assert group is not None
    assert [port.kind for port in PORTS] == [Kind.HANDSHAKE, Kind.HANDSHAKE, Kind.STROBE]
    bins = {point.name: point.bins for point in group.points}
    assert bins["mid_packet"] == ("s",)
    assert bins["offered"] == ("s", "plain")
    states = (state("s", beat=3), state("plain", 2, valid="1", ready="0"), state("pulse", 1))
    assert seen_at_reset(Reset(clocks=2), PORTS, states, moved=True, clocks=2) == {
        "state": ("at_work",),
        "length": ("shortest",),
        "mid_packet": ("s",),
        "offered": ("plain",),
    }
    taken = (state("s", valid="1"), state("plain", valid="x", ready="0"), state("pulse"))
    seen = seen_at_reset(Reset(clocks=2), PORTS, taken, moved=True, clocks=3)
    assert seen["length"] == ("longer",)
    assert seen["mid_packet"] == seen["offered"] == ()


def test_a_design_without_a_reset_has_no_such_group() -> None:
    assert reset_group(None, PORTS) is None
