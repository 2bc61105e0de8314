"""The engine's pipeline as a recurrence over input columns.

A step is issued in each clock, if

* its weight row was written in an earlier clock. Of the two buffers one is filled while the other
  is in use; the last step of a tile frees its buffer, and waits until the tile is there in whole.
  Before the first step of a packet the header of its weights is compared with that of its pixels,
  which takes a clock from the first row on;
* where a load of pixels is used for the first time, all its sets are there; they are gathered while
  those before are used;
* the pipeline moves. The sums of a column are captured two clocks of a moving pipeline after its
  last step, provided the beats of the capture before have been read but for the last one, which
  may be read in the same clock. Until then nothing moves, but pixels and weights still come in.
  A beat is read in each clock, unless an `Outlet` holds the sums up.

A packet's header is taken after the last step of the packet before (on the weight port: after its
last row), and then checked for two clocks.

One packet, clock by clock, on 2 x 24 PEs of which 2 channels leave in a clock: an image of 3 rows
and 4 columns, one channel, a 2x2 kernel, 6 output channels. So a column takes two steps, one for
each kernel row, and from column 1 on each sends an output column of three beats.

    clock    0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21
    pixels      H  H  c  c
    weights     H  c  c  0  1
    step                      00 01 10 11 20 21 30  o 31
    capture                                   1        2        3
    sum                                             1  1  1  2  2  2  3  3  3

* clocks 1 to 4: the two beats of the pixels' header (H), a clock after the port took them, and its
  check (c). That of the weights is one beat on a wider port;
* clocks 4 and 5: the two rows of weights are written; in clock 5 their header is compared;
* from clock 6 on: the steps, as input column and kernel row. The pixels of the first were there in
  clock 5, and waited a clock for the weights;
* clock 11: the sums of column 1 are captured, two clocks after its last step. Their beats are read
  in clocks 12, 13 and 14 and stand on the port a clock later;
* clock 13: the sums of column 2 are due, but the last beat of column 1 is not read before clock
  14. The pipeline stands still for a clock (o), and captures in clock 14, together with that read;
* clock 17: for the same reason the last capture comes a clock later than its last step alone would
  have it; no step waits for that.

The packet takes clocks 0 to 21. Eight of them compute; of the other fourteen one is lost to the
weights, two to the output, in clocks 13 and 16, and the rest are its way in and out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from golden.kraken.format.packet import Packet
from golden.kraken.timing.pace import NEVER, ColumnPace, leaving_beats, pace
from golden.kraken.timing.waits import Waits


@dataclass(frozen=True)
class Latency:
    """Constants of the engine's pipeline, in clocks.

    Attributes:
        entry: from an accepted input beat to its use.
        check: between the last beat of a header and the first of the body.
        row: from writing a weight row to its first use.
        first_row: the same for the first row of a packet, whose header is compared first.
        output: from a capture to its first beat on the port.
    """

    entry: int = 1
    check: int = 2
    row: int = 1
    first_row: int = 2
    output: int = 2


@dataclass(frozen=True)
class PacketClocks:
    """When things happen in a packet; clock 0 accepts the first pixel beat of the first packet.

    Attributes:
        name: of the packet.
        first_step: its first multiply-add.
        last_step: its last one.
        last_sum: its last sum beat leaves; None when it holds its sums.
        waits: clocks without a step since the last one of the packet before.
    """

    name: str
    first_step: int
    last_step: int
    last_sum: int | None
    waits: Waits


class Outlet(Protocol):
    """What the sums go through behind the output pipe, where it may hold them up."""

    def read(self, capture: int, beats: int) -> int:
        """The clock in which the last of a capture's beats is read, the first behind `capture`."""


