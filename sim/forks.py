"""The process that serves many variants of a design: loaded into the simulator, it forks before
time 0, a child for each variant.

cocotb loads `serve` between its own set-up and the tests. The design is there by then, and Python
with all that the bench imports, but no statement of the design has run on either simulator. In the
child `serve` returns, and the simulation goes on as in any other run; the parent never gets there.
A child finds its number in the file `MUTANT` of its working folder, where the design reads it too.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import importlib
import os
import resource
import select
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn, Self

from pydantic import BaseModel, ConfigDict

from sim import supervisor
from sim.outcome import Outcome, read_outcome
from sim.results import LOG
from tb.results import PASSED

ORDERS_VARIABLE = "SIM_FORKS"
"""Environment variable that holds the path of the orders' JSON file."""
MUTANT = "mutant"
"""The file that tells a design which variant it is: a decimal number and a newline."""
OUTCOMES = "outcomes.jsonl"
"""One `Outcome` a line, in the folder of all."""
USERS = (
    "cocotb.logging:_configure",
    "cocotb._init:init_package_from_simulation",
    "sim.forks:serve",
    "cocotb.regression:_run_regression",
)
"""What cocotb starts in Python, in order: its own entry points, and `serve` before the tests."""
LOADED = ("cocotb.regression", "tb.entry")
"""Modules of which all children have the same use."""

DONE, UNSOUND, FULL = 0, 3, 4
"""Exit codes: all served; the sound design has not passed; the disk is full."""
TICK_SECONDS = 0.1
WAITING = 10.0
"""Times the limit that a child may take if it waits more than it works; the machine may be busy."""
KEPT = 20
"""Folders of children that say nothing of why they failed, which are left to be looked at."""
LOG_LIMIT = 64 << 20
"""Bytes of a child's largest file."""
LEAST_ROOM = 2 * LOG_LIMIT
"""Free bytes without which no child is believed."""


class Orders(BaseModel):
    """What the process is to serve.

    Attributes:
        folder: holds `OUTCOMES`, and a folder for each child while it runs.
        numbers: the variants, in order.
        limit_seconds: processor time after which a child is ended.
        limit_bytes: memory that a child may take beyond what it has inherited.
    """

    model_config = ConfigDict(frozen=True)

    folder: Path
    numbers: tuple[int, ...]
    limit_seconds: float
    limit_bytes: int

    @classmethod
    def from_environment(cls) -> Self:
        """Read the file that the environment names."""
        path = Path(os.environ[ORDERS_VARIABLE])
        return cls.model_validate_json(path.read_text(encoding="utf-8"))


class DiskFullError(Exception):
    """What children write may be cut short."""


def serve() -> None:
    """Serve the orders; returns in children alone."""
    orders = Orders.from_environment()
    for name in LOADED:
        importlib.import_module(name)
    # What is there now is never garbage, and a collection would copy its pages in each child.
    gc.collect()
    gc.freeze()
    # What a child leaves behind when it ends becomes a child of this process.
    ctypes.CDLL(None).prctl(supervisor.PR_SET_CHILD_SUBREAPER, 1)
    code, kept = DONE, 0
    try:
        for number in (0, *orders.numbers):
            place = orders.folder / str(number)
            child = _fork(number, place, orders)
            if child == 0:
                return
            outcome = _await(child, number, place, orders)
            _check_room(orders.folder)
            with (orders.folder / OUTCOMES).open("a", encoding="utf-8") as file:
                file.write(outcome.model_dump_json() + "\n")
            if outcome.explained or kept == KEPT:
                shutil.rmtree(place, ignore_errors=True)
            else:
                kept += 1
            if number == 0 and outcome.state != PASSED:
                code = UNSOUND
                break
    except DiskFullError:
        code = FULL
    except OSError as fault:
        if fault.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        code = FULL
    _leave(code)


def _fork(number: int, place: Path, orders: Orders) -> int:
    """Fork a child that has a folder, a log and limits of its own; 0 in the child."""
    place.mkdir()
    (place / MUTANT).write_text(f"{number}\n", encoding="utf-8")
    log = os.open(place / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    _flush()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.chdir(place)
        for stream in (1, 2):
            os.dup2(log, stream)
        _limit(orders.limit_bytes)
        if not supervisor.die_with_parent(signal.SIGKILL, parent):
            os._exit(1)
        _leave_at_once()
    os.close(log)
    return child


def _limit(memory: int) -> None:
    """Bound what this process may take."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    bounds = {
        resource.RLIMIT_AS: pages * resource.getpagesize() + memory,
        resource.RLIMIT_FSIZE: LOG_LIMIT,
        resource.RLIMIT_CORE: 0,
    }
    for what, bound in bounds.items():
        hard = resource.getrlimit(what)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(what, (bound, bound))


def _leave_at_once() -> None:
    """Let the end of the tests be the end of the process.

    Their results are written by then; taking Python and the design to pieces would take longer than
    many a child has run.
    """
    import cocotb.simulator

    cocotb.simulator.stop_simulator = lambda: _leave(0)


def _leave(code: int) -> NoReturn:
    _flush()
    os._exit(code)


def _flush() -> None:
    """Write out what Python's streams and the simulator's hold."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    ctypes.CDLL(None).fflush(None)


def _await(child: int, number: int, place: Path, orders: Orders) -> Outcome:
    """Wait for a child or end it, with all that it has started, and judge it."""
    timed_out = not _ended(child, orders.limit_seconds)
    if timed_out:
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    while below := supervisor.unreaped():
        for process in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.001)
    return read_outcome(
        number,
        place,
        code=os.waitstatus_to_exitcode(status),
        timed_out=timed_out,
        seconds=used.ru_utime + used.ru_stime,
    )


def _ended(child: int, limit: float) -> bool:
    """Wait for a child; whether it ended within its limit."""
    handle = os.pidfd_open(child)
    try:
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        patience = time.monotonic() + WAITING * limit
        while not waiting.poll(min(TICK_SECONDS, limit) * 1000):
            if _seconds(child) > limit or time.monotonic() > patience:
                return False
    finally:
        os.close(handle)
    return True


def _seconds(process: int) -> float:
    """Processor time that a process has taken."""
    text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    user, system = text.rpartition(")")[2].split()[11:13]  # fields 3 and on, of these 14 and 15
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _check_room(folder: Path) -> None:
    """Make sure that no child has failed for want of room.

    Raises:
        DiskFullError: there may have been too little.
    """
    found = os.statvfs(folder)
    if found.f_bavail * found.f_frsize < LEAST_ROOM:
        raise DiskFullError
