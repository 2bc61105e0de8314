"""Coverage of many runs: read from their folders, merged, held against goals, and exported."""

from __future__ import annotations

import os
from pathlib import Path

from sim.chosen import choose
from sim.coverage.code import read_code
from sim.coverage.data import BinKey, CodeKey, RunCoverage, Source, merge
from sim.coverage.export import export
from sim.coverage.functional import read_functional
from sim.coverage.judge import judged
from sim.places import ROOT
from sim.results import RunResult
from tb.results import FUNCTIONAL

__all__ = ["CODE_DAT", "export", "judged", "merge", "read_run"]

CODE_DAT = "coverage.dat"
"""Code coverage of a run on Verilator, in its folder."""


def read_run(folder: Path, design: str) -> RunCoverage:
    """What a run has counted; nothing where it was ended before it could write that down.

    Args:
        folder: the run's folder.
        design: name of its bench.

    Raises:
        CoverageError: a file of it is broken.
        ResultsError: the run has no result.
    """
    result = RunResult.read(folder)
    functional: dict[BinKey, int] = {}
    code: dict[CodeKey, int] = {}
    if (folder / FUNCTIONAL).exists():
        functional = read_functional(folder / FUNCTIONAL)
    if (folder / CODE_DAT).exists():
        place = os.path.relpath(choose(result.spec).design.folder, ROOT)
        code = read_code(folder / CODE_DAT, place)
    source = Source(
        design, result.simulator, result.seed, result.replay, result.passed, result.run_seconds
    )
    return RunCoverage(functional, code, (source,))
