"""What a soak must not leave behind: processes, descriptors, threads, temporary and lock files."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

LOCKS = Path("/proc/locks")
"""``1: FLOCK ADVISORY WRITE 4711 08:01:123 0 EOF``: the fifth word is the holder's number."""


@dataclass(frozen=True)
class Traces:
    """What there is of one process and of those below it.

    Attributes:
        children: processes below it, or at work below its folder, by number and name.
        descriptors: that it holds open.
        threads: that it runs.
        locks: that it holds.
        temporary: files and folders in its folder for temporary ones.
    """

    children: tuple[str, ...]
    descriptors: int
    threads: int
    locks: int
    temporary: tuple[str, ...]

    @classmethod
    def now(cls, folder: Path, temporary: Path) -> Traces:
        """Those of this process, whose cases run below `folder`."""
        return cls(
            tuple(_processes(folder)),
            psutil.Process().num_fds(),
            threading.active_count(),
            _locks(),
            tuple(sorted(path.name for path in temporary.iterdir())),
        )

    def left_since(self, before: Traces) -> str:
        """What is more than before, as a sentence; empty where nothing is."""
        more = {
            "processes": sorted(set(self.children) - set(before.children)),
            "temporary files": sorted(set(self.temporary) - set(before.temporary)),
        }
        told = [f"{what} {', '.join(names)}" for what, names in more.items() if names]
        for what, now, then in (
            ("open descriptors", self.descriptors, before.descriptors),
            ("threads", self.threads, before.threads),
            ("held locks", self.locks, before.locks),
        ):
            told += [f"{now - then} {what}"] if now > then else []
        return f"The case has left behind: {'; '.join(told)}." if told else ""


def _processes(folder: Path) -> Iterator[str]:
    """Those below this process, and those that have left it but work below `folder`."""
    below = {child.pid for child in psutil.Process().children(recursive=True)}
    for process in psutil.process_iter(["pid", "name", "cwd"]):
        told = process.info
        inside = told["cwd"] and Path(told["cwd"]).is_relative_to(folder)
        if told["pid"] in below or (inside and told["pid"] != os.getpid()):
            yield f"{told['name']} ({told['pid']})"


def _locks() -> int:
    """Lock files that this process holds; the kernel lists each with its holder."""
    lines = LOCKS.read_text(encoding="ascii").splitlines() if LOCKS.exists() else []
    return sum(line.split()[4:5] == [str(os.getpid())] for line in lines)


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Let this process and those that it starts put temporary files there."""
    before, told = tempfile.tempdir, os.environ.get("TMPDIR")
    folder.mkdir(parents=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
        if told is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = told
