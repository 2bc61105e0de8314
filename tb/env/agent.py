"""The agent of one port: sequencer, driver and monitor."""

from __future__ import annotations

from pyuvm import (
    ConfigDB,
    uvm_agent,
    uvm_analysis_port,
    uvm_component,
    uvm_driver,
    uvm_monitor,
    uvm_sequencer,
)

from golden.streams.frame import FrameError
from tb.bench.ports import Port
from tb.env.config import KEY, EnvConfig
from tb.transport.base import Transfer


class FrameDriver(uvm_driver):
    """Queues each packet on the transport; what it does there depends on the port's role."""

    def __init__(self, name: str, parent: uvm_component, port: Port) -> None:
        super().__init__(name, parent)
        self._port = port

    async def run_phase(self) -> None:
        """Take items for ever; the end of the phase ends this too."""
        config: EnvConfig = ConfigDB().get(self, "", KEY)
        while True:
            item = await self.seq_item_port.get_next_item()
            try:
                config.transport.queue(self._port.name, item.frame, item.pattern)
            except FrameError as fault:
                # Raised by the sequence that sent it: here it would end the simulation's loop.
                item.refused = fault
            self.seq_item_port.item_done()


class FrameMonitor(uvm_monitor):
    """Publishes every packet that has passed the port."""

    def build_phase(self) -> None:
        """Create the analysis port."""
        self.passed = uvm_analysis_port("passed", self)

    def publish(self, transfer: Transfer) -> None:
        """Tell all subscribers."""
        self.passed.write(transfer)


class PortAgent(uvm_agent):
    """Everything that belongs to one port."""

    def __init__(self, name: str, parent: uvm_component, port: Port) -> None:
        super().__init__(name, parent)
        self.port = port

    def build_phase(self) -> None:
        """Create the parts."""
        super().build_phase()
        self.sequencer = uvm_sequencer("sequencer", self)
        self.driver = FrameDriver("driver", self, self.port)
        self.monitor = FrameMonitor("monitor", self)

    def connect_phase(self) -> None:
        """Let the driver draw from the sequencer."""
        self.driver.seq_item_port.connect(self.sequencer.seq_item_export)
