"""The engine at stream level, one multiply-accumulate after another, from hw/README.md alone.

It shares nothing with golden.kraken: it reads bits of beats, keeps one register per processing
element, and follows the hand-over and emission rules of the dataflow. It is an oracle, not fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

HEADER_BITS = 192

PixelBeat = tuple[int, Sequence[bool]]
SumBeat = tuple[int, tuple[bool, ...], bool]


def signed(value: int, width: int) -> int:
    """The lowest `width` bits as two's complement."""
    value &= (1 << width) - 1
    return value - (1 << width) if value >> (width - 1) else value


@dataclass
class Job:
    """A header, read bit by bit."""

    bits: int

    def field(self, high: int, low: int) -> int:
        return (self.bits >> low) & ((1 << (high - low + 1)) - 1)

    def __post_init__(self) -> None:
        assert self.field(7, 0) == 0x4B
        assert self.field(15, 10) == self.field(63, 52) == self.field(175, 168) == 0
        self.accumulate, self.hold = self.field(8, 8), self.field(9, 9)
        self.kh, self.kw = self.field(19, 16), self.field(23, 20)
        self.sh, self.sw = self.field(27, 24), self.field(31, 28)
        self.x_zp = signed(self.field(47, 32), 16)
        self.pad_left = self.field(51, 48)
        self.ci, self.w = self.field(79, 64), self.field(95, 80)
        self.w_o, self.blocks = self.field(111, 96), self.field(127, 112)
        self.n, self.t = self.field(143, 128), self.field(159, 144)
        self.last_rows, self.last_channels = self.field(167, 160), self.field(191, 176)


@dataclass
class SlowEngine:
    """R rows of C cores; sums stay in `sums[core][row]` from packet to packet."""

    rows: int
    cols: int
    x_width: int = 8
    k_width: int = 8
    y_width: int = 32
    out_channels: int = 1
    pixel_port: int = 1
    weight_port: int = 1
    sums: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.sums = [[0] * self.rows for _ in range(self.cols)]

    def run(self, pixel: Sequence[PixelBeat], weight: Sequence[int]) -> list[SumBeat]:
        """One packet: all beats of both inputs are used up, the sum beats come back."""
        pixels, weights = iter(pixel), iter(weight)
        job = Job(self._header((data for data, _ in pixels), self.pixel_port * self.x_width))
        assert job.bits == self._header(weights, self.weight_port * self.k_width)
        beats: list[tuple[int, tuple[bool, ...]]] = []
        for t in range(job.t):
            tile = [self._weight_row(weights) for _ in range(job.sw * job.ci * job.kh)]
            for _ in range(job.n):
                for block in range(job.blocks):
                    beats += self._block(job, t, block, tile, pixels)
        assert next(pixels, None) is None, "pixel beats are left over"
        assert next(weights, None) is None, "weight beats are left over"
        return [(*beat, i == len(beats) - 1) for i, beat in enumerate(beats)]

    def _header(self, beats: Iterator[int], port_bits: int) -> int:
        bits = 0
        for low in range(0, HEADER_BITS, port_bits):
            bits |= (next(beats) & ((1 << port_bits) - 1)) << low
        return bits & ((1 << HEADER_BITS) - 1)

    def _weight_row(self, beats: Iterator[int]) -> list[int]:
        row: list[int] = []
        while len(row) < self.cols:
            beat = next(beats)
            row += [signed(beat >> i * self.k_width, self.k_width) for i in range(self.weight_port)]
        return row[: self.cols]

    def _load(self, job: Job, count: int, beats: Iterator[PixelBeat]) -> list[int]:
        words: list[int] = []
        while len(words) < count:
            data, keep = next(beats)
            for i in range(self.pixel_port):
                value = signed(data >> i * self.x_width, self.x_width)
                words.append(value - job.x_zp if keep[i] else 0)
        return words[:count]

    def _block(
        self, job: Job, t: int, block: int, tile: list[list[int]], pixels: Iterator[PixelBeat]
    ) -> list[tuple[int, tuple[bool, ...]]]:
        """One block of output rows: every input column once."""
        beats: list[tuple[int, tuple[bool, ...]]] = []
        shifts = -(-job.kh // job.sh) - 1
        left, tap = job.w_o, job.pad_left
        for w in range(job.w):
            address = (w % job.sw) * job.ci * job.kh
            self._start_column(job, w)
            for _ in range(job.ci):
                for phase in range(min(job.sh, job.kh)):
                    words = self._load(job, self.rows + shifts, pixels)
                    for shift in range(len(range(phase, job.kh, job.sh))):
                        self._step(tile[address], words[shift : shift + self.rows])
                        address += 1
            while left and (tap == job.kw - 1 or w == job.w - 1):
                assert 0 <= tap < job.kw, "an output column has no core"
                if not job.hold:
                    beats += self._column(job, t, block, tap)
                tap -= job.sw
                left -= 1
            tap += 1
        assert left == 0, "output columns are left over"
        return beats

    def _start_column(self, job: Job, w: int) -> None:
        """What the first product of the column is added to."""
        if w == 0:
            if not job.accumulate:
                self.sums = [[0] * self.rows for _ in range(self.cols)]
            return
        group = job.kw + job.sw - 1
        restart = (w + job.pad_left) % job.sw == 0
        before = self.sums
        self.sums = [
            [0] * self.rows if c == 0 or (restart and c % group < job.sw) else list(before[c - 1])
            for c in range(self.cols)
        ]

    def _step(self, weights: list[int], pixels: list[int]) -> None:
        for core, weight in zip(self.sums, weights, strict=True):
            if weight:
                for r, x in enumerate(pixels):
                    core[r] = signed(core[r] + weight * x, self.y_width)

    def _column(self, job: Job, t: int, block: int, tap: int) -> list[tuple[int, tuple[bool, ...]]]:
        """The beats of one output column, whose channel s is in core s + tap of its group."""
        group = job.kw + job.sw - 1
        channels = job.sw * (self.cols // group)
        valid_channels = job.last_channels if t == job.t - 1 else channels
        valid_rows = job.last_rows if block == job.blocks - 1 else self.rows
        mask, beats = (1 << self.y_width) - 1, []
        for first in range(0, channels, self.out_channels):
            data, keep = 0, []
            for m in range(self.out_channels):
                channel = first + m
                for r in range(self.rows):
                    valid = channel < valid_channels and r < valid_rows
                    keep.append(valid)
                    if valid:
                        core = channel // job.sw * group + channel % job.sw + tap
                        lane = m * self.rows + r
                        data |= (self.sums[core][r] & mask) << lane * self.y_width
            beats.append((data, tuple(keep)))
        return beats
