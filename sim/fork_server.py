"""The process that serves many variants of a design: loaded into the simulator, it forks before
time 0, a child for each variant.

cocotb loads `serve` between its own set-up and the tests. The design is there by then, and Python
with all that the bench imports, but no statement of the design has run on either simulator. In the
child `serve` returns, and the simulation goes on as in any other run; the parent never gets there.
A child finds its number in the file `sim.forks.MUTANT` of its working folder, where the design
reads it too.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import importlib
import inspect
import json
import os
import resource
import select
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Collection
from pathlib import Path
from typing import NoReturn

import cocotb
import cocotb.simulator

from sim import supervisor
from sim.forks import (
    CRASHED,
    DONE,
    FULL,
    LOG_LIMIT,
    MUTANT,
    OUTCOMES,
    UNSOUND,
    WAITING,
    Orders,
)
from sim.outcome import Outcome, read_outcome
from sim.results import LOG
from tb.bench import Bench
from tb.bench.find import find_bench
from tb.bench.keeper import Keeper, State
from tb.results import PASSED
from tb.spec import Run

LEARNED = "learned.json"
"""What a child tells those that come after it."""
LOADED = ("cocotb.regression", "tb.entry")
"""Modules of which all children have the same use."""
TICK_SECONDS = 0.1
KEPT = 20
"""Folders of children that say nothing of why they failed, which are left to be looked at."""
MOST_KEPT = 512 << 20
"""Bytes of what was drawn that children inherit."""


class DiskFullError(Exception):
    """What children write may be cut short."""


def serve() -> None:
    """Serve the orders; returns in children alone."""
    try:
        code = _serve(Orders.from_environment())
    except DiskFullError:
        code = FULL
    except OSError as fault:
        code = FULL if fault.errno in (errno.ENOSPC, errno.EDQUOT) else CRASHED
        traceback.print_exc()
    except Exception:  # cocotb would end without a word of it in the exit code
        code = CRASHED
        traceback.print_exc()
    if code is not None:
        _leave(code)


def _serve(orders: Orders) -> int | None:
    """The exit code when all is done; None in children."""
    for name in LOADED:
        importlib.import_module(name)
    inspect.stack()  # pyuvm asks for it; the first time it looks at the files of all modules
    shared, kept = _Shared(), 0
    shared.freeze()
    # What a child leaves behind when it ends becomes a child of this process.
    ctypes.CDLL(None).prctl(supervisor.PR_SET_CHILD_SUBREAPER, 1)
    for number in (0, *orders.numbers):
        place = orders.folder / str(number)
        outcome = _outcome(number, place, orders, shared)
        if outcome is None:
            return None
        shared.learn(place, sound=number == 0)
        _check_room(orders)
        with (orders.folder / OUTCOMES).open("a", encoding="utf-8") as file:
            file.write(outcome.model_dump_json() + "\n")
        if outcome.explained or kept == KEPT:
            shutil.rmtree(place, ignore_errors=True)
        else:
            kept += 1
        if number == 0 and outcome.state != PASSED:
            return UNSOUND
    return DONE


class _Shared:
    """What all children inherit, and learn for those that come after them.

    The sound design tells which modules its tests have loaded and what they have drawn from which
    state of a generator. Once another child has come as far, the same is drawn here.
    """

    def __init__(self) -> None:
        run = Run.from_environment()
        self._values = run.parameters
        self._bench = find_bench(run.spec.toplevel, run.spec.bench)
        self._keeper = Bench.keeper = Keeper()
        self._rounds: list[list[State]] = []
        self._drawn = 0
        self._most = _memory() + MOST_KEPT

    def freeze(self) -> None:
        """What is there now is no garbage; a collection would copy its pages in each child."""
        gc.collect()
        gc.freeze()

    def learn(self, place: Path, *, sound: bool) -> None:
        """Take over what a child tells, unless it was ended before it could."""
        try:
            told = json.loads((place / LEARNED).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        for name in told["modules"]:
            with contextlib.suppress(Exception):  # a page's own modules have no name to ask for
                importlib.import_module(name)
        if sound:
            self._rounds = told["rounds"]
        for states in self._rounds[self._drawn : 0 if sound else told["begun"]]:
            if _memory() < self._most:
                self._keeper.keep(states, lambda rng: self._bench.drawn(rng, self._values))
            self._drawn += 1
        self.freeze()

    def tell(self, inherited: Collection[str]) -> None:
        """In a child: write down what it has loaded and drawn."""
        told = {
            "modules": [name for name in sys.modules if name not in inherited],
            "rounds": self._keeper.rounds,
            "begun": self._keeper.begun,
        }
        Path(LEARNED).write_text(json.dumps(told), encoding="utf-8")


def _outcome(number: int, place: Path, orders: Orders, shared: _Shared) -> Outcome | None:
    """What comes of a variant; None in its own process.

    One that somebody else has killed, for want of memory perhaps, gets a second chance.
    """
    while True:
        killed = place.exists()
        shutil.rmtree(place, ignore_errors=True)
        child = _fork(number, place, orders)
        if child == 0:
            _leave_at_once(shared)
            return None
        outcome = _await(child, number, place, orders)
        if killed or outcome.kind != signal.SIGKILL.name:
            return outcome


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
    os.close(log)
    return child


def _limit(memory: int) -> None:
    """Bound what this process may take."""
    bounds = {
        resource.RLIMIT_AS: _memory() + memory,
        resource.RLIMIT_FSIZE: LOG_LIMIT,
        resource.RLIMIT_CORE: 0,
    }
    for what, bound in bounds.items():
        hard = resource.getrlimit(what)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(what, (bound, bound))


def _memory() -> int:
    """Bytes that this process has mapped."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def _leave_at_once(shared: _Shared) -> None:
    """Let the end of the tests be the end of the process.

    Their results are written by then; taking Python and the design to pieces would take longer than
    many a child has run.
    """
    inherited = set(sys.modules)

    def leave() -> NoReturn:
        with contextlib.suppress(OSError):  # on a full disk the next child learns nothing
            shared.tell(inherited)
        _leave(0)

    cocotb.simulator.stop_simulator = leave


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
    timed_out = not _ended(child, orders)
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


def _ended(child: int, orders: Orders) -> bool:
    """Wait for a child; whether it ended within its limits."""
    limit, patience = orders.limit_seconds, orders.idle_seconds
    handle = os.pidfd_open(child)
    try:
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        started = since = time.monotonic()
        seen = 0.0
        while not waiting.poll(min(TICK_SECONDS, limit) * 1000):
            now, used = time.monotonic(), _seconds(child)
            if used != seen:
                seen, since = used, now
            if used > limit or now - since > patience or now - started > WAITING * limit:
                return False
    finally:
        os.close(handle)
    return True


def _seconds(process: int) -> float:
    """Processor time that a process has taken."""
    text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    user, system = text.rpartition(")")[2].split()[11:13]  # fields 3 and on, of these 14 and 15
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _check_room(orders: Orders) -> None:
    """Make sure that no child has failed for want of room.

    Raises:
        DiskFullError: there may have been too little.
    """
    found = os.statvfs(orders.folder)
    if found.f_bavail * found.f_frsize < orders.least_room:
        raise DiskFullError
