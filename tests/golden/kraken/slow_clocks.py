"""The engine's control, clock after clock, with sources and a sink that never pause.

Registers and handshakes instead of the recurrence that `golden.kraken.timing.pipeline` solves: what
the input slices, header readers, gatherers, weight buffers, sequencer, array and output pipe do in
a clock. Nothing is computed. It is an oracle, not fast.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from golden.kraken import Packet


@dataclass
class Input:
    """A port from its register slice on: header, two clocks of checks, loads of some beats."""

    header_beats: int
    set_beats: list[int]
    state: str = "header"
    count: int = 0
    packet: int = 0

    def offers(self) -> bool:
        """Whether a whole load can be taken in this clock."""
        return self.state == "body" and self.count + 1 >= self.set_beats[self.packet]

    def clock(self, taken: bool, body_done: bool, packet_done: bool) -> bool:
        """One clock; True when a packet starts in the next one."""
        started = False
        if self.packet == len(self.set_beats):
            return False
        if self.state == "header":
            self.count += 1
            if self.count == self.header_beats:
                self.state, self.count = "check", 0
        elif self.state == "check":
            self.state = "judge"
        elif self.state == "judge":
            self.state, started = "body", True
        elif self.state == "body":
            if taken:
                self.count = 0
            elif self.count + 1 < self.set_beats[self.packet]:
                self.count += 1
            if body_done:
                self.state = "work"
        if packet_done:
            self.state, self.count = "header", 0
            self.packet += 1
        return started


@dataclass
class Step:
    """What one step does."""

    packet: int
    begins_packet: bool
    loads: bool
    row: int
    beats: int
    ends_tile: bool
    last_load: bool
    ends_packet: bool


def steps(index: int, packet: Packet) -> Iterator[Step]:
    """All steps of a packet in order."""
    s, t = packet.shape, packet.tiling
    taps = [kh for phase in range(min(s.sh, s.kh)) for kh in range(phase, s.kh, s.sh)]
    starts = set(range(min(s.sh, s.kh)))
    last_load = max(i for i, kh in enumerate(taps) if kh in starts)
    left_over = t.dealt
    for tile in range(t.t):
        channels = min(left_over, t.channels)
        left_over -= channels
        beats = -(-channels // packet.params.out_channels)
        for block in range(s.n * t.l):
            left, tap = s.w_o, s.pad_left
            for w in range(s.w):
                leaves = left if w == s.w - 1 else int(tap == s.kw - 1 and left > 0)
                tap += 1 - s.sw * leaves
                left -= leaves
                for ci in range(t.ci):
                    for i, kh in enumerate(taps):
                        ends_channel = i == s.kh - 1
                        ends_column = ends_channel and ci == t.ci - 1
                        last_column = w == s.w - 1 and block == s.n * t.l - 1
                        last_in_tile = last_column and ci == t.ci - 1
                        yield Step(
                            index,
                            tile == block == w == ci == i == 0,
                            kh in starts,
                            (w % s.sw * t.ci + ci) * s.kh + i,
                            leaves * beats if ends_column and not packet.hold else 0,
                            last_column and ends_column,
                            last_in_tile and tile == t.t - 1 and i == last_load,
                            last_column and ends_column and tile == t.t - 1,
                        )


@dataclass
class Trace:
    """Clocks of the steps and the sum beats, by packet."""

    steps: list[list[int]]
    sums: list[list[int]]


class Outlet(Protocol):
    """What stands behind the output pipe."""

    @property
    def ready(self) -> bool:
        """Whether it takes a beat in this clock."""

    @property
    def idle(self) -> bool:
        """Whether nothing is due behind the pipe any more."""

    def tick(self, packet: int | None) -> None:
        """One clock, in which it takes a beat of that packet, or none."""


class Open:
    """It takes a beat in each clock."""

    ready = True
    idle = True

    def tick(self, packet: int | None) -> None:
        """Nothing holds it."""


@dataclass
class SlowClocks:
    packets: Sequence[Packet]
    outlet: Outlet = field(default_factory=Open)
    clock: int = 0
    todo: deque[Step] = field(init=False)

    def run(self) -> Trace:
        packets, outlet = self.packets, self.outlet
        trace = Trace([[] for _ in packets], [[] for _ in packets])
        outlet.tick(None)
        if not packets:
            while not outlet.idle:
                outlet.tick(None)
            return trace
        params = packets[0].params
        pixel = Input(params.pixel_header_beats, [p.tiling.beats_per_load for p in packets])
        weight = Input(params.weight_header_beats, [p.tiling.beats_per_weight_row for p in packets])
        todo = deque(step for i, packet in enumerate(packets) for step in steps(i, packet))
        running = writing = known = False
        rows, whole = [0, 0], [False, False]
        write_to, tiles, read_from = 0, 0, 0
        in_array: tuple[int, int] | None = None
        in_capture: tuple[int, int] | None = None
        reading: tuple[int, int] | None = None
        while todo or in_array or in_capture or reading or not outlet.idle:
            self.clock += 1  # the first beat was accepted in clock 0 and is usable in clock 1
            reads = reading is not None and outlet.ready
            output_ready = reading is None or (reads and reading[1] == 1)
            enable = in_capture is None or output_ready

            # Issue.
            issued = None
            if running and enable and todo:
                step = todo[0]
                written = rows[read_from]
                there = whole[read_from] or (not step.ends_tile and step.row < written)
                # The header of a packet's weights is compared before its first step.
                there = there and (known or not step.begins_packet)
                if there and (not step.loads or pixel.offers()):
                    issued = todo.popleft()
                    trace.steps[issued.packet].append(self.clock)

            # Weights.
            known = whole[read_from] or rows[read_from] > 0
            written_row = False
            weight_packet_done = False
            tiling = packets[min(weight.packet, len(packets) - 1)].tiling
            if writing and not whole[write_to] and weight.offers():
                written_row = True
                row_last = rows[write_to] + 1 == tiling.tile_rows
                weight_packet_done = row_last and tiles + 1 == tiling.t
            if weight.clock(written_row, weight_packet_done, weight_packet_done):
                writing = True

            # Pixels.
            takes = issued is not None and issued.loads
            last_load = issued is not None and issued.last_load
            ends = issued is not None and issued.ends_packet
            if pixel.clock(takes, last_load, ends):
                running = True
            elif ends:
                running = False

            # Buffers.
            if written_row:
                rows[write_to] += 1
                if row_last:
                    whole[write_to] = True
                    write_to ^= 1
                    tiles = 0 if weight_packet_done else tiles + 1
                    writing = not weight_packet_done
            if issued is not None and issued.ends_tile:
                rows[read_from], whole[read_from] = 0, False
                read_from ^= 1

            # Output pipe, then the pipeline, last stage first.
            outlet.tick(reading[0] if reads and reading is not None else None)
            if reads and reading is not None:
                trace.sums[reading[0]].append(self.clock + 1)
                reading = (reading[0], reading[1] - 1) if reading[1] > 1 else None
            if enable:
                if in_capture is not None:
                    reading = in_capture
                in_capture, in_array = in_array, None
                if issued is not None and issued.beats:
                    in_array = (issued.packet, issued.beats)
        return trace
