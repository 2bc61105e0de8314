"""Passes of the accelerator as cases of its bench."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import Pass
from golden.kraken.accelerator.step import Work
from golden.kraken.format.axes import PIXEL, WEIGHT, axes
from golden.kraken.timing.outlet import PassPrediction, predict_passes
from golden.streams.frame import Frame
from tb.bench import Case, Title
from tb.kraken.engine import bounds

LATENCY = 96
"""Clocks from the last input beat through the engine and all stages, rounded up."""


@dataclass(frozen=True, eq=False)
class PassCase(Case):
    """Passes to send one after another.

    Attributes:
        passes: what goes through.
        macs: products that do not involve padding.
        prediction: the clock model's figures.
        layers: by port, the layer whose words pass there, where it is not that of the title.
        work: the step whose passes they are, with its arrays; None where they are none's.
    """

    passes: tuple[Pass, ...] = ()
    macs: int = 0
    prediction: PassPrediction | None = field(default=None, repr=False)
    layers: Mapping[str, str] = field(default_factory=dict)
    work: Work | None = field(default=None, repr=False)

    def title_of(self, item: Pass, port: str) -> Title:
        """What a pass's packet on a port belongs to: the layer of that stage."""
        title = self.titled()
        parts = dict(title.parts)
        if port in self.layers:
            parts["layer"] = self.layers[port]
        return dataclasses.replace(title, parts=parts, packet=item.name)


def pass_case(
    title: Title,
    passes: Sequence[Pass],
    params: AcceleratorParams,
    layers: Mapping[str, str] | None = None,
) -> PassCase:
    """Passes as a case.

    Args:
        title: what they belong to, as `tb.kraken.engine.layer_title` gives it.
        passes: to send one after another.
        params: the accelerator.
        layers: by port, the layer whose words pass there, where it is not that of the title.
    """
    prediction = predict_passes(passes, params)
    packets = [item.packet for item in passes if item.packet is not None]
    clocks = max(prediction.clocks, prediction.last_step + 1)
    quiet, total, bound = bounds(packets, clocks, LATENCY)
    return PassCase(
        title.parts["layer"],
        frames_of(passes),
        title,
        clocks=prediction.clocks,
        quiet=quiet,
        total=total,
        bound=bound,
        edges=_edges(passes),
        detail=title.parts["shape"],
        passes=tuple(passes),
        macs=prediction.macs_valid,
        prediction=prediction,
        layers=layers or {},
    )


def frames_of(passes: Sequence[Pass]) -> dict[str, list[Frame]]:
    """All frames by port."""
    frames: dict[str, list[Frame]] = {}
    for item in passes:
        for port, of_port in item.frames.items():
            frames.setdefault(port, []).extend(of_port)
    return frames


def _edges(passes: Sequence[Pass]) -> dict[str, list[NDArray[np.int64]]]:
    """Beats of the last input column, and of the last tile phase, of the engine's inputs."""
    hardest = {PIXEL: "w", WEIGHT: "stride_column"}
    packets = [item.packet for item in passes if item.packet is not None]
    return {
        port: [axes(packet.tiling, port).last_of(axis) for packet in packets]
        for port, axis in hardest.items()
        if packets
    }
