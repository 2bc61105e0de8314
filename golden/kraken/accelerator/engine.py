"""A layer on the engine, with what follows it in the same passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from golden.kraken.accelerator.beats import PassBuilder, Placed
from golden.kraken.accelerator.fused import Behind
from golden.kraken.accelerator.layout import Layout, of_piece
from golden.kraken.accelerator.passes import POOLED, REQUANTIZED, Pass
from golden.kraken.accelerator.step import Array, PlacedWork, Step, Work, run_layers
from golden.kraken.format.axes import SUM
from golden.kraken.format.mapping import dealt
from golden.kraken.lowering.lower import lower
from golden.kraken.lowering.plan import Piece, Plan
from golden.kraken.stages.proof import Proof
from golden.kraken.stages.requantizer import RequantizerConfig
from golden.kraken.stages.route import WIDE
from golden.streams.frame import Bytes
from golden.streams.words import pack_words

PARTS = "parts along C_i"
"""Why sums leave raw when several packets share an output."""


def requantizer_of(proof: Proof, piece: Piece) -> RequantizerConfig:
    """The requantizer's configuration for one packet of a layer.

    Args:
        proof: of the whole layer.
        piece: the packet and its channels.
    """
    tiling, m = piece.packet.tiling, piece.packet.params.out_channels
    entries = proof.entries[piece.channels]
    tiles = []
    for iteration in range(tiling.t):
        beats = tiling.column_beats(iteration)
        _, channel = dealt(tiling, iteration, np.arange(beats * m))
        tile = np.where(channel[:, None] >= 0, entries[channel], 0)
        tiles.append(tile.reshape(beats, m, -1))
    columns = tiling.shape.n * tiling.l * tiling.shape.w_o
    return RequantizerConfig(
        proof.rounding, proof.zero_point, proof.low, proof.high, columns, tuple(tiles)
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class EngineStep(Step):
    """A convolution or dense layer.

    Attributes:
        proof: of its requantisation.
        raw: why its sums leave as they are, for the host to go on; empty where they do not.
        behind: what follows in the same passes.
    """

    proof: Proof
    raw: str
    behind: Behind

    @property
    def proved(self) -> int:
        """Channels whose requantisation runs on the requantizer, all of them proved."""
        return 0 if self.raw else self.proof.channels

    @property
    def where(self) -> str:
        """See `Step.where`."""
        if self.raw:
            return f"engine (raw sums), host: {self.raw}"
        return ", ".join(self.places)

    @property
    def places(self) -> tuple[str, ...]:
        """See `Step.places`."""
        return (self.where,) if self.raw else ("engine, requantizer", *self.behind.names)

    def run_on(self, *arrays: Array) -> Work:
        """See `Step.run_on`."""
        known = self.named(arrays)
        layer = cast(Any, self.layers[0])
        plan = lower(layer, arrays[0], self.params.array)
        sums = layer.accumulate(arrays[0])
        name, shape = layer.outputs[0], self.shapes[layer.outputs[0]]
        tensors: dict[str, Array] = {name: layer.requantise(sums).reshape(shape)}
        if self.raw:
            passes = tuple(self._raw(plan, piece, sums) for piece in plan.pieces)
            return RawWork(
                step=self,
                tensors=tensors,
                text=plan.text,
                way=plan.way,
                passes=passes,
                macs=plan.macs_valid,
                plan=plan,
            )
        tensors |= run_layers(self.behind.layers, known | tensors)
        found = [self._pass(plan, piece, sums, tensors, arrays[1:]) for piece in plan.pieces]
        return PlacedWork(
            step=self,
            tensors=tensors,
            text=plan.text,
            way=plan.way,
            passes=tuple(each for each, _ in found),
            macs=plan.macs_valid,
            layouts=tuple(layout for _, layout in found if layout is not None),
        )

    def _pass(
        self,
        plan: Plan,
        piece: Piece,
        sums: Array,
        tensors: dict[str, Array],
        operands: Sequence[Array],
    ) -> tuple[Pass, Layout | None]:
        """A packet with what follows it, and where what leaves lies in the output."""
        packet = piece.packet
        shape = self.shapes[self.layers[0].outputs[0]]
        stages, pooled = self.behind.stages, None
        layout = None if packet.hold else of_piece(plan, piece, shape)
        if layout is not None and self.behind.pool is not None:
            config, pooled = self.behind.pool.of_piece(plan, piece)
            stages = replace(stages, pool=config)
        builder = PassBuilder(packet.name, self.params, stages, packet)
        if layout is None:
            return builder.held(), None
        behind = self.behind
        taps: dict[str, Placed] = {
            SUM: (layout, sums),
            REQUANTIZED: (layout, tensors[self.layers[0].outputs[0]]),
            **behind.taps(layout, tensors),
        }
        operand = None if behind.adder is None else (layout, np.broadcast_to(operands[0], shape))
        if behind.pool is not None and pooled is not None:
            taps[POOLED] = pooled, tensors[behind.pool.layer.outputs[0]]
        requantizer = requantizer_of(self.proof, piece)
        return builder.sent(taps, requantizer, operand=operand), pooled or layout

    def _raw(self, plan: Plan, piece: Piece, sums: Array) -> Pass:
        """A packet whose sums leave as they are: the layer's, or its own where they are parts."""
        packet = piece.packet
        builder = PassBuilder(packet.name, self.params, self.behind.stages, packet)
        if packet.hold:
            return builder.held()
        layout = of_piece(plan, piece, plan.grid)
        whole = sums.reshape(plan.grid)
        if plan.adds_parts:
            whole = np.zeros_like(whole)
            whole[:, piece.rows, :, piece.channels] = packet.accumulators.astype(np.int32)
        return builder.sent({SUM: (layout, whole)})


@dataclass(frozen=True, eq=False, kw_only=True)
class RawWork(Work):
    """A step whose sums the host adds up and requantises.

    Attributes:
        plan: of the layer.
    """

    plan: Plan

    def collect(self, seen: Sequence[Bytes]) -> tuple[Array, ...]:
        """See `Work.collect`."""
        words = zip(self.plan.sending, self.decoded(seen), strict=True)
        decoded = [packet.decode(pack_words(found, WIDE)) for packet, found in words]
        layer = cast(Any, self.step.layers[0])
        (due,) = self.expected
        return (layer.requantise(self.plan.combine(decoded)).reshape(due.shape),)
