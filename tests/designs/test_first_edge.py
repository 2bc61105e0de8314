"""Nothing that registers hold before the first reset counts, whatever it is."""

from __future__ import annotations

import pytest

from sim.run import simulate
from tb.spec import RunSpec


@pytest.mark.parametrize("seed", [15, 18])
def test_assertions_wait_for_the_first_reset(seed: int) -> None:
    """With these seeds Verilator draws a clock that rises at once, no reset, and a configuration
    to take over that no pooling has."""
    spec = RunSpec.of(
        toplevel="pool_engine",
        simulator="verilator",
        tests=("sound",),
        parameters={"Rows": 2, "OutChannels": 1, "Depth": 2},
        seed=seed,
    )
    result = simulate(spec)
    log = (result.folder / "sim.log").read_text(encoding="utf-8")
    assert "Assertion failed" not in log
    assert result.passed
