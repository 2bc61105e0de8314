"""One call of cocotb's runner in a process of its own: ``python -m sim.child TASK.json``.

The runner reads and passes on the whole environment of its process and waits for its commands
without a bound. Here it gets an environment made for it alone, and a supervisor above it.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import cocotb_tools.config
from cocotb_tools import runner as runners

from sim.supervisor import leave


class Verilator(runners.Verilator):
    """cocotb's runner, with a main of ours around cocotb's own.

    Args:
        main: the C++ file.
    """

    def __init__(self, main: str) -> None:
        super().__init__()
        self._main = main

    def _build_command(self) -> list[list[str]]:
        replaced = {str(cocotb_tools.config.share_dir / "lib/verilator/verilator.cpp"): self._main}
        commands = super()._build_command()
        return [[replaced.get(word, word) for word in command] for command in commands]


def main(path: Path) -> None:
    """Carry out the task in a file, see `sim.simulators.call`."""
    task = json.loads(path.read_text(encoding="utf-8"))
    sys.path[:0] = task["python_path"]  # which the runner hands on to the simulator
    runners.MAX_PARALLEL_BUILD_JOBS = os.cpu_count() or 1
    if task["main"]:
        runner: runners.Runner = Verilator(task["main"])
    else:
        runner = runners.get_runner(task["simulator"])
    try:
        getattr(runner, task["call"])(**task["arguments"])
    except RuntimeError as fault:
        # The runner tells how its command ended in words only.
        told = re.search(r"return code: (-?\d+)$", str(fault))
        if told is None:
            raise
        leave(int(told[1]))
    leave(0)  # at once: taking all modules down again costs more than the rest of this file


if __name__ == "__main__":
    main(Path(sys.argv[1]))
