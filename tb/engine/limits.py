"""How long the engine may take, derived from the clock model."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken import Packet
from golden.kraken.timing.clocks import Prediction
from tb.engine.job import Job
from tb.transport.base import Limit
from tb.transport.pattern import Pattern

BUFFERED_LOADS = 4
"""Loads of pixels between the port and the array: register slice, gatherer, shifter."""

LATENCY = 24
"""Clocks from the last input beat through header check, array and output pipe, rounded up."""

RECOVERY = 8
"""Clocks that the pipeline needs to run again after a port was held back, rounded up."""


def limit_for(
    jobs: Sequence[Job], prediction: Prediction, patterns: Sequence[Pattern] = ()
) -> Limit:
    """Bounds for jobs that are sent one after another.

    Nothing moves only while the array works through the pixels that it has taken in; the whole
    takes what the clock model says. Clocks in which the bench holds a port back are not counted,
    but each such time may cost the pipeline its recovery.

    Args:
        jobs: what is sent.
        prediction: the clock model's figures for it.
        patterns: of all packets on all ports.
    """
    quiet = LATENCY + max(_load_clocks(job.packet) for job in jobs)
    disturbed = any(not pattern.free for pattern in patterns)
    beats = sum(frame.beats for job in jobs for frame in job.frames.values())
    # Input columns behind the last output column are still taken in after the last sum.
    clocks = max(prediction.clocks, prediction.packets[-1].last_step + 1)
    total = clocks + LATENCY + (RECOVERY * beats if disturbed else 0)
    return Limit(
        quiet,
        total,
        f"{BUFFERED_LOADS} loads of pixels and {LATENCY} clocks of latency; "
        f"the clock model predicts {clocks} clocks",
    )


def _load_clocks(packet: Packet) -> int:
    """Clocks that the loads inside the engine keep the array busy."""
    return BUFFERED_LOADS * (packet.tiling.f + 1)
