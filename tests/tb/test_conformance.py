"""Every transport on designs of the bench's own: sound they pass, every planted fault is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.results import RunResult
from sim.run import simulate
from tb.bench.bench import SIMULATORS
from tb.bench.find import load_bench
from tb.results import PASSED
from tb.spec import RunSpec
from tb.transport.registry import served
from tests.tb.dut.faults import PLANTED, visible

DUT = Path(__file__).parent / "dut"
BENCHES = {"axis_tap": "bench.py", "async_tap": "async_bench.py", "array_tap": "array_bench.py"}
BROKEN = "broken_"

WAYS = [(simulator, name) for simulator in SIMULATORS for name in served(simulator)]


def run(toplevel: str, transport: str, **changes: object) -> RunResult:
    told: dict[str, object] = {
        "toplevel": toplevel,
        "bench": DUT / BENCHES[toplevel],
        "transport": transport,
        "seed": 3,
        **changes,
    }
    return simulate(RunSpec.of(**told))


def shown(test: str, simulator: str) -> bool:
    """Whether the simulator can show what a test looks for: some faults take an X."""
    name = test.removeprefix(BROKEN)
    return name == test or name in visible(simulator)


def test_no_planted_fault_is_left_out() -> None:
    tests = load_bench(DUT / "bench.py").all_tests()
    assert {name.removeprefix(BROKEN) for name in tests if name.startswith(BROKEN)} == set(PLANTED)
    assert len({fault.bug for fault in PLANTED.values()}) == len(PLANTED) > 40
    assert set(visible("icarus")) == set(PLANTED)
    assert len(visible("verilator")) > 30


@pytest.mark.parametrize("toplevel", BENCHES)
@pytest.mark.parametrize(("simulator", "transport"), WAYS)
def test_conforms(transport: str, simulator: str, toplevel: str, subtests: pytest.Subtests) -> None:
    """Each test judges itself: those of planted faults leave the reports that they ask for."""
    bench = load_bench(DUT / BENCHES[toplevel])
    tests = tuple(name for name in bench.all_tests() if shown(name, simulator))
    result = run(toplevel, transport, simulator=simulator, tests=tests)
    assert not result.fault
    assert tuple(test.name for test in result.tests) == tests
    for test in result.tests:
        with subtests.test(test.name):
            assert test.verdict == PASSED, test.message


@pytest.mark.parametrize(("limit", "reports"), [(2, 2), (10, 3)])
@pytest.mark.parametrize("transport", served("icarus"))
def test_the_run_goes_on_up_to_the_limit(transport: str, limit: int, reports: int) -> None:
    result = run(
        "axis_tap", transport, simulator="icarus", tests=("goes_on",), max_mismatches=limit
    )
    assert [test.verdict for test in result.tests] == [PASSED]
    assert [line["cause"] for line in result.mismatches] == ["sign"] * reports
