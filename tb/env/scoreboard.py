"""The scoreboard: faults to the checker, packets that passed to whoever awaits them.

It compares no beat itself. The transport does that, in the clock of the beat, with the packets that
the agents' drivers have handed to it; what comes up here is a fault of the clock just past, or a
packet whose every beat has been compared.
"""

from __future__ import annotations

from typing import Any

from pyuvm import ConfigDB, uvm_analysis_export, uvm_component, uvm_scoreboard

from golden.streams.frame import Frame
from tb.bench.ports import Role
from tb.env.config import KEY, EnvConfig
from tb.scoreboard.checker import Checker
from tb.transport.base import Transfer
from tb.transport.fault import Fault


class _Export(uvm_analysis_export):
    """Calls a function for each datum."""

    def __init__(self, name: str, parent: uvm_component, call: Any) -> None:
        super().__init__(name, parent)
        self.write = call


class Scoreboard(uvm_scoreboard):
    """Takes what the conductor and the monitors publish.

    Attributes:
        faults: export for `Fault`.
        passed: export for `Transfer`.
        compared: beats of the packets that have passed an output of the design.
    """

    def build_phase(self) -> None:
        """Create the exports."""
        config: EnvConfig = ConfigDB().get(self, "", KEY)
        self.checker: Checker = config.checker
        self.faults = _Export("faults", self, self._fault)
        self.passed = _Export("passed", self, self._pass)
        self.compared = 0
        self._outputs = {port.name for port in config.ports if port.role is Role.SINK}
        self._transfers: dict[Frame, Transfer] = {}

    def transfer(self, frame: Frame) -> Transfer | None:
        """How a packet passed its port, None while it has not."""
        return self._transfers.get(frame)

    def forget(self) -> None:
        """Drop the packets that have passed; their beats take memory."""
        self._transfers.clear()

    def _fault(self, fault: Fault) -> None:
        report = self.checker.take(fault)
        self.logger.error("%s", report.to_text())

    def _pass(self, transfer: Transfer) -> None:
        self._transfers[transfer.frame] = transfer
        if transfer.port in self._outputs:
            self.compared += transfer.frame.beats
