"""How long the engine may take, derived from the clock model."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken import Packet, Prediction
from tb.kraken import engine
from tb.kraken.captures import captures

LATENCY = 24
"""Clocks from the last input beat through header check, array and output pipe, rounded up."""


CAPTURES = 3
"""Captures on their way: one leaves, one waits for it, and one is being made."""

SLICE = 2
"""Beats that the register slice of the output holds."""


def beats_on_their_way(packet: Packet) -> int:
    """Most beats of a packet's sums that may leave once it does no further step."""
    ports = packet.params.out_channels
    sizes = [
        sent["columns"] * -(-sent["channels_valid"] // ports) for sent in captures(packet) if sent
    ]
    return CAPTURES * max(sizes, default=0) + SLICE


def bounds(packets: Sequence[Packet], prediction: Prediction) -> tuple[int, int, str]:
    """Bounds for packets that are sent one after another, see `tb.kraken.engine.bounds`.

    Args:
        packets: what is sent.
        prediction: the clock model's figures for it.
    """
    # Input columns behind the last output column are still taken in after the last sum.
    clocks = max(prediction.clocks, prediction.packets[-1].last_step + 1)
    return engine.bounds(packets, clocks, LATENCY)
