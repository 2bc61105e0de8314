"""The build that long simulations run on: the one place that asks for it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sim.build import MANIFEST, Compiled, build
from sim.chosen import Chosen
from sim.flags import Kind, flags_of
from sim.places import DESIGNS
from sim.tools import Toolset


def long_flags() -> Sequence[str]:
    """What the C++ compiler is told, as variables of Verilator's makefile."""
    flags = flags_of(Kind.LONG)
    parts = {"FAST": flags.fast, "SLOW": flags.slow, "GLOBAL": flags.main}
    return [f"OPT_{part}={' '.join(words)}" for part, words in parts.items()]


def build_long(chosen: Chosen, toolset: Toolset) -> Compiled:
    """The engine compiled for cocotb."""
    return build(chosen.design, toolset, DESIGNS, kind=Kind.LONG, waves=False)


def build_seconds(compiled: Compiled) -> float:
    """What building took, now or earlier."""
    manifest = json.loads((compiled.folder / MANIFEST).read_text(encoding="utf-8"))
    return float(manifest["seconds"])
