"""Whether two machines hold the same sources."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from sim.places import ROOT

PACKAGES = ("golden", "hw", "sim", "tb")
"""Folders below the project's root that shape what a run finds."""


def source_hash(root: Path = ROOT, folders: Sequence[str] = PACKAGES) -> str:
    """Hash of names and contents of all sources; compiled Python does not count.

    What has not changed by size and date since it was asked last is not read again.

    Args:
        root: the project's root.
        folders: below it; those that shape what a run finds, where it is not given.
    """
    return _hashed(root, tuple(_stamps(root, folders)))


def _stamps(root: Path, folders: Sequence[str]) -> list[tuple[str, int, int]]:
    found = []
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if "__pycache__" not in path.parts and path.is_file():
                state = path.stat()
                found.append((str(path.relative_to(root)), state.st_size, state.st_mtime_ns))
    return found


@lru_cache(maxsize=8)
def _hashed(root: Path, stamps: tuple[tuple[str, int, int], ...]) -> str:
    total = hashlib.sha256()
    for name, *_ in stamps:
        content = hashlib.sha256((root / name).read_bytes()).hexdigest()
        total.update(f"{name} {content}\n".encode())
    return total.hexdigest()[:16]
