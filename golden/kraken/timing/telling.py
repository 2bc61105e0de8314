"""When the stages and the switches of the accelerator are told what to do with a pass.

All of it comes over one port, in order, a beat a clock; what its stage does not take yet holds up
everything behind it.
"""

from __future__ import annotations

from collections import deque

from golden.kraken.timing.buffers import skid
from golden.kraken.timing.pace import NEVER


class ConfigPort:
    """The port with its register slice; its source never pauses."""

    def __init__(self) -> None:
        self._slice = skid()

    def send(self, ready: int = NEVER) -> int:
        """The clock in which the next beat goes to its stage, which takes it from `ready` on."""
        self._slice.enter(0)
        clock = max(self._slice.offers, ready)
        self._slice.left.append(clock)
        return clock


class Reader:
    """The front of a stage, which holds one packet besides the one that the stage works on.

    It takes over a clock after the packet's last beat has come, and not before the last beat of the
    packet in use has gone in.
    """

    def __init__(self) -> None:
        self._free = NEVER

    def read(self, port: ConfigPort, beats: int, busy: int) -> int:
        """Read a packet.

        Args:
            port: where it comes from.
            beats: of the packet.
            busy: the clock in which the last beat of the packet in use enters the stage.

        Returns:
            The clock in which its first beat can enter the stage at the earliest.
        """
        came = port.send(self._free)
        for _ in range(beats - 1):
            came = port.send()
        self._free = max(came + 1, busy) + 1
        return self._free


class Banks:
    """The requantizer's front: two banks that the tiles of all packets take by turns.

    A row can be used a clock after it was written. A bank is written from the clock after the last
    beat of its tile has gone in. A header is always taken: packets of other stages come between two
    of the requantizer's.
    """

    def __init__(self) -> None:
        self._done = deque([NEVER, NEVER], maxlen=2)

    def header(self, port: ConfigPort, beats: int) -> None:
        """Read a header."""
        for _ in range(beats):
            port.send()

    def row(self, port: ConfigPort) -> int:
        """Read a row of the tile in turn; returns the clock from which it can be used."""
        return port.send(self._done[0] + 1) + 1

    def done(self, clock: int) -> None:
        """The last beat of the tile in turn has gone in."""
        self._done.append(clock)
