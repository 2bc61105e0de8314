"""Merged coverage in the formats of other tools."""

from __future__ import annotations

import io
import time
from pathlib import Path

from sim.coverage.data import RunCoverage
from sim.coverage.lcov import lcov
from sim.coverage.model import Coverage
from sim.files import put

JSON = "coverage.json"
UCIS = "coverage.ucis.xml"
CODE_LCOV = "code.info"
FUNCTIONAL_LCOV = "functional.info"
FUNCTIONAL_COBERTURA = "functional.cobertura.xml"


def export(merged: RunCoverage, coverage: Coverage, folder: Path) -> None:
    """Write the coverage of many runs.

    Args:
        merged: what was counted, for the runs in it.
        coverage: the same, judged.
        folder: receives the files; made where there is none.
    """
    # They take a third of a second to load, and a run without coverage needs none of them.
    from ucis.formatters.format_cobertura import CoberturaFormatter
    from ucis.formatters.format_lcov import LcovFormatter
    from ucis.xml.xml_writer import XmlWriter

    from sim.coverage.database import database

    folder.mkdir(parents=True, exist_ok=True)
    db = database(coverage, merged.sources, time.strftime("%Y%m%d%H%M%S"))
    texts = {JSON: coverage.model_dump_json() + "\n", CODE_LCOV: lcov(coverage.modules)}
    for name, write in (
        (UCIS, XmlWriter().write),
        (FUNCTIONAL_LCOV, lambda out, db: LcovFormatter().format(db, out)),
        (FUNCTIONAL_COBERTURA, lambda out, db: CoberturaFormatter().format(db, out)),
    ):
        out = io.StringIO()
        write(out, db)
        texts[name] = out.getvalue()
    for name, text in texts.items():
        put(folder / name, text)
