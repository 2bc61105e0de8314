"""The words of ``make mutate``."""

from __future__ import annotations

from sim.regress.words import WORDS as OF_REGRESSIONS

MUTANTS = 1000
FAMILIES = ("source", "netlist")
LIMIT_SECONDS = 40
JUDGE_SECONDS = 60

WORDS = {
    "N": f"mutants over all modules (default {MUTANTS:,})",
    "SEED": "all mutants and seeds are drawn from it: 0 to 2^32-1, or 'random' (default 1)",
    "MODULES": "modules that are changed, with commas between (default: all)",
    "FAMILY": "what is changed, with commas between: source, netlist (default: source)",
    "LIMIT": f"seconds of processor time for the tests of a survivor (default {LIMIT_SECONDS})",
    "JUDGE": f"seconds for the judgement of a survivor, 0 for none (default {JUDGE_SECONDS})",
    "LOCATE": "killed mutants whose block is looked for in the designs around it (default 0)",
    **{name: OF_REGRESSIONS[name] for name in ("JOBS", "SCHEDULER", "FARM")},
    "AGAIN": "takes a campaign's survivors again, keeps its other verdicts: newest, or its name",
    "RESUME": "goes on with a campaign that was killed or interrupted: newest, or its name",
}
"""What a campaign takes."""
