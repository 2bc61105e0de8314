"""The bench of `column_tracker`."""

from tb.designs.column_tracker.bench import BENCH

__all__ = ["BENCH"]
