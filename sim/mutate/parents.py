"""Which designs contain which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tb.bench.find import design_names


def parents_of(module: str, rtl: Path) -> Sequence[str]:
    """Designs with a bench whose source names a module as an instance, in alphabetical order.

    Args:
        module: the module.
        rtl: folder of the sources, a file for each module.
    """
    instance = re.compile(rf"^\s*{re.escape(module)}\s+(?:#\s*\(|\w+\s*\()", re.MULTILINE)
    files = {path.stem: path for path in rtl.glob("*.sv")}
    return [
        name
        for name in design_names()
        if name != module
        and name in files
        and instance.search(files[name].read_text(encoding="utf-8"))
    ]
