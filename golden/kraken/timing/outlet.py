"""Clocks of passes through the whole accelerator, exact when no stream makes it wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import Pass
from golden.kraken.timing.pipeline import Latency, PacketClocks, Pipeline
from golden.kraken.timing.way import Way, words_of_stages


@dataclass(frozen=True)
class PassClocks:
    """When things happen in a pass; clock 0 takes the first beat of every port.

    Attributes:
        name: of the pass.
        engine: those of its packet; None for a pass of a tensor.
        told: the switches are told of it; None where nothing leaves.
        first_out: its first beat leaves; None where nothing does.
        last_out: its last one.
    """

    name: str
    engine: PacketClocks | None
    told: int | None
    first_out: int | None
    last_out: int | None


@dataclass(frozen=True)
class PassPrediction:
    """Passes back to back, all sources starting in clock 0 without a pause, the sink never holding.

    Attributes:
        passes: clocks of each of them.
        q: clocks of computing of their packets.
        macs_valid: products that do not involve padding.
        elements: PEs of the array.
    """

    passes: tuple[PassClocks, ...]
    q: int
    macs_valid: int
    elements: int

    @property
    def clocks(self) -> int:
        """From the first beat of any port to the last one that leaves, both counted.

        Where nothing leaves: to the last step.
        """
        out = [done.last_out for done in self.passes if done.last_out is not None]
        steps = [done.engine.last_step for done in self.passes if done.engine is not None]
        return 1 + max(out or steps)

    @property
    def last_step(self) -> int:
        """The last step of the engine; -1 where it has none."""
        return max((p.engine.last_step for p in self.passes if p.engine is not None), default=-1)

    @property
    def utilisation(self) -> float:
        """Valid MACs over the products that all PEs could do in these clocks."""
        return self.macs_valid / (self.clocks * self.elements)


def predict_passes(
    passes: Sequence[Pass], params: AcceleratorParams, latency: Latency | None = None
) -> PassPrediction:
    """Clocks of passes of one accelerator, sent back to back.

    Args:
        passes: at least one.
        params: the accelerator.
        latency: constants of the engine's pipeline.
    """
    way = Way(params)
    engine = Pipeline(latency or Latency(), way)
    clocks = tuple(_run(way, engine, item) for item in passes)
    packets = [item.packet for item in passes if item.packet is not None]
    return PassPrediction(
        clocks,
        sum(packet.tiling.q for packet in packets),
        sum(packet.shape.macs_valid for packet in packets),
        params.array.rows * params.array.cols,
    )


def _run(way: Way, engine: Pipeline, item: Pass) -> PassClocks:
    if item.holds:
        assert item.packet is not None
        return PassClocks(item.name, engine.run(item.packet), None, None, None)
    told = way.begin(item)
    computed = None
    if item.packet is not None:
        computed = replace(engine.run(item.packet), last_sum=way.last_sum)
    else:
        way.tensor(words_of_stages(item))
    first, last = way.end()
    return PassClocks(item.name, computed, told, first, last)
