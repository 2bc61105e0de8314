"""What an environment is built from."""

from __future__ import annotations

from dataclasses import dataclass

from tb.bindings import Binding
from tb.scoreboard.checker import Checker
from tb.transport.base import Transport

KEY = "environment"
"""Name under which pyuvm's ConfigDB holds the configuration."""


@dataclass(frozen=True)
class EnvConfig:
    """The design's side of an environment.

    Attributes:
        binding: the design's ports.
        transport: moves the beats.
        checker: judges the faults.
    """

    binding: Binding
    transport: Transport
    checker: Checker
