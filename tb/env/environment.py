"""The environment: agents, conductor and scoreboard, wired as the configuration says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyuvm import ConfigDB, uvm_env

from tb.env.agent import PortAgent
from tb.env.conductor import Conductor
from tb.env.config import KEY, EnvConfig
from tb.env.coverage import CoverageCollector
from tb.env.item import FrameItem
from tb.env.scoreboard import Scoreboard
from tb.env.sequences import PacketSequence


class Environment(uvm_env):
    """One agent for each port of the design."""

    def build_phase(self) -> None:
        """Create all parts."""
        config: EnvConfig = ConfigDB().get(self, "", KEY)
        self.agents = {
            port.name: PortAgent(f"{port.name}_agent", self, port) for port in config.ports
        }
        self.conductor = Conductor("conductor", self)
        self.scoreboard = Scoreboard("scoreboard", self)
        self.coverage = CoverageCollector("coverage", self)

    def connect_phase(self) -> None:
        """Bring faults and passed packets to the scoreboard."""
        self.conductor.attach(self.agents, self.coverage)
        self.conductor.faults.connect(self.scoreboard.faults)
        for agent in self.agents.values():
            agent.monitor.passed.connect(self.scoreboard.passed)

    async def queue(self, items: Mapping[str, Sequence[FrameItem]]) -> None:
        """Queue packets on their ports; the conductor moves them."""
        sequencers = {name: agent.sequencer for name, agent in self.agents.items()}
        await PacketSequence(items, sequencers).start()
