"""What a run leaves in its folder: names of the files, and the verdicts that stand in them.

Read outside the simulator too, so nothing is imported here.
"""

LAYERS = "layers.jsonl"
"""One finished layer a line (`tb.scoreboard.layers.LayerResult`)."""

MISMATCHES = "mismatches.jsonl"
"""One fault a line (`tb.scoreboard.report.Report`)."""

PASSED, FAILED = "passed", "failed"
"""Verdicts of a layer, a test and a run."""
