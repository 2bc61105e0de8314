"""The signals of one port in the simulator."""

from __future__ import annotations

from typing import Any

from tb.bench.ports import Port
from tb.transport.wire import Wire


class Pins:
    """Wires of one port.

    Attributes:
        port: what the bench says of it.
        names: its fields, in order; payloads are tuples in this order.
        wires: a wire for each field.
        widths: bits by field.
        valid, ready: wires of the handshake, None where there is none.
        stable: places of the fields that the offering side drives: they keep their value until the
            beat is accepted.
    """

    def __init__(self, dut: Any, port: Port) -> None:
        self.port = port
        self.names = tuple(field.name for field in port.fields)
        self.wires = tuple(Wire(dut, field.signal) for field in port.fields)
        self.valid = Wire(dut, port.valid) if port.valid else None
        self.ready = Wire(dut, port.ready) if port.ready else None
        self.widths = {name: wire.width for name, wire in zip(self.names, self.wires, strict=True)}
        self.stable = tuple(i for i, field in enumerate(port.fields) if not field.turned)
