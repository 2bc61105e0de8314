"""How long the engine may take, derived from the clock model."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken import Packet, Prediction
from tb.kraken import engine

LATENCY = 24
"""Clocks from the last input beat through header check, array and output pipe, rounded up."""


def bounds(packets: Sequence[Packet], prediction: Prediction) -> tuple[int, int, str]:
    """Bounds for packets that are sent one after another, see `tb.kraken.engine.bounds`.

    Args:
        packets: what is sent.
        prediction: the clock model's figures for it.
    """
    # Input columns behind the last output column are still taken in after the last sum.
    clocks = max(prediction.clocks, prediction.packets[-1].last_step + 1)
    return engine.bounds(packets, clocks, LATENCY)
