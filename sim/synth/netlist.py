"""The netlist of a design, as a design that takes its place in a simulation."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import replace
from pathlib import Path

from sim.design import Design, content
from sim.locks import locked
from sim.pruning import outdated
from sim.synth import yosys
from sim.synth.make import ELABORATE, TO_SIMULATE, make_gates

KEPT = 24
KEPT_SECONDS = 3600.0
LAYOUT = 1
"""Raised when netlists are made in another way than these commands tell."""
WRITTEN = "netlist.v"
WRITE = f"write_verilog -noattr /work/{WRITTEN}"


def netlist_of(design: Design, folder: Path) -> Design:
    """Make gates of a design unless that was done already.

    It is one module whose ports have the names and widths of the design's; structures are vectors.
    It has no parameters: it was made for those of the design. Memories stay memories.

    Args:
        design: what to make them of.
        folder: holds all netlists; made where there is none.

    Raises:
        BuildError: Yosys refuses the design.
        ToolError: there is no Yosys.
        UsageError: a source cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{design.toplevel}-{_key(design)}.v"
    with locked(file.with_suffix(".lock")):
        if file.exists():
            file.touch()
        else:
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                make_gates(design, Path(scratch), (*TO_SIMULATE, WRITE))
                (Path(scratch) / WRITTEN).replace(file)
    for old in outdated(folder.glob("*.v"), KEPT, KEPT_SECONDS):
        old.unlink(missing_ok=True)
    return replace(design, sources=(file,), includes=(), parameters={}, defines={})


def _key(design: Design) -> str:
    """A hash of all that shapes the netlist."""
    files = (*design.sources, *design.included())
    shaped = {
        "layout": LAYOUT,
        "yosys": yosys.version(),
        "commands": [yosys.READ, *ELABORATE, *TO_SIMULATE, WRITE],
        "parameters": dict(sorted(design.parameters.items())),
        "defines": dict(sorted(design.defines.items())),
        "includes": [design.relative(path) for path in design.search_path()],
        "files": [
            [design.relative(path), hashlib.sha256(content(path)).hexdigest()] for path in files
        ],
    }
    return hashlib.sha256(json.dumps(shaped, sort_keys=True).encode()).hexdigest()[:16]
