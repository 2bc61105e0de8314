"""The words of ``make regress``."""

from __future__ import annotations

BOTH = "both"
SEEDS = 20
NEWEST = "newest"
FAILED = "failed"

WORDS = {
    "PLAN": "designs whose plans are run, with commas between, or a bench's file (default: all)",
    "SEEDS": f"fresh seeds of each planned run (default {SEEDS}); kept seeds are run besides",
    "SIM": "simulator: verilator, icarus or both (default both)",
    "SEED": "all fresh seeds come from it: 0 to 2^32-1, or 'random' (default random)",
    "RTL": "folder whose files replace the designs' of the same name; only those designs are run",
    "COVERAGE": "what is counted: none, functional, or code (default code)",
    "JOBS": "workers on this machine (default: one for each core)",
    "SCHEDULER": "address of a Dask scheduler whose workers run the jobs: tcp://HOST:PORT",
    "FARM": "YAML file of a Slurm, LSF, SGE or PBS cluster that runs the jobs, see docs/farm.md",
    "RERUN": "runs again what failed in a regression: failed for the newest one, or its name",
    "RESUME": "goes on with a regression that was killed or interrupted: newest, or its name",
}
"""What a regression takes."""
