"""The words of ``make coverage``: those of a regression but for a few, and its own."""

from __future__ import annotations

from sim.regress.words import NEWEST
from sim.regress.words import WORDS as OF_REGRESS

SEEDS = 1
TAKEN = ("COVERAGE", "RERUN", "RESUME", "SEEDS")
WORDS = {
    **{name: text for name, text in OF_REGRESS.items() if name not in TAKEN},
    "SEEDS": f"fresh seeds of each planned run (default {SEEDS}); kept seeds are run besides",
    "FROM": f"runs nothing and judges a regression that was run before: {NEWEST}, or its name",
    "SEARCH": "so many more seeds of each random run look for holes; those that hit one are kept",
}
"""What it takes."""
