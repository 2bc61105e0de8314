"""Names of the kinds that sizes of a packet are of."""

from __future__ import annotations

from golden.kraken import Packet
from golden.kraken.timing.clocks import BOUNDS, demand

REMAINDER = ("whole", "one", "all but one", "some")
"""What the last part holds of what a part has room for."""

SIDE = ("none", "some", "all but one")
"""Padding on a side, of the kernel's cells."""

EDGE = ("cells left over", "at the edge", "beyond the edge")
"""Where the last window ends."""

STRIDE = ("below the kernel", "as the kernel", "above the kernel")
"""A stride against the kernel: above it, cells that no window takes lie between windows."""

WHOLE_WINDOW = "all or more"
"""Padding with windows that see nothing else; rows may have that."""


def remainder(last: int, room: int) -> str:
    """How much of its room a last part takes, of `REMAINDER`."""
    if last == room:
        return "whole"
    return {1: "one", room - 1: "all but one"}.get(last, "some")


def side(pad: int, kernel: int) -> str:
    """Padding on one side, of `SIDE`, or `WHOLE_WINDOW`."""
    if pad == 0:
        return "none"
    if pad >= kernel:
        return WHOLE_WINDOW
    return "all but one" if pad == kernel - 1 else "some"


def edge(size: int, before: int, outputs: int, kernel: int, stride: int) -> str:
    """Where the last window along an axis ends, of `EDGE`.

    Args:
        size: cells of the image.
        before: cells of padding before it.
        outputs: windows.
        kernel: cells of a window.
        stride: cells between windows.
    """
    return against((outputs - 1) * stride - before + kernel, size, EDGE)


def against(value: int, other: int, names: tuple[str, ...]) -> str:
    """The name for below, equal or above."""
    return names[(value > other) - (value < other) + 1]


def few(count: int) -> str:
    """One, or more."""
    return "one" if count == 1 else "more"


def bound(packet: Packet) -> str:
    """What bounds a packet by itself, of `BOUNDS`."""
    needed = demand(packet.tiling, packet.hold)
    return max(BOUNDS, key=lambda name: needed[name])


def hand_over(packet: Packet) -> str:
    """Whether a packet goes on from held sums, and whether it holds its own."""
    begins = "goes on" if packet.accumulate else "begins"
    return f"{begins}, {'holds' if packet.hold else 'sends'}"


HAND_OVER = ("begins, sends", "begins, holds", "goes on, holds", "goes on, sends")
"""What `hand_over` says."""
