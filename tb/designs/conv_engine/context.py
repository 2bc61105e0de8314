"""Explains the engine's packets to the scoreboard: names, places, evidence, and who is stuck."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ArrayParams, Packet, axes, needs
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from golden.kraken.format.coordinates import coordinates, extents
from golden.streams.frame import DATA, USER, Frame
from golden.streams.words import beat_bytes, unpack_words, wrap
from tb.bench import Bench, Case, Title, Values
from tb.designs.conv_engine.cases import EngineCase
from tb.designs.conv_engine.handover import kept_sums
from tb.designs.conv_engine.hypotheses import Beat, candidates, slots_of, terms
from tb.designs.conv_engine.ports import DONE
from tb.kraken.array import array_of
from tb.kraken.pictures import pictures
from tb.scoreboard.evidence import Candidate, Evidence, Grid
from tb.scoreboard.lanes import mark_fields
from tb.scoreboard.report import Picture
from tb.transport.fault import Fault, PortState

STALE_TILES = 2
"""Tiles before the right one that are tried: there are two weight buffers."""


def engine_context(bench: Bench, values: Values) -> EngineContext:
    """The context of the engine with these parameters."""
    return EngineContext(array_of(values))


class EngineContext:
    """What the scoreboard must know of the packets on their way through the engine.

    Args:
        params: the array.
    """

    lane_columns = ("h", "channel")

    def __init__(self, params: ArrayParams) -> None:
        self._params = params
        self._packets: list[Packet] = []
        self._owner: dict[Frame, tuple[int, str, Title]] = {}

    def add(self, case: Case) -> None:
        """Make packets known, in the order in which they are sent."""
        assert isinstance(case, EngineCase)
        for sending in case.sendings:
            title = dataclasses.replace(case.titled(), packet=sending.packet.name)
            for port, frame in sending.frames.items():
                self._owner[frame] = (len(self._packets), port, title)
            self._packets.append(sending.packet)

    def forget(self) -> None:
        """Drop all packets, whose streams take memory, but the last: its weights are inside."""
        self._packets = self._packets[-1:]
        self._owner.clear()

    def title(self, frame: Frame) -> Title:
        """What the packet belongs to."""
        return self._owner[frame][2]

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        """Coordinates of a lane, by name; only those that it has."""
        index, port, _ = self._owner[frame]
        if port == DONE:
            return {}
        return coordinates(self._packets[index], port, beat, lane)

    def pictures(self, frame: Frame) -> Sequence[Picture]:
        """See `Context.pictures`."""
        index, port, _ = self._owner[frame]
        return () if port == DONE else pictures(extents(self._packets[index], port))

    def evidence(self, fault: Fault) -> Evidence | None:
        """What speaks about the cause of a bad beat of sums."""
        if fault.frame is None or fault.actual is None or fault.port != SUM:
            return None
        index = self._owner[fault.frame][0]
        packet = self._packets[index]
        p, frame, beat = self._params, fault.frame, fault.beat
        expected = self._grid(frame.value(DATA, beat))
        unknown = self._grid(fault.actual.unknown.get(DATA, 0)) != 0
        user = frame.value(USER, beat)
        marks = np.array([bool(user >> lane & 1) for lane in range(p.sum_lanes)])
        at = axes(packet.tiling, SUM).split(beat)
        where = Beat(packet, *(at[name] for name in ("iteration", "image", "block", "w", "part")))
        operands = where.operands()
        carries = marks.reshape(p.out_channels, p.rows)
        held = np.where(carries, expected - operands.sums(), 0)

        def tried() -> Iterator[Candidate]:
            for kernel, text in self._stale_kernels(index, where):
                yield Candidate("stale weights", text, held + operands.sums(kernel=kernel))
            yield from self._neighbours(frame, packet, beat)
            yield from candidates(where, operands, held)
            kept = kept_sums(where)
            yield Candidate("hand-over", "cores keep their sum instead of handing it on", kept)

        # Where a lane carries nothing every hypothesis leaves it at 0, as the engine does.
        return Evidence(
            expected=expected,
            actual=self._grid(fault.actual.values[DATA]),
            unknown=unknown,
            carries=carries,
            width=p.y_width,
            fields=fault.fields,
            last_expected=beat in frame.lasts,
            marks=mark_fields(fault.widths, p.sum_lanes),
            slot="channel slot",
            candidates=[_masked(c, carries, p.y_width) for c in tried()],
            terms=list(terms(operands)),
        )

    def stuck_port(self, ports: tuple[PortState, ...]) -> tuple[str, str]:
        """The port to blame: an input that withholds what the next sum needs, else the sums."""
        states = {state.port: state for state in ports}
        owed = states[SUM]
        if owed.frame is None:
            late = next(s for s in ports if s.frame is not None)
            return late.port, f"{late.port} does not take beat {late.beat}"
        index = self._owner[owed.frame][0]
        needed = needs(self._packets[index], owed.beat)
        for port in (WEIGHT, PIXEL):
            state = states[port]
            if state.frame is None:
                continue
            at = (self._owner[state.frame][0], state.beat)
            if at < (index, needed[port]):
                doing = "does not take" if state.valid == "1" else "is not offered"
                return port, f"{port} {doing} beat {state.beat} that sum beat {owed.beat} needs"
        return SUM, f"sum does not send beat {owed.beat}, though all that it needs has been taken"

    def _grid(self, value: int) -> Grid:
        p = self._params
        size = beat_bytes(p.sum_lanes, p.y_width)
        data = np.frombuffer(value.to_bytes(size, "little"), np.uint8)[None]
        return unpack_words(data, p.sum_lanes, p.y_width)[0].reshape(p.out_channels, p.rows)

    def _neighbours(self, frame: Frame, packet: Packet, beat: int) -> Iterator[Candidate]:
        """The beats that are due some steps before or after this one."""
        order = axes(packet.tiling, SUM)
        names = {"beat": "part", "column": "w", "block of rows": "block", "iteration": "iteration"}
        steps = [(what, order.stride(axis)) for what, axis in names.items()]
        for what, step in steps:
            for other, when in ((beat - step, "earlier"), (beat + step, "later")):
                if 0 <= other < frame.beats:
                    values = self._grid(frame.value(DATA, other))
                    text = f"the beat is the one that is due one {what} {when}"
                    yield Candidate(f"shifted by one {what}", text, values)

    def _stale_kernels(self, index: int, beat: Beat) -> Iterator[tuple[NDArray[np.int64], str]]:
        """Weights of the beat's lanes if an earlier tile, one or two before, were still in use."""
        packet = self._packets[index]
        tiles = [(index, i) for i in range(beat.iteration)]
        if index > 0:
            tiles = [(index - 1, i) for i in range(self._packets[index - 1].tiling.t)] + tiles
        for distance, (sent, i) in enumerate(tiles[: -STALE_TILES - 1 : -1], start=1):
            other = self._packets[sent]
            same = other.kernel.shape[:3] == packet.kernel.shape[:3]
            if same and other.tiling.g == packet.tiling.g:
                kernel = slots_of(other, i, beat.slots)
                when = "the tile before" if distance == 1 else f"{distance} tiles before"
                yield kernel, f"the weights are those of {when}"


def _masked(candidate: Candidate, carries: NDArray[np.bool_], width: int) -> Candidate:
    values = wrap(np.where(carries, candidate.values, 0), width)
    return dataclasses.replace(candidate, values=values)
