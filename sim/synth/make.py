"""Makes gates of a design, one module for all instances that are alike."""

from __future__ import annotations

from pathlib import Path

from sim.design import Design
from sim.synth import yosys
from sim.synth.merge import merge

READ = "read.il"
MERGED = "merged.il"

ELABORATE = ("proc", "delete t:$print t:$check t:$scopeinfo", "opt_clean")
MAP = (
    "opt -fast -full",
    "opt -full",
    "techmap",
    "opt -fast",
    "abc",
    "opt -fast",
    "opt_clean -purge",
)
"""What `synth` does from its label ``fine`` on, except that memories stay memories."""


def make_gates(design: Design, folder: Path, write: str) -> None:
    """Make gates and write them.

    Args:
        design: what to make them of.
        folder: existing folder for what is written, ``/work`` to Yosys.
        write: Yosys' command that writes them.

    Raises:
        BuildError: Yosys refuses the design.
        ToolError: there is no Yosys.
    """
    top = design.toplevel
    check = f"hierarchy -check -top {top}"
    yosys.run(design, [yosys.READ, check, *ELABORATE, f"write_rtlil /work/{READ}"], folder)
    merged = merge((folder / READ).read_text(encoding="utf-8"))
    (folder / MERGED).write_text(merged, encoding="utf-8")
    synth = f"synth -top {top} -run begin:fine"
    yosys.run(design, [f"read_rtlil /work/{MERGED}", synth, *MAP, write], folder)
