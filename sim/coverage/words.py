"""The words of ``make coverage``: its own, and those of a regression but for a few."""

from __future__ import annotations

from sim.regress import words as regress

SEEDS = 1
OWN = {
    "SEEDS": f"fresh seeds of each planned run (default {SEEDS}); kept seeds are run besides",
    "FROM": f"runs nothing and judges what a regression has counted: {regress.NEWEST}, or its name",
    "SEARCH": "so many more seeds of each random run look for holes; those that hit one are kept",
}
NOT_TAKEN = ("COVERAGE", "RERUN", "RESUME")
WORDS = {**{n: text for n, text in regress.WORDS.items() if n not in NOT_TAKEN}, **OWN}
"""What it takes."""
