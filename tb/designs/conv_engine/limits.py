"""How long the engine may take, derived from the clock model."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken import Packet, Prediction

BUFFERED_LOADS = 4
"""Loads of pixels between the port and the array: register slice, gatherer, shifter."""

LATENCY = 24
"""Clocks from the last input beat through header check, array and output pipe, rounded up."""


def bounds(packets: Sequence[Packet], prediction: Prediction) -> tuple[int, int, str]:
    """Bounds for packets that are sent one after another.

    Nothing moves only while the array works through the pixels that it has taken in; the whole
    takes what the clock model says.

    Args:
        packets: what is sent.
        prediction: the clock model's figures for it.

    Returns:
        Longest row of clocks without a beat, longest work, and how they were derived.
    """
    quiet = LATENCY + max(BUFFERED_LOADS * (packet.tiling.f + 1) for packet in packets)
    # Input columns behind the last output column are still taken in after the last sum.
    clocks = max(prediction.clocks, prediction.packets[-1].last_step + 1)
    why = (
        f"{BUFFERED_LOADS} loads of pixels and {LATENCY} clocks of latency; "
        f"the clock model predicts {clocks} clocks"
    )
    return quiet, clocks + LATENCY, why
