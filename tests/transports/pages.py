"""Pages of benches for runs of the transports: a file for each, which commands can repeat."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.places import BUILD
from tb.bench import Bench

FOLDER = BUILD / "pages"


def page(make: Callable[..., Bench], toplevel: str, *told: Any) -> Path:
    """A file whose bench is ``make(toplevel, *told)``."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    name, arguments = make.__name__, ", ".join(map(repr, (toplevel, *told)))
    path = FOLDER / f"{name}_{toplevel}_{zlib.crc32(arguments.encode()):08x}.py"
    # Others may be reading it right now.
    new = path.with_suffix(f".{os.getpid()}")
    new.write_text(
        f"from {make.__module__} import {name}\n\nBENCH = {name}({arguments})\n", encoding="utf-8"
    )
    new.replace(path)
    return path
