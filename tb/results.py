"""What a run leaves in its folder: names of the files, and the verdicts that stand in them.

Read outside the simulator too, so nothing is imported here.
"""

CASES = "cases.jsonl"
"""One finished case a line (`tb.scoreboard.results.CaseResult`)."""

MISMATCHES = "mismatches.jsonl"
"""One fault a line (`tb.scoreboard.report.Report`)."""

USAGE = "usage.jsonl"
"""One test a line that could not do what it was told: its name, and a sentence."""

FUNCTIONAL = "functional.xml"
"""Functional coverage, as cocotb-coverage writes it."""

NETWORK = "network.json"
"""What is told of a network as a whole."""

GRAPH = "graph.json"
"""A network's layers with what they read and where each is computed (`tb.kraken.graph`)."""

SPENT = "spent"
"""The figure of a case that tells seconds by part, where a test measures them."""
STREAMS, SIMULATOR, COMPARE, PYTHON = "streams", "simulator", "compare", "python"
"""Those parts: making and queueing streams; the simulation; what compares beats natively; what is
done in Python meanwhile."""

PASSED, FAILED = "passed", "failed"
"""Verdicts of a case, a test and a run."""
