"""Runs the tests of one file in a copy of the project, and notes which lines each of them runs.

A program of its own: its arguments are the copy's folder, the file of tests, and where to write.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import coverage
import pytest


class Recorder:
    """A pytest plugin that names the running test to the coverage tool."""

    def __init__(self, counter: coverage.Coverage) -> None:
        self.counter = counter
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []
        self.skipped: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        """Lines that run from here on belong to the test."""
        self.counter.switch_context(item.nodeid)
        began = time.process_time()
        done = yield
        self.seconds[item.nodeid] = time.process_time() - began
        self.counter.switch_context("")
        return done

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Failures of the sound tree, and tests that it passes over."""
        if report.failed:
            self.failed.append(report.nodeid)
        if report.skipped:
            self.skipped.add(report.nodeid)


def main() -> int:
    """Run, and write what was seen."""
    copy, tests, target = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    os.chdir(copy)
    sys.path[0] = str(copy)
    counter = coverage.Coverage(
        data_file=None, config_file=False, source=[str(copy / "golden")], messages=False
    )
    recorder = Recorder(counter)
    counter.start()
    code = pytest.main(["-q", "-p", "no:cacheprovider", tests], [recorder])
    counter.stop()
    data = counter.get_data()
    lines = {
        Path(name).relative_to(copy).as_posix(): {
            line: sorted(filter(None, contexts))
            for line, contexts in data.contexts_by_lineno(name).items()
        }
        for name in data.measured_files()
    }
    told = {
        "code": int(code),
        "failed": recorder.failed,
        "seconds": {
            name: seconds
            for name, seconds in recorder.seconds.items()
            if name not in recorder.skipped
        },
        "lines": lines,
    }
    target.write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
