"""Makes gates of a design, one module for all instances that are alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.design import Design
from sim.synth import yosys
from sim.synth.merge import merge

READ = "read.il"
MERGED = "merged.il"

ELABORATE = ("proc", "delete t:$print t:$check t:$scopeinfo", "opt_clean")

# What `synth` does from its label ``fine`` on, except that memories stay memories.
REFINE = ("opt -fast -full", "opt -full")
CUT = ("techmap",)
MAP = ("opt -fast", "abc", "opt -fast", "opt_clean -purge")

TO_COUNT = (*REFINE, *CUT, *MAP)
"""Gates and flip-flops of one bit, module by module, as `synth` makes them."""

# A round goes one level down, and simulators refuse what would be left.
CUT_LOGIC = ("techmap t:$*dff* t:$*latch* t:$mem* %% %n",) * 6
# Wires of one bit each: a simulator looks at all gates behind a bus when one bit of it changes.
SPLIT = ("flatten", "splitnets", "opt_clean -purge")

TO_SIMULATE = (*REFINE, *CUT_LOGIC, *MAP, *SPLIT)
"""The same gates, but registers keep their width: one of each bit would take four times as long."""


def make_gates(design: Design, folder: Path, commands: Sequence[str]) -> None:
    """Make gates and write them.

    Args:
        design: what to make them of.
        folder: existing folder for what is written, ``/work`` to Yosys.
        commands: `TO_COUNT` or `TO_SIMULATE`, and the command that writes.

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
    yosys.run(design, [f"read_rtlil /work/{MERGED}", synth, *commands], folder)
