"""Packets of the engine as cases of its bench."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet, Plan, Prediction, axes, predict
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from golden.streams.frame import Frame, numbers
from tb.bench import Case, Title
from tb.designs.conv_engine.limits import bounds
from tb.designs.conv_engine.ports import DONE


@dataclass(frozen=True, eq=False)
class Sending:
    """One packet of the engine as it passes the ports.

    Attributes:
        packet: what is computed.
        frames: beats by port; a packet that holds its sums has none on ``sum`` and ``done``, a
            faulty one has others than the packet's own.
    """

    packet: Packet
    frames: dict[str, Frame]

    @classmethod
    def of(cls, packet: Packet) -> Sending:
        """The packet as it should be."""
        frames = packet.frames
        if SUM in frames:
            frames[DONE] = Frame(f"{packet.name or 'packet'}/{DONE}", {DONE: numbers([1], 1)})
        return cls(packet, frames)


@dataclass(frozen=True, eq=False)
class EngineCase(Case):
    """Packets to send one after another.

    Attributes:
        sendings: the packets.
        macs: products that do not involve padding.
        prediction: the clock model's figures; None for packets that end in an error.
        layer: the golden layer whose packets they are; None where they are none's.
        plan: how it is lowered.
    """

    sendings: tuple[Sending, ...] = ()
    macs: int = 0
    prediction: Prediction | None = field(default=None, repr=False)
    layer: Any = field(default=None, repr=False)
    plan: Plan | None = field(default=None, repr=False)

    @property
    def packets(self) -> list[Packet]:
        """The packets as the golden model has them."""
        return [sending.packet for sending in self.sendings]


def engine_case(
    title: Title, packets: Sequence[Packet], macs: int, sent: Sequence[Sending] | None = None
) -> EngineCase:
    """Sound packets as a case.

    Args:
        title: what they belong to, as `tb.kraken.engine.layer_title` gives it.
        packets: to send one after another.
        macs: products that do not involve padding.
        sent: the packets as they pass the ports; by default as they should be.
    """
    sendings = tuple(map(Sending.of, packets) if sent is None else sent)
    prediction = predict(packets)
    quiet, total, bound = bounds(packets, prediction)
    return EngineCase(
        title.parts["layer"],
        frames_of(sendings),
        title,
        clocks=prediction.clocks,
        quiet=quiet,
        total=total,
        bound=bound,
        edges=_edges(packets),
        detail=title.parts["shape"],
        sendings=sendings,
        macs=macs,
        prediction=prediction,
    )


def faulty_case(title: Title, sendings: Sequence[Sending]) -> EngineCase:
    """Packets of which one ends in an error."""
    return EngineCase(title.parts["layer"], frames_of(sendings), title, sendings=tuple(sendings))


def frames_of(sendings: Sequence[Sending]) -> dict[str, list[Frame]]:
    """All frames by port."""
    return {
        port: [sending.frames[port] for sending in sendings if port in sending.frames]
        for port in (PIXEL, WEIGHT, SUM, DONE)
    }


def _edges(packets: Sequence[Packet]) -> dict[str, list[NDArray[np.int64]]]:
    """Beats of the last input column, of the last tile phase, and of the last output column."""
    hardest = {PIXEL: "w", WEIGHT: "stride_column", SUM: "w"}
    return {
        port: [axes(p.tiling, port).last_of(axis) for p in packets if port in p.frames]
        for port, axis in hardest.items()
    }
