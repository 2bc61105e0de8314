"""Packets whose weights matter and whose pixels do not."""

from __future__ import annotations

import numpy as np

from golden.kraken import ArrayParams, ConvShape, Packet
from tb.kraken.draw import operands


def packet_of(rng: np.random.Generator, array: ArrayParams, name: str, shape: ConvShape) -> Packet:
    """A packet of that shape with random weights and no pixel but 0.

    Raises:
        ShapeError: the array cannot do it in one packet.
    """
    s = shape
    x = np.broadcast_to(np.int16(0), (s.n, s.h, s.w, s.ci))
    kernel = operands(rng, (s.kh, s.kw, s.ci, s.co), array.k_width).astype(np.int16)
    return Packet(shape, array, x, kernel, name=name)
