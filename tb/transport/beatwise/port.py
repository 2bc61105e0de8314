"""The signals of one AXI-Stream port in the simulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tb.bindings import PortBinding

Reader = Callable[[], str]
"""Gives a signal's value as text, highest bit first: ``0``, ``1``, ``X`` or ``Z`` a bit."""


class BindingError(Exception):
    """The design has no signal of a name that the binding gives."""


def signal(dut: Any, name: str) -> Any:
    """Handle of the design's signal `name`.

    Raises:
        BindingError: there is none.
    """
    try:
        return getattr(dut, name)
    except AttributeError:
        raise BindingError(
            f"{dut._name} has no signal {name}: mend the entry in tb/bindings.py."
        ) from None


def reader(handle: Any) -> Reader:
    """A function that reads the signal behind `handle`.

    ``str(handle.value)`` says the same, but wraps the simulator's text in a logic type first,
    which costs four times the reading itself, several times a clock.
    """
    text: Reader = handle._handle.get_signal_val_binstr
    return text


class AxisPort:
    """Handles of one port. ``keep`` is None where the port has no ``tkeep``."""

    def __init__(self, dut: Any, binding: PortBinding) -> None:
        self.binding = binding
        self.name = binding.name
        self.valid = signal(dut, f"{binding.prefix}_tvalid")
        self.ready = signal(dut, f"{binding.prefix}_tready")
        self.data = signal(dut, f"{binding.prefix}_tdata")
        self.last = signal(dut, f"{binding.prefix}_tlast")
        self.keep = signal(dut, f"{binding.prefix}_tkeep") if binding.keep else None
        self.beat_bytes = -(-len(self.data) // 8)
        self.lanes = len(self.keep) if self.keep is not None else 0
