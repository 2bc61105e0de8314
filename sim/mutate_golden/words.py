"""The words of ``make mutate-golden``."""

from __future__ import annotations

PACKAGES = ("layers", "quant", "schemes", "kraken")
"""Packages of `golden` that compute numbers, or bring tensors to streams and back."""
ALL = "all"
NUMBER = 60
"""Mutants unless told otherwise."""
SEED = 1
JOBS = 2
GOAL = 90.0
"""Least percentage of the mutants that are not equivalent that must be killed."""

WORDS = {
    "N": f"mutants that are drawn, or {ALL} for one at each place (default {NUMBER})",
    "SEED": f"of the draw: 0 to 2^32-1, or 'random' (default {SEED})",
    "MODULES": f"packages or files of golden, with commas between (default {','.join(PACKAGES)})",
    "JOBS": f"mutants that are tested side by side (default {JOBS})",
}
"""What it takes."""
