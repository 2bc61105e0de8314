"""Packets as `lane.cpp` takes them: addresses of the frames' own buffers, nothing copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden.streams.frame import LAST, Bytes, Frame
from tb.transport.native.records import Buffers, PacketSpec
from tb.transport.pattern import Pattern


@dataclass(frozen=True, eq=False)
class Queued:
    """A packet that the C++ side reads.

    Attributes:
        frame: the packet.
        seen: what an output puts onto the wires, by field; written while the packet passes.
        spec, buffers: what the C++ side is told.
        held: what must stay in memory meanwhile.
    """

    frame: Frame
    seen: Mapping[str, Bytes]
    spec: PacketSpec
    buffers: Any
    held: list[NDArray[Any]]

    @classmethod
    def of(
        cls, number: int, frame: Frame, pattern: Pattern, widths: Mapping[str, int], record: bool
    ) -> Queued:
        """A packet for a port.

        Args:
            number: tells it from others.
            frame: the packet, which fits the port.
            pattern: how the bench holds the port back.
            widths: bits of the port's fields by name, in order.
            record: whether to keep what is on the wires.
        """
        held: list[NDArray[Any]] = []

        def address(array: NDArray[Any] | None, dtype: type) -> int | None:
            if array is None or not array.size:
                return None
            held.append(np.ascontiguousarray(array, dtype))
            return held[-1].ctypes.data

        seen = {
            name: np.zeros((frame.beats, -(-width // 8)), np.uint8)
            for name, width in widths.items()
            if record and name != LAST
        }
        buffers = (Buffers * len(widths))()
        for place, name in zip(buffers, widths, strict=True):
            place.header = address(frame.header.get(name), np.uint8)
            place.body = address(frame.body.get(name), np.uint8)
            place.care = address(frame.care.get(name), np.uint8)
            place.record = address(seen.get(name), np.uint8)
            place.stride = frame.body[name].shape[1] if name in frame.body else 0
        lasts = np.array(sorted(frame.lasts), np.uint64)
        spec = PacketSpec(
            number,
            frame.header_beats,
            frame.body_beats,
            frame.repeat,
            address(lasts, np.uint64),
            len(lasts),
            address(pattern.delays, np.uint32),
            address(pattern.mask, np.uint8),
            0 if pattern.mask is None else len(pattern.mask),
            address(pattern.edges, np.uint64),
            0 if pattern.edges is None else len(pattern.edges),
        )
        return cls(frame, seen, spec, buffers, held)
