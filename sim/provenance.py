"""Which state of the sources a result belongs to."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path


def commit(root: Path) -> str:
    """The commit that `root` stands on, with ``+`` for uncommitted changes; empty without git."""
    head = _git(root, "rev-parse", "--short=12", "HEAD")
    if not head:
        return ""
    changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    return f"{head}+" if changed else head


def _git(root: Path, *words: str) -> str:
    try:
        finished = subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return finished.stdout.strip() if finished.returncode == 0 else ""


def versions(root: Path, file: Path) -> Iterator[tuple[str, str]]:
    """What `file` held in each commit that changed it, newest first: the commit, and the text."""
    name = file.relative_to(root)
    for short in _git(root, "log", "--format=%h", "--diff-filter=AM", "--", str(name)).split():
        yield short, _git(root, "show", f"{short}:{name}")
