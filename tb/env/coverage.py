"""Tells the coverage of a run what all tests have in common: cases that pass, ports and resets."""

from __future__ import annotations

from collections.abc import Sequence

from pyuvm import ConfigDB, uvm_component

from tb.bench.case import Case
from tb.coverage.model import Values
from tb.coverage.port_group import PORTS, seen_at_ports
from tb.coverage.reset_group import RESET, seen_at_reset
from tb.env.config import KEY, EnvConfig
from tb.stimulus.profiles import Profile
from tb.transport.counts import PortCounts


class CoverageCollector(uvm_component):
    """Samples what needs no word of a test."""

    def build_phase(self) -> None:
        """Begin without a case."""
        self._config: EnvConfig = ConfigDB().get(self, "", KEY)
        self._before: Case | None = None
        self._counted = self._counts()

    def began(self) -> None:
        """Count what has happened at the ports before a case, however they were held back then."""
        self._sample_ports(None)

    def passed(self, cases: Sequence[Case], profile: Profile, values: Values) -> None:
        """Count cases that have passed, and what has happened at the ports meanwhile."""
        if not self._config.cover.counts:
            return  # a case that is kept here keeps its tensors
        for case in cases:
            self._config.cover.case(case, self._before, values)
            self._before = case
        self._sample_ports(profile)

    def failed(self) -> None:
        """Forget what has happened at the ports in a case that failed; none has passed before the
        next one.
        """
        self._before = None
        self._counted = self._counts()

    def ended(self) -> None:
        """Count what has happened at the ports beside the cases of a test that has passed."""
        self._sample_ports(None)

    def reset(self, clocks: int) -> None:
        """Count a reset that is about to begin; no case has passed before the next one."""
        self._before = None
        config = self._config
        if not config.cover.counts or config.reset is None:
            return
        transport, ports = config.transport, config.ports
        moved = any(transport.progress(port.name) for port in ports)
        states = transport.states()
        config.cover.sample(RESET, **seen_at_reset(config.reset, ports, states, moved, clocks))

    def _sample_ports(self, profile: Profile | None) -> None:
        if not self._config.cover.counts:
            return
        before, self._counted = self._counted, self._counts()
        if self._counted == before:
            return
        added = {name: counts.since(before[name]) for name, counts in self._counted.items()}
        if seen := seen_at_ports(self._config.ports, added, profile):
            self._config.cover.sample(PORTS, **seen)

    def _counts(self) -> dict[str, PortCounts]:
        if not self._config.cover.counts:
            return {}
        return {port.name: self._config.transport.counts(port.name) for port in self._config.ports}
