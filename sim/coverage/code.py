"""Reads the code coverage that Verilator has written for a run.

PyUCIS 0.2 has a reader of that file. It passes over lines in which a quote stands, as in every
expression with a number, keeps neither names nor expressions, and takes a module with other
parameters for another one. So the lines are read into counts here, and PyUCIS gets what many runs
make together (`sim.coverage.export`).
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from sim.coverage.data import CodeKey, CoverageError
from sim.coverage.model import Metric

MAGIC = "# SystemC::Coverage-3"
LINE = re.compile(r"C '\x01(?P<fields>.*)' (?P<hits>\d+)")
POINTS = "v_user"
METRICS: dict[str, Metric] = {
    "v_line": "line",
    "v_branch": "branch",
    "v_expr": "expression",
    "v_toggle": "toggle",
    POINTS: "fsm",
}
"""What is counted, by the page on which Verilator lists it."""

# What parameters and loops of the elaboration change in the text of an expression.
WIDTH = re.compile(r"\b\d+'")
INTEGER = re.compile(r"'sh[0-9a-f]+\b")
LOW_BITS = re.compile(r"\[\d+:0\]|(?<=\))\[0\]|(?<=\+:)\d+")


def read_code(path: Path, folder: str) -> dict[CodeKey, int]:
    """Hits of all pieces of code, added up over instances.

    Args:
        path: Verilator's file.
        folder: what the names of its source files count from.

    Raises:
        CoverageError: it is no such file, or not whole.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as fault:
        raise CoverageError(f"{path} cannot be read: {fault.strerror}.") from fault
    if lines[:1] != [MAGIC]:
        raise CoverageError(f"{path} is no code coverage of Verilator: it begins otherwise.")
    hits: Counter[CodeKey] = Counter()
    points: set[str] = set()
    for number, line in enumerate(lines[1:], 2):
        found = LINE.fullmatch(line)
        if found is None:
            raise CoverageError(f"{path}:{number} is no count: the simulator wrote it by halves.")
        fields = dict(part.split("\x02", 1) for part in found["fields"].split("\x01"))
        page, _, module = fields["page"].partition("/")
        if page == POINTS:
            points.add(fields["f"])
        if page in METRICS:
            hits[_key(METRICS[page], module, folder, fields)] += int(found["hits"])
    # The file that holds cover points is no part of the design: nothing else counts in it.
    of_points = {str(Path(folder, file)) for file in points}
    return {k: n for k, n in hits.items() if k.metric == METRICS[POINTS] or k.file not in of_points}


def _key(metric: Metric, module: str, folder: str, fields: dict[str, str]) -> CodeKey:
    text = fields["o"]
    if metric == "expression":
        text = plain(text)
    elif metric in ("line", "branch") and "S" in fields:
        text = f"{text}, lines {fields['S']}"
    return CodeKey(
        str(Path(folder, fields["f"])),
        module.partition("__")[0],  # behind it stand values of parameters
        metric,
        int(fields["l"]),
        int(fields["n"]),
        text,
    )


def plain(expression: str) -> str:
    """An expression as it reads for all parameters and all rounds of a loop of the elaboration."""
    text = INTEGER.sub("'d#", WIDTH.sub("'", expression))
    return LOW_BITS.sub("", text)
