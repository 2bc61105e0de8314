"""The only place that names signals of a design: its clock, reset, stream ports and status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from golden.kraken.format.error_codes import Fault


class Role(StrEnum):
    """What the bench is at a port."""

    SOURCE = "source"
    """It drives the design's input stream."""
    SINK = "sink"
    """It takes the design's output stream."""


@dataclass(frozen=True)
class PortBinding:
    """One AXI-Stream port of a design.

    Attributes:
        name: what benches and reports call it.
        prefix: what stands before ``_tdata``, ``_tvalid`` and so on.
        role: whether the bench sends or takes.
        keep: whether the port has ``tkeep``.
    """

    name: str
    prefix: str
    role: Role
    keep: bool = True


@dataclass(frozen=True)
class Binding:
    """All signals of a design that a bench touches.

    Attributes:
        toplevel: name of the top module.
        ports: its streams.
        clock: the clock input.
        reset_n: the synchronous active-low reset input.
        flags: status outputs and the values that they have while nothing is wrong.
        flag_names: what the values of a status output mean, for those that have names.
    """

    toplevel: str
    ports: tuple[PortBinding, ...]
    clock: str = "clk"
    reset_n: str = "rst_n"
    flags: Mapping[str, int] = field(default_factory=dict)
    flag_names: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def port(self, name: str) -> PortBinding:
        """The port called `name`."""
        return next(port for port in self.ports if port.name == name)


CONV_ENGINE = Binding(
    toplevel="conv_engine",
    ports=(
        PortBinding("pixel", "s_axis_pixel", Role.SOURCE),
        PortBinding("weight", "s_axis_weight", Role.SOURCE, keep=False),
        PortBinding("sum", "m_axis_sum", Role.SINK),
    ),
    flags={"error": 0, "error_code": 0},
    flag_names={"error_code": {code.value: code.name for code in Fault}},
)

BINDINGS: dict[str, Binding] = {binding.toplevel: binding for binding in (CONV_ENGINE,)}
"""Every design that has a bench, by the name of its top module."""
