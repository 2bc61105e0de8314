"""Tells which sources lack the line that names their licence: ``python -m sim.spdx FILE...``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

LINE = "// SPDX-License-Identifier: Apache-2.0"


def lacking(files: Iterable[Path]) -> Iterator[Path]:
    """Files whose first line is another one."""
    for file in files:
        if file.read_text(encoding="utf-8").partition("\n")[0] != LINE:
            yield file


if __name__ == "__main__":
    for found in lacking(map(Path, sys.argv[1:])):
        print(f"{found} must begin with '{LINE}'.")
