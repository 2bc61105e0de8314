"""How a process that serves many variants of a design is told what to do, and what it leaves."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

ORDERS_VARIABLE = "SIM_FORKS"
"""Environment variable that holds the path of the orders' JSON file."""
MUTANT = "mutant"
"""The file that tells a design which variant it is: a decimal number and a newline."""
OUTCOMES = "outcomes.jsonl"
"""One `sim.outcome.Outcome` a line, in the folder of all."""
USERS = (
    "cocotb.logging:_configure",
    "cocotb._init:init_package_from_simulation",
    "sim.fork_server:serve",
    "cocotb.regression:_run_regression",
)
"""What cocotb starts in Python, in order: its own entry points, and ours before the tests."""

DONE, UNSOUND, FULL, CRASHED = 0, 3, 4, 5
"""Exit codes: all served; the sound design has not passed; the disk is full; something else."""
IDLE_SECONDS = 10.0
"""A child that takes no processor time for so long is ended."""
WAITING = 100.0
"""Times the limit that a child may take in all, on a machine that is busy with others."""
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
        idle_seconds: time without any processor time after which it is ended too.
        least_room: free bytes on the disk without which no child is believed.
    """

    model_config = ConfigDict(frozen=True)

    folder: Path
    numbers: tuple[int, ...]
    limit_seconds: float
    limit_bytes: int
    idle_seconds: float
    least_room: int

    @classmethod
    def from_environment(cls) -> Self:
        """Read the file that the environment names."""
        path = Path(os.environ[ORDERS_VARIABLE])
        return cls.model_validate_json(path.read_text(encoding="utf-8"))
