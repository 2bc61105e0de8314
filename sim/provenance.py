"""Which state of the sources a result belongs to."""

from __future__ import annotations

import subprocess
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
