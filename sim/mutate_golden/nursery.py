"""Tests one mutant after another in a copy of the project, each in a fork of this process.

A program of its own, which is started with the copy's folder and imports nothing of the project
before it forks: only libraries, whose loading takes longer than most tests. Jobs come in as lines
of JSON and their outcomes go out so. A child is as hermetic as a new process.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

MEMORY = 6 << 30
"""Bytes of address space of a child: what reads a size wrongly may ask for all there is."""
PR_SET_PDEATHSIG = 1
"""Linux's number of that request."""
PATIENCE = 60
"""Seconds that a child may take for each second of processor time."""


class Course:
    """A pytest plugin: runs the chosen tests in the chosen order, and notes the first failure."""

    def __init__(self, tests: list[str]) -> None:
        self.order = {name: place for place, name in enumerate(tests)}
        self.failed = ""
        self.broken = False
        self.ran = 0

    def pytest_collection(self) -> None:
        """No shrinking: that an example fails is enough."""
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", settings(phases=phases, report_multiple_bugs=False))
        settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """The chosen ones alone."""
        chosen = [item for item in items if item.nodeid in self.order]
        items[:] = sorted(chosen, key=lambda item: self.order[item.nodeid])

    def pytest_collectreport(self, report: Any) -> None:
        """A file of tests that cannot be imported."""
        if report.failed:
            self.broken = True
            self.failed = self.failed or report.nodeid

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A test that fails."""
        self.ran += report.when == "call"
        if report.failed:
            self.failed = self.failed or report.nodeid


def end_with_parent() -> None:
    """Let the system end this process when the one that started it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def run_tests(copy: Path, tests: list[str], seconds: int, log: Path, answer: int) -> None:
    """In the child: run the tests, tell the outcome and end."""
    os.setsid()
    end_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(copy)
    sys.path.insert(0, str(copy))
    import pytest

    course = Course(tests)
    files = sorted({name.partition("::")[0] for name in tests})
    code = pytest.main(["-x", "-q", "--tb=short", "-p", "no:cacheprovider", *files], [course])
    state = "import" if course.broken else "failed" if course.failed else "survived"
    told = {"state": state, "test": course.failed, "ran": course.ran, "code": int(code)}
    sys.stdout.flush()
    os.write(answer, json.dumps(told).encode())
    os._exit(0)


def carry_out(copy: Path, job: dict[str, Any], log: Path) -> dict[str, Any]:
    """Fork a child for the job, and wait until it has ended or spent its limit."""
    began = time.monotonic()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            run_tests(copy, job["tests"], round(job["limit"]), log, writing)
        finally:
            os._exit(70)
    os.close(writing)
    # Processor time counts, so that a busy machine kills nobody; only what sleeps meets this.
    ready, _, _ = select.select([reading], [], [], job["limit"] * PATIENCE)
    told = os.read(reading, 1 << 16) if ready else b""
    os.close(reading)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    spent = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU
    state = "timeout" if spent or not ready else "crashed"
    found = json.loads(told) if told else {"state": state, "test": "", "ran": 0, "code": -1}
    return {**found, "seconds": time.monotonic() - began}


def main() -> None:
    """Take jobs until there are no more."""
    copy, log = Path(sys.argv[1]), Path(sys.argv[2])
    end_with_parent()
    sys.dont_write_bytecode = True
    import ai_edge_litert.interpreter  # noqa: F401
    import hypothesis.extra.numpy
    import numpy as np
    import pytest  # noqa: F401

    assert np is not None
    assert hypothesis is not None
    for line in sys.stdin:
        job = json.loads(line)
        target = copy / job["file"]
        sound = target.read_bytes()
        try:
            target.write_text(job["source"], encoding="utf-8")
            found = carry_out(copy, job, log)
        finally:
            target.write_bytes(sound)
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
