"""The designs that the transports are held against each other on, and where their benches lie."""

from __future__ import annotations

from pathlib import Path

from tb.bench.find import design_names

TESTS = Path(__file__).parents[1]
EXAMPLES = TESTS.parent / "examples"

FILES = {
    "axis_tap": TESTS / "tb/dut/bench.py",
    "async_tap": TESTS / "tb/dut/async_bench.py",
    "array_tap": TESTS / "tb/dut/array_bench.py",
    **{
        name: TESTS / f"foreign/{name}_bench.py"
        for name in ("invert_bytes", "join_add", "moving_sum", "parity2", "repeat3")
    },
    **{name: EXAMPLES / f"{name}_bench.py" for name in ("requantise_leaky", "saturating_add")},
}
"""Designs with benches that are not the project's own; among them one without a clock."""

WHOLE = ("conv_engine", "kraken_top")
"""Those that draw no cases of their own."""

BLOCKS = tuple(name for name in design_names() if name not in WHOLE)

TAPS = {"axis_tap": 44, "async_tap": 3, "array_tap": 2}
"""Designs that pass on whatever comes, and how many bugs they can be told to have."""
