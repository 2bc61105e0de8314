"""Parameters that the parts of the pool engine have in common."""

from __future__ import annotations

from golden.kraken.stages.pool import ACC_WIDTH
from golden.kraken.stages.pool import OPEN_WINDOWS as WINDOWS
from tb.bench import Parameter

OPEN_WINDOWS = Parameter("OpenWindows", WINDOWS, 1, 16, "most windows that share a column")
ACC_WIDTHS = Parameter("AccWidth", ACC_WIDTH, 16, 32, "bits of a sum")


def row_width(depth: int) -> int:
    """Bits of a place in a column."""
    return max((depth - 1).bit_length(), 1)
