"""Clocks of packets on the engine, exact when no stream makes it wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golden.kraken.format.axes import PIXEL, SUM, WEIGHT, axes
from golden.kraken.format.packet import Packet
from golden.kraken.format.tiling import Tiling
from golden.kraken.timing.pipeline import Latency, PacketClocks, Pipeline
from golden.kraken.timing.waits import Waits

BOUNDS = ("compute", "output", "pixel port", "weight port")
"""What can bound packets, by precedence among equals."""


@dataclass(frozen=True)
class Prediction:
    """Packets sent back to back.

    Attributes:
        packets: clocks of each of them.
        waits: clocks without a step, of all packets; at the end, the wait for the last capture.
        demand: clocks that each of `BOUNDS` takes by itself, headers left out.
        macs_valid: products that do not involve padding.
        elements: PEs of the array.
    """

    packets: tuple[PacketClocks, ...]
    waits: Waits
    demand: dict[str, int]
    macs_valid: int
    elements: int

    @property
    def clocks(self) -> int:
        """From the first accepted pixel beat to the last sum beat, both counted.

        Where the last packet holds its sums: to its last step.
        """
        last = self.packets[-1]
        return (last.last_step if last.last_sum is None else last.last_sum) + 1

    @property
    def q(self) -> int:
        """Q, clocks of computing."""
        return self.demand["compute"]

    @property
    def fill(self) -> int:
        """Clocks that neither compute nor wait for output, pixels or weights.

        Headers with their checks and first pixels, the way into the pipeline and out of it, and the
        beats of the last capture: for one packet a constant of its shape and the ports.
        """
        return self.clocks - self.q - self.waits.output - self.waits.pixel - self.waits.weight

    @property
    def bound(self) -> str:
        """The one of `BOUNDS` that is busy longest."""
        return max(BOUNDS, key=lambda bound: self.demand[bound])

    @property
    def utilisation(self) -> float:
        """Valid MACs over the products that all PEs could do in these clocks."""
        return self.macs_valid / (self.clocks * self.elements)


def predict(packets: Sequence[Packet], latency: Latency | None = None) -> Prediction:
    """Clocks of packets of one array, sent back to back.

    Both inputs are offered without a pause from the first clock on, and the sink never stalls.

    Args:
        packets: at least one.
        latency: constants of the engine's pipeline.
    """
    pipeline = Pipeline(latency or Latency())
    params = packets[0].params
    clocks = tuple(pipeline.run(packet) for packet in packets)
    parts = [demand(packet.tiling, packet.hold) for packet in packets]
    drain = 0 if packets[-1].hold else pipeline.delay
    return Prediction(
        clocks,
        sum((packet.waits for packet in clocks), Waits(output=drain)),
        {bound: sum(part[bound] for part in parts) for bound in BOUNDS},
        sum(packet.shape.macs_valid for packet in packets),
        params.rows * params.cols,
    )


def demand(tiling: Tiling, hold: bool = False) -> dict[str, int]:
    """Clocks that each of `BOUNDS` takes by itself, headers left out."""
    sums, pixel, weight = (axes(tiling, stream).body_beats for stream in (SUM, PIXEL, WEIGHT))
    work = (tiling.q, 0 if hold else sums, pixel, weight)
    return dict(zip(BOUNDS, work, strict=True))
