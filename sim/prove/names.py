"""Names of the properties as they are written, for plans that name them."""

from __future__ import annotations

import re
from pathlib import Path

from sim.places import PROPERTIES

WRITTEN = re.compile(r"^\s*`ASSERT\(\s*(\w+),", re.MULTILINE)


def property_names(folder: Path = PROPERTIES) -> frozenset[str]:
    """All properties that a module must keep, ``module.property``.

    Args:
        folder: of the files of properties, each named after its module.
    """
    return frozenset(
        f"{path.stem}.{name}"
        for path in folder.glob("*.sv")
        for name in WRITTEN.findall(path.read_text(encoding="utf-8"))
    )
