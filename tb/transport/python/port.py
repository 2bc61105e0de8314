"""The signals of one port in the simulator."""

from __future__ import annotations

from typing import Any

from golden.streams.frame import LAST, Bytes, Frame, FrameError
from tb.bench.ports import Port
from tb.transport.python.wire import Wire


class Pins:
    """Wires of one port.

    Attributes:
        port: what the bench says of it.
        names: its fields, in order; payloads are tuples in this order.
        wires: a wire for each field.
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
        self.stable = tuple(i for i, field in enumerate(port.fields) if not field.turned)

    def check(self, frame: Frame) -> None:
        """Refuse a packet that does not fit.

        Raises:
            FrameError: it has a field that the port lacks, or more bits than the signal.
        """
        for name, buffer in frame.body.items():
            if name not in self.names or name == LAST:
                raise FrameError(f"{frame.name}: port {self.port.name} has no field {name}.")
            width = self.wires[self.names.index(name)].width
            signal = self.port.label(self.port.field(name).signal)
            word = self.port.field(name).word
            words = f" ({width // word} words of {word} bits)" if 0 < word < width else ""
            if buffer.shape[1] < -(-width // 8):
                raise FrameError(
                    f"{frame.name}: {name} has {buffer.shape[1]} bytes a beat, too few for the "
                    f"{width} bits of {signal} of port {self.port.name}{words}."
                )
            for part in (frame.header, frame.body):
                if name in part and _beyond(part[name], width):
                    raise FrameError(
                        f"{frame.name}: {name} has bits beyond the {width} of {signal} of port "
                        f"{self.port.name}{words}."
                    )


def _beyond(buffer: Bytes, width: int) -> bool:
    """Whether bits are set that a signal of that width does not have."""
    whole, spare = divmod(width, 8)
    if spare and bool((buffer[:, whole] >> spare).any()):
        return True
    return bool(buffer[:, -(-width // 8) :].any())
