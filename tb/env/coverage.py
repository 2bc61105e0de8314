"""Tells the coverage of a run what all tests have in common: cases that pass, and resets."""

from __future__ import annotations

from pyuvm import ConfigDB, uvm_component

from tb.bench.case import Case
from tb.coverage.model import Values
from tb.env.config import KEY, EnvConfig


class CoverageCollector(uvm_component):
    """Samples what needs no word of a test."""

    def build_phase(self) -> None:
        """Begin without a case."""
        self._config: EnvConfig = ConfigDB().get(self, "", KEY)
        self._before: Case | None = None

    def passed(self, case: Case, values: Values) -> None:
        """Count a case that has passed."""
        self._config.cover.case(case, self._before, values)
        self._before = case

    def reset(self, clocks: int) -> None:
        """Count a reset that is about to begin; no case has gone before the next one."""
        self._before = None
