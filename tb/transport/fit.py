"""Whether a packet fits the signals of a port."""

from __future__ import annotations

from collections.abc import Mapping

from golden.streams.frame import LAST, Bytes, Frame, FrameError
from tb.bench.ports import Port


def check_fit(port: Port, widths: Mapping[str, int], frame: Frame) -> None:
    """Refuse a packet that does not fit.

    Args:
        port: where it is to pass.
        widths: bits of the port's signals by field.
        frame: the packet.

    Raises:
        FrameError: it has a field that the port lacks, or more bits than the signal.
    """
    for name, buffer in frame.body.items():
        if name not in widths or name == LAST:
            raise FrameError(f"{frame.name}: port {port.name} has no field {name}.")
        width = widths[name]
        signal = port.label(port.field(name).signal)
        word = port.field(name).word
        words = f" ({width // word} words of {word} bits)" if 0 < word < width else ""
        if buffer.shape[1] < -(-width // 8):
            raise FrameError(
                f"{frame.name}: {name} has {buffer.shape[1]} bytes a beat, too few for the "
                f"{width} bits of {signal} of port {port.name}{words}."
            )
        for part in (frame.header, frame.body):
            if name in part and _beyond(part[name], width):
                raise FrameError(
                    f"{frame.name}: {name} has bits beyond the {width} of {signal} of port "
                    f"{port.name}{words}."
                )


def _beyond(buffer: Bytes, width: int) -> bool:
    """Whether bits are set that a signal of that width does not have."""
    whole, spare = divmod(width, 8)
    if spare and bool((buffer[:, whole] >> spare).any()):
        return True
    return bool(buffer[:, -(-width // 8) :].any())
