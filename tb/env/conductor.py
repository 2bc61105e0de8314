"""Lets the transport run and passes on what it reports."""

from __future__ import annotations

from collections.abc import Callable

from pyuvm import ConfigDB, uvm_analysis_port, uvm_component

from tb.env.agent import PortAgent
from tb.env.config import KEY, EnvConfig
from tb.env.coverage import CoverageCollector
from tb.scoreboard.checker import CheckFailed
from tb.transport.base import Limit, Outcome, Reason
from tb.transport.fault import Fault

UNBOUNDED = Limit(0, None, "runs of a given length have no bound of their own")

Expected = Callable[[Fault], bool]


class Conductor(uvm_component):
    """Owns the passing of time.

    Attributes:
        faults: analysis port for every fault that nobody asked for.
    """

    def build_phase(self) -> None:
        """Create the analysis port."""
        self._config: EnvConfig = ConfigDB().get(self, "", KEY)
        self._agents: dict[str, PortAgent] = {}
        self.faults = uvm_analysis_port("faults", self)

    def attach(self, agents: dict[str, PortAgent], coverage: CoverageCollector) -> None:
        """Learn whose monitor publishes for which port, and who counts resets."""
        self._agents = agents
        self._coverage = coverage

    async def reset(self, clocks: int = 4) -> None:
        """Reset the design and forget all packets.

        Raises:
            CheckFailed: it does not behave in reset.
        """
        self._coverage.reset(clocks)
        self._judge(await self._config.transport.reset(clocks))

    async def drain(self, limit: Limit) -> None:
        """Run until every queued packet has passed.

        Raises:
            CheckFailed: the checker has seen enough.
        """
        while self._judge(await self._config.transport.run(limit)) is not Reason.DONE:
            pass

    async def clocks(self, count: int) -> None:
        """Run for exactly `count` clocks.

        Raises:
            CheckFailed: the checker has seen enough.
        """
        transport = self._config.transport
        end = transport.clock + count
        while transport.clock < end:
            self._judge(await transport.run(UNBOUNDED, clocks=end - transport.clock))

    async def until(self, expected: Expected, clocks: int) -> Fault | None:
        """Run until a fault that is meant to happen.

        Args:
            expected: tells whether a fault is the one.
            clocks: how long to wait for it.

        Returns:
            The fault, None when it does not come in time.

        Raises:
            CheckFailed: the checker has seen enough of others.
        """
        transport = self._config.transport
        end = transport.clock + clocks
        while transport.clock < end:
            outcome = await transport.run(UNBOUNDED, clocks=end - transport.clock)
            meant = [fault for fault in outcome.faults if expected(fault)]
            others = tuple(fault for fault in outcome.faults if not expected(fault))
            self._judge(Outcome(outcome.reason, others))
            if meant:
                return meant[0]
        return None

    def _judge(self, outcome: Outcome) -> Reason:
        for transfer in self._config.transport.take_transfers():
            self._agents[transfer.port].monitor.publish(transfer)
        for fault in outcome.faults:
            self._config.transport.record(fault)
            self.faults.write(fault)
            if self._config.checker.stopped:
                raise CheckFailed(self._config.checker.verdict())
        return outcome.reason
