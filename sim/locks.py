"""Locks between processes."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def locked(path: Path, *, shared: bool = False, wait: bool = True) -> Iterator[bool]:
    """Hold a lock file; the kernel lets go of it when this process ends, however that is.

    Args:
        path: the lock file; it is made, and it stays, since somebody may be waiting for it.
        shared: others may hold it too, as long as they share it.
        wait: wait until it is free.

    Yields:
        Whether it is held; always, when `wait` is set.
    """
    with path.open("a+b") as handle:
        how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(handle, how if wait else how | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
