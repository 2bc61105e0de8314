"""Runs one program to its end, its output in a file, and ends it when it stops making progress."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sim.errors import SimError

TICK_SECONDS = 0.1
GRACE_SECONDS = 2.0


class HungError(SimError):
    """A program wrote nothing for longer than its limit and was ended."""

    exit_code = 1


def run(
    words: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    log: Path,
    watched: Sequence[Path] = (),
    idle_limit: float | None = None,
    on_tick: Callable[[], None] | None = None,
) -> int:
    """Run a program in a process group of its own.

    Args:
        words: the program and its arguments.
        folder: working folder.
        environment: all of its environment.
        log: file to which both output streams are appended.
        watched: files besides `log` whose growth counts as progress.
        idle_limit: seconds without progress after which the program is ended.
        on_tick: called about ten times a second while it runs, and once after.

    Returns:
        Its exit code; negative for the signal that ended it.

    Raises:
        HungError: it made no progress for `idle_limit` seconds.
    """
    with log.open("ab") as output:
        child = subprocess.Popen(
            list(words),
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        seen, since = _sizes(log, watched), time.monotonic()
        while True:
            try:
                code = child.wait(TICK_SECONDS)
                break
            except subprocess.TimeoutExpired:
                pass
            if on_tick:
                on_tick()
            now = _sizes(log, watched)
            if now != seen:
                seen, since = now, time.monotonic()
            elif idle_limit is not None and time.monotonic() - since > idle_limit:
                raise HungError(
                    f"{Path(words[0]).name} wrote nothing for {idle_limit:g} s and was ended: "
                    f"the design or the bench hangs, or the limit is too short. See {log}."
                )
    finally:
        end(child)
    if on_tick:
        on_tick()
    return code


def end(child: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started; does nothing when it has ended already."""
    if child.poll() is not None:
        return
    for number, patience in ((signal.SIGTERM, GRACE_SECONDS), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)
            return


def _sizes(log: Path, watched: Sequence[Path]) -> list[int]:
    return [path.stat().st_size if path.exists() else 0 for path in (log, *watched)]
