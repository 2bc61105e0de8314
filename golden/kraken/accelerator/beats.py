"""A pass from its tensors: the beats at every port and tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.accelerator.layout import Layout
from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import CONFIG, OPERAND, OUT, POOLED, TENSOR, Locate, Pass
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from golden.kraken.format.coordinates import coordinates, extents
from golden.kraken.format.packet import Packet
from golden.kraken.stages.activation import ActivationConfig
from golden.kraken.stages.adder import AdderConfig
from golden.kraken.stages.pool import PoolConfig
from golden.kraken.stages.requantizer import RequantizerConfig
from golden.kraken.stages.route import (
    CONFIG_ORDER,
    NARROW,
    WIDE,
    PassConfig,
    narrow_parts,
    parts_of,
    to,
)
from golden.streams.frame import DATA, KEEP, USER, Bytes, Frame
from golden.streams.words import pack_marks, pack_words, unpack_words

Placed = tuple[Layout, npt.NDArray[Any]]
"""A tensor, and where its elements lie in the beats."""

Place = Callable[[int, int], dict[str, int]]
"""Coordinates from beat and lane."""


@dataclass(frozen=True, eq=False)
class Stages:
    """Configurations of the stages behind the requantizer.

    Attributes:
        activation: of the activation.
        adder: of the adder.
        pool: of the pool.
    """

    activation: ActivationConfig
    adder: AdderConfig
    pool: PoolConfig


@dataclass(frozen=True, eq=False)
class PassBuilder:
    """One pass to build.

    Attributes:
        name: of the pass.
        params: the accelerator.
        stages: configurations of the stages.
        packet: of the engine, or None.
        frames: beats by port.
        places: coordinates of their words.
        extents: how many values these have, where they tell of a tensor or the array.
    """

    name: str
    params: AcceleratorParams
    stages: Stages
    packet: Packet | None = None
    frames: dict[str, list[Frame]] = field(default_factory=dict)
    places: dict[Frame, Locate] = field(default_factory=dict)
    extents: dict[Frame, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        packet = self.packet
        if packet is None:
            return
        for port, frame in ((PIXEL, packet.pixel), (WEIGHT, packet.weight)):
            self._add(port, frame, _of_packet(packet, port), extents(packet, port))

    def held(self) -> Pass:
        """A packet that holds its sums: nothing leaves, and the stages are told nothing."""
        return self._done(None, raw=False, beats=0)

    def sent(
        self,
        taps: Mapping[str, Placed],
        requantizer: RequantizerConfig | None = None,
        source: Placed | None = None,
        operand: Placed | None = None,
    ) -> Pass:
        """A pass of which something leaves.

        Args:
            taps: what must pass the taps, in order; the last leaves, or else the source.
            requantizer: its configuration; a packet of the engine without it leaves raw.
            source: what comes in at the tensor port.
            operand: what comes in at the adder's port.
        """
        raw = source is None and requantizer is None
        self._configure(requantizer, tensor=source is not None, raw=raw)
        if source is not None:
            self._words(TENSOR, source, NARROW)
        if operand is not None:
            self._words(OPERAND, operand, NARROW, marks=False)
        for tap, placed in taps.items():
            self._words(tap, placed, WIDE if tap == SUM else NARROW)
        leaving = [*([source] if source else []), *taps.values()][-1]
        return self._done(requantizer, raw, self._out(leaving, WIDE if raw else NARROW))

    def _configure(self, requantizer: RequantizerConfig | None, tensor: bool, raw: bool) -> None:
        """All configuration packets, in the order in which they go over the port."""
        told: dict[str, Any] = {"pass": PassConfig(tensor, raw)}
        if not raw:
            told |= {name: getattr(self.stages, name) for name in ("activation", "adder", "pool")}
        if requantizer is not None:
            told["requantizer"] = requantizer
        for stage in CONFIG_ORDER:
            if stage in told:
                name = f"{self.name}/config {stage}"
                frame = to(stage, told[stage].frame(name, self.params.config_width))
                self._add(CONFIG, frame, _nowhere, {})

    def _words(self, port: str, placed: Placed, width: int, *, marks: bool = True) -> None:
        """Beats of words at a port or tap."""
        layout, tensor = placed
        body = {DATA: pack_words(layout.words(tensor), width)}
        if marks:
            body[USER] = pack_marks(layout.marks)
        at, sizes = self._place(layout, as_summed=port != POOLED)
        frame = Frame(f"{self.name}/{port}", body)
        self._add(port, frame, lambda beat, name, lane: at(beat, lane), sizes)

    def _out(self, placed: Placed, width: int) -> int:
        """Beats of the output port; returns those of words."""
        layout, tensor = placed
        size, out_bytes, lanes = width // 8, self.params.out_bytes, self.params.lanes
        parts = narrow_parts(layout.words(tensor), layout.marks, width, out_bytes)
        body = {DATA: parts.data, USER: pack_marks(parts.user), KEEP: pack_marks(parts.keep)}
        each = parts_of(lanes, out_bytes, width == WIDE)
        at, sizes = self._place(layout, as_summed=False)

        def of_byte(beat: int, name: str, lane: int) -> dict[str, int]:
            """A byte of the port as the word that it belongs to."""
            word = (beat % each * out_bytes + lane) // size
            return at(beat // each, word) if word < lanes else {}

        self._add(OUT, Frame(f"{self.name}/{OUT}", body), of_byte, sizes)
        return layout.beats

    def _add(self, port: str, frame: Frame, place: Locate, sizes: Mapping[str, int]) -> None:
        self.frames.setdefault(port, []).append(frame)
        self.places[frame] = place
        self.extents[frame] = sizes

    def _place(self, layout: Layout, as_summed: bool) -> tuple[Place, dict[str, int]]:
        """Coordinates in the layer's tensor, with those on the array where its order holds; and
        how many values they have.
        """
        packet = self.packet
        if packet is None or not as_summed:
            return layout.place, layout.extents()

        def of_both(beat: int, lane: int) -> dict[str, int]:
            return coordinates(packet, SUM, beat, lane) | layout.place(beat, lane)

        return of_both, extents(packet, SUM) | layout.extents()

    def _done(self, requantizer: RequantizerConfig | None, raw: bool, beats: int) -> Pass:
        stages = self.stages
        return Pass(
            self.name,
            self.packet,
            raw,
            requantizer,
            stages.activation,
            stages.adder,
            stages.pool,
            self.frames,
            self.places,
            beats,
            self.extents,
        )


def _nowhere(beat: int, name: str, lane: int) -> dict[str, int]:
    return {}


def _of_packet(packet: Packet, stream: str) -> Locate:
    return lambda beat, name, lane: coordinates(packet, stream, beat, lane)


def words_of(seen: Bytes, lanes: int, raw: bool) -> npt.NDArray[np.int64]:
    """Words from the bytes of the output port.

    Args:
        seen: uint8 [beats of the port, bytes].
        lanes: words of a beat.
        raw: whether they are sums.

    Returns:
        int64 [beats, lanes].
    """
    width = WIDE if raw else NARROW
    each = parts_of(lanes, seen.shape[1], raw)
    beats = seen.reshape(-1, each * seen.shape[1])[:, : lanes * width // 8]
    return unpack_words(np.ascontiguousarray(beats), lanes, width)
