"""The words of ``make prove``."""

from __future__ import annotations

JOBS = 2

WORDS = {
    "MODULES": "modules that are proven, with commas between (default: all)",
    "QUICK": "1 takes small parameters that take seconds (default 0)",
    "PLANTED": "1 proves instead that each planted bug is found (default 0)",
    "JOBS": f"proofs side by side (default {JOBS})",
    "TIME": "seconds that each question to the solver may take (default: each module's own)",
    "RTL": "folder whose files replace the design's of the same name",
}
"""What it takes."""
