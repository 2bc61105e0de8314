"""What a layer costs on the array."""

from __future__ import annotations

from dataclasses import dataclass

from golden.kraken.lowering.plan import Plan
from golden.kraken.timing.clocks import Prediction, predict
from golden.kraken.timing.pipeline import Latency


@dataclass(frozen=True)
class LayerCost:
    """One line of a table of layers.

    Attributes:
        name: of the layer.
        op: TFLite's name of its operator.
        text: its shape.
        way: how it is lowered.
        packets: packets that it takes.
        g: G of the first packet, cores of an elastic group.
        e: E, elastic groups.
        t: T, iterations over output channels.
        l: L, blocks of output rows.
        macs_valid: products that do not involve padding.
        efficiency: valid MACs over the products that all PEs could do in Q clocks.
        utilisation: the same for the predicted clocks.
        prediction: clocks, waits and the bound of all packets back to back.
    """

    name: str
    op: str
    text: str
    way: str
    packets: int
    g: int
    e: int
    t: int
    l: int  # noqa: E741 - the symbol of the literature
    macs_valid: int
    efficiency: float
    utilisation: float
    prediction: Prediction

    @property
    def q(self) -> int:
        """Q, clocks of computing."""
        return self.prediction.q

    @property
    def clocks(self) -> int:
        """From the first accepted pixel beat to the last sum beat, both counted."""
        return self.prediction.clocks

    @property
    def bound(self) -> str:
        """What is busy longest: compute, output, pixel port or weight port."""
        return self.prediction.bound


def cost(plan: Plan, latency: Latency | None = None) -> LayerCost:
    """The cost of a layer whose packets are sent back to back and never wait for the bench."""
    packets = plan.packets
    tiling = packets[0].tiling
    prediction = predict(packets, latency)
    products = tiling.params.rows * tiling.params.cols
    return LayerCost(
        plan.name,
        plan.op,
        plan.text,
        plan.way,
        len(packets),
        tiling.g,
        tiling.e,
        tiling.t,
        tiling.l,
        plan.macs_valid,
        plan.macs_valid / (prediction.q * products),
        plan.macs_valid / (prediction.clocks * products),
        prediction,
    )
