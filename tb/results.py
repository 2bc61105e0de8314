"""What a run leaves in its folder: names of the files, and the verdicts that stand in them.

Read outside the simulator too, so nothing is imported here.
"""

CASES = "cases.jsonl"
"""One finished case a line (`tb.scoreboard.results.CaseResult`)."""

MISMATCHES = "mismatches.jsonl"
"""One fault a line (`tb.scoreboard.report.Report`)."""

USAGE = "usage.jsonl"
"""One test a line that could not do what it was told: its name, and a sentence."""

NETWORK = "network.json"
"""What is told of a network as a whole."""

PASSED, FAILED = "passed", "failed"
"""Verdicts of a case, a test and a run."""
