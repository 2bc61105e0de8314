"""Starts one program and leaves nothing of it behind, however it or the starting process ends.

``python supervisor.py PARENT PROGRAM ARGUMENT...`` runs as a process of its own, between the one
that wants the program (its number is PARENT) and the program. All that the program starts stays
below it, even what detaches itself. When the program ends, the parent dies (by ``kill -9`` too), or
a signal asks for the end, everything below is ended: first asked, and killed `GRACE_SECONDS` later.

It is on the way from an edit to its verdict, so it has to start in a few milliseconds: no module of
the project, and neither pathlib nor contextlib.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import time

TYPE_CHECKING = False  # as type checkers take it, without the typing module
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import NoReturn

GRACE_SECONDS = 2.0
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Ended(BaseException):
    """A signal asked for the end."""

    def __init__(self, number: int) -> None:
        self.number = number


def die_with_parent(number: int, parent: int) -> bool:
    """Ask the kernel for signal `number` when process `parent` dies; False when it has already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    return os.getppid() == parent


def leave(code: int) -> NoReturn:
    """End this process as a program ended: by exit code, or by signal where `code` is negative."""
    if code < 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if code != -signal.SIGKILL:  # which has no other meaning to begin with
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


def parents() -> dict[int, int]:
    """Number of each process's parent, by the process's own."""
    found = {}
    for name in os.listdir("/proc"):  # noqa: PTH208
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as handle:  # noqa: PTH123
                    # The program's name, in brackets, may hold anything; state, parent follow it.
                    found[int(name)] = int(handle.read().rpartition(b")")[2].split()[1])
            except OSError:
                continue  # it has ended meanwhile
    return found


def descendants(ancestor: int) -> list[int]:
    """Numbers of all processes below `ancestor`."""
    children: dict[int, list[int]] = {}
    for process, parent in parents().items():
        children.setdefault(parent, []).append(process)
    below, waiting = [], [ancestor]
    while waiting:
        found = children.get(waiting.pop(), [])
        below += found
        waiting += found
    return below


def end_descendants() -> None:
    """End all processes below this one; those that are left after `GRACE_SECONDS` are killed."""
    deadline = time.monotonic() + GRACE_SECONDS
    asked: set[int] = set()
    while below := unreaped():
        patient = time.monotonic() < deadline
        for process in below:
            if patient and process in asked:
                continue
            asked.add(process)
            try:
                os.kill(process, signal.SIGTERM if patient else signal.SIGKILL)
            except ProcessLookupError:
                continue  # it has ended meanwhile
        time.sleep(0.02)


def unreaped() -> list[int]:
    """Numbers of all processes below this one, after those that have ended are waited for."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return []  # what detached itself would be a child too: none is left
    return descendants(os.getpid())


def start(words: Sequence[str]) -> int:
    """Start the program, which is killed should this process be; returns its number."""
    supervisor = os.getpid()
    child = os.fork()
    if child:
        return child
    try:
        for number in (*ENDING, signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores the last two
            signal.signal(number, signal.SIG_DFL)
        if die_with_parent(signal.SIGKILL, supervisor):
            os.execvp(words[0], list(words))
    except OSError as fault:
        print(f"{words[0]} cannot be started: {fault.strerror}", file=sys.stderr, flush=True)
    os._exit(127)


def supervise(words: Sequence[str]) -> int:
    """Run a program to its end; returns its exit code, negative for the signal that ended it."""
    child = start(words)
    while True:
        process, status = os.waitpid(-1, 0)
        if process == child:
            return os.waitstatus_to_exitcode(status)


def main(parent: int, words: Sequence[str]) -> NoReturn:
    """Supervise a program for the process `parent`."""

    def ask(number: int, _frame: FrameType | None) -> None:
        for other in ENDING:  # once is enough
            signal.signal(other, signal.SIG_IGN)
        raise Ended(number)

    try:
        for number in ENDING:
            signal.signal(number, ask)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
        code = supervise(words) if die_with_parent(signal.SIGTERM, parent) else -signal.SIGTERM
    except Ended as ended:
        code = -ended.number
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    end_descendants()
    leave(code)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
