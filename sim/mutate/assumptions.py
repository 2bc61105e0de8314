"""What the file of a module's properties says of its inputs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from sim.design import Design
from sim.places import PROPERTIES

BINDS = re.compile(r"^\s*bind\s", re.MULTILINE)
FORMAL: Mapping[str, str] = {"FORMAL": "1"}
"""By this definition the files know that they are read for a proof."""


def with_properties(design: Design, module: str) -> Design | None:
    """The design with the properties of one of its modules; None where there are none.

    Args:
        design: the design.
        module: the module.
    """
    own = PROPERTIES / f"{module}.sv"
    if not own.is_file():
        return None
    # Also files of modules that are not bound: those of a whole design instantiate them.
    files = sorted(PROPERTIES.glob("*.sv"))
    shared = [path for path in files if not BINDS.search(path.read_text(encoding="utf-8"))]
    return replace(
        design,
        sources=(*design.sources, *shared, own),
        includes=(*design.includes, PROPERTIES),
        defines={**design.defines, **FORMAL},
    )
