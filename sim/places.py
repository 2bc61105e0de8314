"""Where things are: the project's sources, and where builds and runs go."""

from __future__ import annotations

from pathlib import Path

from tb.spec import MAKE

ROOT = Path(__file__).resolve().parent.parent
"""The folder that the packages lie in: a checkout, or where pip has installed them."""

IS_CHECKOUT = (ROOT / "Makefile").is_file()

COMMAND = MAKE if IS_CHECKOUT else "kraken-cosim"
"""What users type before ``NAME=value`` words."""

BUILD = (ROOT if IS_CHECKOUT else Path.cwd()) / "build"
"""An installed project may lie where nobody can write, so it builds where the user stands."""

TOOLS = BUILD / "tools"
DESIGNS = BUILD / "designs"
"""Compiled designs."""
NETLISTS = BUILD / "netlists"
"""Gates of designs, to compile and simulate."""
AREAS = BUILD / "area"
"""Figures of designs' gates and paths."""
RUNS = BUILD / "runs"
RTL = ROOT / "hw" / "rtl"
"""The sources of the design."""
PROPERTIES = ROOT / "hw" / "properties"
"""What is proven of them: a file for each module, and what those share."""
LINT = ROOT / "hw" / "lint"
