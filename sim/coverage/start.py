"""``make coverage``: from its words to the exit code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from sim.coverage.collect import judged, merge
from sim.coverage.data import RunCoverage
from sim.coverage.model import Coverage
from sim.coverage.search import best_seeds, keep, open_holes, worth_running
from sim.coverage.show import show_coverage
from sim.coverage.words import SEEDS, WORDS
from sim.errors import UsageError
from sim.options import given
from sim.regress.coverage import Parts
from sim.regress.folder import REGRESSIONS, finished, read_regression, read_request
from sim.regress.request import Asked, chosen, read_new, read_where
from sim.regress.runner import Where
from sim.regress.start import INTERRUPTED, run_asked
from sim.regress.words import BOTH, NEWEST
from sim.report import counted
from tb.bench.errors import BenchError
from tb.bench.find import bench_folder
from tb.bench.options import read_number
from tb.plan.load import load_plan
from tb.spec import LARGEST_SEED


def run_coverage(
    variables: Mapping[str, str], console: Console, regressions: Path = REGRESSIONS
) -> int:
    """Run the plans with coverage and tell what is not covered; returns the exit code.

    Args:
        variables: texts by word.
        console: where it is told.
        regressions: folder of all regressions.

    Raises:
        SimError: it cannot be begun.
    """
    told = check_words(variables)
    where = read_where(told, regressions)
    search = _number(told, "SEARCH", 0)
    if "FROM" in told:
        folder = earlier(regressions, told["FROM"])
        regression = read_regression(folder)
    else:
        regression = run_asked(read_new(_of_regress(told)), where, console)
        folder = regressions / regression.name
    if regression.interrupted:
        return INTERRUPTED
    merged, coverage = judge(folder)
    show_coverage(coverage, console)
    if search:
        words = {"SEEDS": str(search), "SIM": told.get("SIM", BOTH), "COVERAGE": "code"}
        _search(folder, merged, coverage, words, where, console)
    passed = all(job.state == "passed" for job in regression.jobs)
    return 0 if passed and coverage.passed else 1


def check_words(variables: Mapping[str, str]) -> dict[str, str]:
    """The words that were given.

    Raises:
        UsageError: one is unknown, or two of them contradict each other.
    """
    told = given(variables, WORDS)
    for name in ("PLAN", "SEEDS", "SIM"):
        if "FROM" in told and name in told:
            raise UsageError(f"FROM= takes the runs of a regression: leave {name} out.")
    if told.get("SIM") == "icarus":
        raise UsageError("Only Verilator counts code: say SIM=verilator, or leave SIM out.")
    return told


def judge(folder: Path) -> tuple[RunCoverage, Coverage]:
    """What a regression has counted, and the same held against today's exclusions and goals.

    Raises:
        SimError: it is no regression's folder, or has counted nothing.
    """
    request, jobs = read_request(folder)
    merged = merge(Parts(folder).read([job.key for job in jobs]))
    if not merged.code:
        raise UsageError(
            f"The regression {folder.name} has counted no code: run it with COVERAGE=code on "
            "Verilator."
        )
    return merged, judged(merged, request.designs)


def earlier(regressions: Path, which: str) -> Path:
    """The folder of a regression that was run before.

    Raises:
        UsageError: there is none of that name.
    """
    folders = finished(regressions)
    if not folders:
        raise UsageError(f"FROM={which}: no regression has been run in {regressions}.")
    return chosen("FROM", which, NEWEST, folders)


def _of_regress(told: Mapping[str, str]) -> dict[str, str]:
    words = {name: text for name, text in told.items() if name not in ("FROM", "SEARCH")}
    return {"SEEDS": str(SEEDS), **words, "COVERAGE": "code"}


def _search(
    folder: Path,
    merged: RunCoverage,
    coverage: Coverage,
    words: Mapping[str, str],
    where: Where,
    console: Console,
) -> None:
    """Run more seeds, and keep those that hit a hole.

    Args:
        folder: of the regression that was judged.
        merged: what it has counted.
        coverage: the same, judged.
        words: of the regression that searches, but for its plans and its seed.
        where: where it is run.
        console: where it is told.
    """
    request, run_before = read_request(folder)
    holes = open_holes(merged, coverage)
    asked = read_new(
        {
            "PLAN": str(request.bench or ",".join(request.designs)),
            "SEED": str((request.seed + 1) % (LARGEST_SEED + 1)),
            **({"RTL": str(run_before[0].spec.rtl)} if run_before[0].spec.rtl else {}),
            **words,
        }
    )
    plans = [load_plan(design, request.bench) for design in request.designs]
    jobs = worth_running(asked.jobs, plans, holes)
    if not jobs:
        console.print(f"{counted(len(holes), 'hole')}, and no random run that could hit one.")
        return
    searched = run_asked(Asked(asked.request, jobs), where, console)
    parts = Parts(where.regressions / searched.name)
    passed = [found.job for found in searched.jobs if found.state == "passed"]
    best = best_seeds(((job, part) for job in passed for part in parts.read([job.key])), holes)
    keep(best, {design: bench_folder(design, request.bench) for design in request.designs})
    for job, seed in best:
        console.print(f"kept     {job.design} {job.run}, seed {seed.seed}: {seed.why}")
    console.print(f"{counted(len(best), 'seed')} kept of {counted(len(jobs), 'run')}.")


def _number(told: Mapping[str, str], name: str, default: int) -> int:
    try:
        return read_number(name, told.get(name, str(default)), 0)
    except BenchError as fault:
        raise UsageError(str(fault)) from fault
