"""Bugs planted in `conv_engine`."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS: tuple[Bug, ...] = (
    Bug(
        "sums captured a clock early",
        "conv_engine.sv",
        ".capture  (enable && capture_c),",
        ".capture  (enable && capture_b),",
        causes=("left out",),
    ),
    Bug(
        "array goes on while sums wait",
        "conv_engine.sv",
        "assign enable = !capture_c || output_ready;",
        "assign enable = 1'b1;",
        tests=("stalls",),
        kinds=("mismatch", "stuck", "surplus"),
    ),
)
