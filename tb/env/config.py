"""What an environment is built from."""

from __future__ import annotations

from dataclasses import dataclass

from tb.bench.ports import Port
from tb.coverage.cover import Cover
from tb.scoreboard.checker import Checker
from tb.transport.base import Transport

KEY = "environment"
"""Name under which pyuvm's ConfigDB holds the configuration."""


@dataclass(frozen=True)
class EnvConfig:
    """The design's side of an environment.

    Attributes:
        ports: the design's ports.
        transport: moves the beats.
        checker: judges the faults.
        cover: takes samples of what is seen.
    """

    ports: tuple[Port, ...]
    transport: Transport
    checker: Checker
    cover: Cover
