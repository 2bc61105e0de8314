"""While nothing is valid the payload is wrong in every bit, on each transport."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.run import simulate
from tb.bench.bench import SIMULATORS
from tb.spec import RunSpec
from tb.transport.registry import served

PAGE = Path(__file__).parent / "dut" / "idle_bench.py"
WAYS = [(simulator, name) for simulator in SIMULATORS for name in served(simulator)]


@pytest.mark.parametrize(("simulator", "transport"), WAYS)
@pytest.mark.parametrize(("profile", "passes"), [("dense:out", True), ("dense:in", False)])
def test_who_reads_a_payload_that_is_not_valid_is_found(
    profile: str, passes: bool, simulator: str, transport: str, tmp_path: Path
) -> None:
    spec = RunSpec.of(
        toplevel="idle_tap",
        bench=PAGE,
        simulator=simulator,
        transport=transport,
        tests=("sound",),
        profiles=(profile,),
    )
    result = simulate(spec, folder=tmp_path)
    assert result.passed == passes, result.why()
    if not passes:
        assert result.mismatches[0]["fields"] == ["data"]
