"""The transports that a run can choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tb.bench.bench import SIMULATORS, Bench
from tb.bench.ports import Port
from tb.transport.base import Transport

VERILATOR = "verilator"
NATIVE, PYTHON = "native", "python"
DEFAULTS = {VERILATOR: NATIVE}
"""What a run takes on a simulator that has more than one."""


def python(dut: Any, bench: Bench, ports: Sequence[Port], counts: bool) -> Transport:
    """Per-beat Python over cocotb handles."""
    # Loaded when it is chosen: the names are asked for outside the simulator too.
    from tb.transport.python.transport import PythonTransport

    return PythonTransport(dut, bench, ports, counts)


def native(dut: Any, bench: Bench, ports: Sequence[Port], counts: bool) -> Transport:
    """C++ within Verilator's program."""
    from tb.transport.native.transport import NativeTransport

    return NativeTransport(dut, bench, ports, counts)


@dataclass(frozen=True)
class Way:
    """One of the transports.

    Attributes:
        make: makes it for a design, in the simulator; it counts where it is told to.
        simulators: where it works.
    """

    make: Callable[[Any, Bench, Sequence[Port], bool], Transport]
    simulators: tuple[str, ...]


TRANSPORTS = {
    NATIVE: Way(native, (VERILATOR,)),
    PYTHON: Way(python, SIMULATORS),
}
"""By the name in `tb.spec.RunSpec.transport`."""


def served(simulator: str) -> list[str]:
    """Names of the transports that work on a simulator."""
    return [name for name, way in TRANSPORTS.items() if simulator in way.simulators]


def default_transport(simulator: str) -> str:
    """The one that a run takes unless it is told another."""
    return DEFAULTS.get(simulator, PYTHON)