@dataclass
class Pipeline:
    """Where the engine stands; all numbers are clocks.

    Attributes:
        latency: constants.
        outlet: what reads the sums; None where a beat can leave in each clock.
        step: last step.
        load: last load of pixels.
        capture: last capture, maybe still to come.
        read: its last beat is read.
        gate: the clock in which the pipeline moves once more before that capture.
        row: last weight row written.
        freed: last step of the two tiles before, the older one first.
    """

    latency: Latency
    outlet: Outlet | None = None
    step: int = field(init=False)
    load: int = NEVER
    capture: int = NEVER
    read: int = NEVER
    gate: int = NEVER
    row: int = field(init=False)
    freed: tuple[int, int] = (NEVER, NEVER)

    def __post_init__(self) -> None:
        self.step = self.row = self.latency.entry - 1

    def run(self, packet: Packet) -> PacketClocks:
        """Go on with one packet."""
        tiling, params, latency = packet.tiling, packet.params, self.latency
        column, waits = pace(tiling), Waits()
        loading = min(packet.shape.sw, packet.shape.w)
        starts = self.step + params.pixel_header_beats + latency.check + column.gather
        waits.header = starts - self.step - 1
        self.row += params.weight_header_beats + latency.check
        first_step = NEVER
        for t in range(tiling.t):
            block = [0] * tiling.shape.w if packet.hold else leaving_beats(tiling, t)
            columns = block * (packet.shape.n * tiling.l)
            first_row = max(self.row + column.row_beats, self.freed[0] + 1)
            self.row = first_row + (tiling.tile_rows - 1) * column.row_beats
            whole = self.row + latency.row
            for w in range(loading):
                rows = first_row + latency.row + w * column.steps * column.row_beats
                ends = whole if w + 1 == len(columns) else NEVER
                opens = first_row + latency.first_row if t == w == 0 else NEVER
                first = self._column(column, starts, opens, rows, ends, waits)
                first_step = max(first_step, first) if starts != NEVER else first_step
                starts = NEVER
                self._leave(columns[w])
            if loading < len(columns):
                self._columns(column, columns[loading:-1], waits)
                self._column(column, NEVER, NEVER, NEVER, whole, waits)
                self._leave(columns[-1])
            self.freed = (self.freed[1], self.step)
        last_sum = None if packet.hold else self.read + latency.output - 1
        return PacketClocks(packet.name, first_step, self.step, last_sum, waits)

    @property
    def delay(self) -> int:
        """Clocks that the last capture comes later than the last step alone would have it."""
        return max(self.capture - self.step - 2, 0)

    def _leave(self, beats: int) -> None:
        """Capture the sums of the column just done, if it has any to send."""
        if beats:
            self.gate = max(self.step + 1, self.capture)
            self.capture = max(self.step + 2, self.read)
            self.read = self.capture + beats
            if self.outlet is not None:
                self.read = self.outlet.read(self.capture, beats)

    def _column(
        self, column: ColumnPace, starts: int, opens: int, rows: int, ends: int, waits: Waits
    ) -> int:
        """One input column, whatever it may have to wait for.

        Args:
            column: its pace.
            starts: for the first column of a packet, the clock of its first load at the earliest;
                else NEVER.
            opens: for the first column of a packet, the clock of its first step at the earliest
                by its weights; else NEVER.
            rows: the clock at which its first weight row can be used, and the others after it at
                the pace of the port; NEVER when all are there.
            ends: for the last column of a tile, the clock at which the tile is there in whole.
            waits: counted on.

        Returns:
            The clock of its first step.
        """
        c = column
        if starts == NEVER:
            starts = max(self.step + 1, self.load + c.gather)
            waits.pixel += starts - self.step - 1
        fed = max(starts, opens, rows, ends if c.steps == 1 else NEVER)
        first = fed if fed >= self.capture else max(fed, self.gate)
        if self.gate < first < self.capture:
            first = self.capture
        waits.weight += fed - starts
        waits.output += first - fed

        end = first + c.first_taps - 1
        if c.first_taps > 1:
            moved = max(end, self.capture + c.first_taps - 2)
            waits.output += moved - end
            end = max(moved, rows + (c.first_taps - 1) * c.row_beats)
            waits.weight += end - moved
        load = first
        if c.loads > 1:
            gathered = max(end + 1, first + c.gather)
            moved = max(gathered, self.capture)
            second = max(moved, rows + c.first_taps * c.row_beats)
            load = max(second + c.middle, rows + c.weight_lag)
            last = load + c.last_taps - 1
            done = max(last, rows + (c.steps - 1) * c.row_beats)
            steps = c.steps - c.first_taps - c.last_taps
            waits.pixel += gathered - end - 1 + c.middle - steps
            waits.output += moved - gathered
            waits.weight += second - moved + load - second - c.middle + done - last
            end = done
        if c.steps > 1 and ends > end:
            waits.weight += ends - end
            end = ends
            if c.last_taps == 1:
                load = end
        self.step, self.load = end, load
        return first

    def _columns(self, column: ColumnPace, leaving: Iterable[int], waits: Waits) -> None:
        """Input columns in the middle of a tile, whose weights are all there.

        The same as `_column` and `_leave` for each of them, without what cannot happen.

        Args:
            column: their pace.
            leaving: sum beats that leave with each of them.
            waits: counted on.
        """
        taps, loads, gather = column.first_taps, column.loads, column.gather
        middle, last_taps = column.middle, column.last_taps
        step, load, gate = self.step, self.load, self.gate
        capture, read, outlet = self.capture, self.read, self.outlet
        frozen, count = 0, 0
        for beats in leaving:
            first = max(step + 1, load + gather)
            if first < capture:
                fed, first = first, (gate if first <= gate else capture)
                frozen += first - fed
            step, load = first + taps - 1, first
            if taps > 1 and step < capture + taps - 2:
                frozen += capture + taps - 2 - step
                step = capture + taps - 2
            if loads > 1:
                load = max(step + 1, first + gather)
                if load < capture:
                    frozen += capture - load
                    load = capture
                load += middle
                step = load + last_taps - 1
            if beats:
                gate = max(step + 1, capture)
                capture = max(step + 2, read)
                read = capture + beats if outlet is None else outlet.read(capture, beats)
            count += 1
        waits.output += frozen
        waits.pixel += step - self.step - count * column.steps - frozen
        self.step, self.load, self.gate = step, load, gate
        self.capture, self.read = capture, read
