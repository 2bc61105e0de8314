"""Runs one program to its end, its output in a file, and ends it when it stops making progress."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

from sim import supervisor
from sim.errors import SimError

TICK_SECONDS = 0.1
MARGIN_SECONDS = 3.0
"""What the supervisor gets beyond its own patience before it is killed too."""


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
    """Run a program under a supervisor, so that nothing of it is left when this returns or raises.

    Nor is anything left when this process is killed. A signal that would end this process at once
    ends the program first and leaves as SystemExit.

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
    supervised = [sys.executable, "-I", "-S", supervisor.__file__, str(os.getpid()), *words]
    with closing_on_signals():
        with log.open("ab") as output:
            child = subprocess.Popen(
                supervised,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            seen, since = _sizes(log, watched), time.monotonic()
            while (code := _wait(child)) is None:
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
    """End a supervised program and all that it started; does nothing when it has ended already."""
    if child.poll() is None:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(supervisor.GRACE_SECONDS + MARGIN_SECONDS)
    if child.poll() in (None, -signal.SIGKILL):  # it could not end the others
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


@contextlib.contextmanager
def closing_on_signals() -> Iterator[None]:
    """Let a signal that would end this process at once raise SystemExit meanwhile.

    What is open is then closed and what is half done is cleared away. Handlers that somebody else
    has set stay; threads other than the main one get no signals.
    """

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    replaced = []
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, leave)
                replaced.append(number)
    try:
        yield
    finally:
        for number in replaced:
            signal.signal(number, signal.SIG_DFL)


def _wait(child: subprocess.Popen[bytes]) -> int | None:
    """The exit code as soon as there is one, None after `TICK_SECONDS`."""
    try:
        handle = os.pidfd_open(child.pid)
    except OSError:  # the kernel is old, or the child was waited for already
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(TICK_SECONDS)
    else:
        # subprocess itself looks every 50 ms, which is felt in an edit's way to its verdict.
        try:
            ended = select.poll()
            ended.register(handle, select.POLLIN)
            ended.poll(TICK_SECONDS * 1000)
        finally:
            os.close(handle)
    return child.poll()


def _sizes(log: Path, watched: Sequence[Path]) -> list[int]:
    return [path.stat().st_size if path.exists() else 0 for path in (log, *watched)]
