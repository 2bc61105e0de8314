"""Corrupt files end in one sentence or a true verdict, quickly and in little memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_corrupt_files() -> None:
    """In a process of its own, which forks one for each file and has no threads to lose."""
    command = [sys.executable, "-m", "tests.golden.cli.corruption", "--count", "150"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "exit code 2" in done.stdout
    assert "exit code 0" in done.stdout
