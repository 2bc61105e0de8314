"""The engine at stream level, one multiply-accumulate after another, from hw/README.md alone.

It shares nothing with golden.kraken: it reads bits of beats, keeps one register per processing
element, and follows the hand-over and emission rules of the dataflow. It is an oracle, not fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

HEADER_BITS = 192

PixelBeat = tuple[int, Sequence[bool]]
SumBeat = tuple[int, tuple[bool, ...], int, bool]
"""Data, marks of the words, marks of the bytes, and whether it is the last."""


def signed(value: int, width: int) -> int:
    """The lowest `width` bits as two's complement."""
    value &= (1 << width) - 1
    return value - (1 << width) if value >> (width - 1) else value


@dataclass
class SentHeader:
    """A header, read bit by bit."""

    bits: int

    def field(self, high: int, low: int) -> int:
        return (self.bits >> low) & ((1 << (high - low + 1)) - 1)

    def __post_init__(self) -> None:
        assert self.field(7, 0) == 0x4B
        assert self.field(10, 10) == self.field(15, 14) == 0
        self.sets, self.share, self.stack = (
            self.field(13, 11),
            self.field(63, 52),
            self.field(175, 168),
        )
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
    set_words: int
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
        header = SentHeader(
            self._header((data for data, _ in pixels), self.pixel_port * self.x_width)
        )
        assert header.bits == self._header(weights, self.weight_port * self.k_width)
        beats: list[tuple[int, tuple[bool, ...]]] = []
        for t in range(header.t):
            tile = [self._weight_row(weights) for _ in range(header.sw * header.ci * header.kh)]
            for _ in range(header.n):
                for block in range(header.blocks):
                    beats += self._block(header, t, block, tile, pixels)
        assert next(pixels, None) is None, "pixel beats are left over"
        assert next(weights, None) is None, "weight beats are left over"
        return [self._marked(*beat, i == len(beats) - 1) for i, beat in enumerate(beats)]

    def _marked(self, data: int, user: tuple[bool, ...], last: bool) -> SumBeat:
        """A beat with the marks of its bytes: all of them, in the last beat up to the last sum."""
        words = len(user)
        while last and not user[words - 1]:
            words -= 1
        return data, user, (1 << -(-words * self.y_width // 8)) - 1, last

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

    def _load(self, header: SentHeader, shifts: int, beats: Iterator[PixelBeat]) -> list[list[int]]:
        """The words of each bus."""
        if shifts == 0 and header.sets * self.rows <= self.set_words:
            words = self._words(header, header.sets * self.rows, beats)
            return [words[u * self.rows : (u + 1) * self.rows] for u in range(header.sets)]
        return [self._words(header, self.rows + shifts, beats) for _ in range(header.sets)]

    def _words(self, header: SentHeader, count: int, beats: Iterator[PixelBeat]) -> list[int]:
        words: list[int] = []
        while len(words) < count:
            data, user = next(beats)
            for i in range(self.pixel_port):
                value = signed(data >> i * self.x_width, self.x_width)
                words.append(value - header.x_zp if user[i] else 0)
        return words[:count]

    def _bounds(self, header: SentHeader, t: int) -> list[int]:
        """The first core of each bus but bus 0."""
        if header.stack == 0:
            return [u * header.share for u in range(1, header.sets)]
        group = header.kw + header.sw - 1
        moved = t * (self.cols // group) * group
        bounds: list[int] = []
        j = 1
        while len(bounds) < header.sets - 1:
            if j * header.share > moved:
                bounds.append(j * header.share - moved)
            j += 1
        return bounds

    def _last_block(self, header: SentHeader, t: int) -> int:
        """The first core whose block is the last of the stack; one past all if none is."""
        group = header.kw + header.sw - 1
        first = (header.stack - 1) * header.share - t * (self.cols // group) * group
        return first if header.stack else 0

    def _block(
        self,
        header: SentHeader,
        t: int,
        block: int,
        tile: list[list[int]],
        pixels: Iterator[PixelBeat],
    ) -> list[tuple[int, tuple[bool, ...]]]:
        """One block of output rows: every input column once."""
        beats: list[tuple[int, tuple[bool, ...]]] = []
        shifts = -(-header.kh // header.sh) - 1
        bounds = self._bounds(header, t)
        buses = [sum(bound <= c for bound in bounds) for c in range(self.cols)]
        left, tap = header.w_o, header.pad_left
        for w in range(header.w):
            address = (w % header.sw) * header.ci * header.kh
            self._start_column(header, w)
            for _ in range(header.ci):
                for phase in range(min(header.sh, header.kh)):
                    words = self._load(header, shifts, pixels)
                    for shift in range(len(range(phase, header.kh, header.sh))):
                        seen = [bus[shift : shift + self.rows] for bus in words]
                        self._step(tile[address], [seen[bus] for bus in buses])
                        address += 1
            while left and (tap == header.kw - 1 or w == header.w - 1):
                assert 0 <= tap < header.kw, "an output column has no core"
                if not header.hold:
                    beats += self._column(header, t, block, tap)
                tap -= header.sw
                left -= 1
            tap += 1
        assert left == 0, "output columns are left over"
        return beats

    def _start_column(self, header: SentHeader, w: int) -> None:
        """What the first product of the column is added to."""
        if w == 0:
            if not header.accumulate:
                self.sums = [[0] * self.rows for _ in range(self.cols)]
            return
        group = header.kw + header.sw - 1
        restart = (w + header.pad_left) % header.sw == 0
        before = self.sums
        self.sums = [
            [0] * self.rows
            if c == 0 or (restart and c % group < header.sw)
            else list(before[c - 1])
            for c in range(self.cols)
        ]

    def _step(self, weights: list[int], pixels: list[list[int]]) -> None:
        for core, weight, seen in zip(self.sums, weights, pixels, strict=True):
            if weight:
                for r, x in enumerate(seen):
                    core[r] = signed(core[r] + weight * x, self.y_width)

    def _column(
        self, header: SentHeader, t: int, block: int, tap: int
    ) -> list[tuple[int, tuple[bool, ...]]]:
        """The beats of one output column, whose channel s is in core s + tap of its group."""
        group = header.kw + header.sw - 1
        channels = header.sw * (self.cols // group)
        if t == header.t - 1:
            channels = header.last_channels
        mask, beats = (1 << self.y_width) - 1, []
        for first in range(0, channels, self.out_channels):
            data, user = 0, []
            for m in range(self.out_channels):
                channel = first + m
                core = channel // header.sw * group + channel % header.sw + tap
                ends = block == header.blocks - 1 and core >= self._last_block(header, t)
                valid_rows = header.last_rows if ends else self.rows
                for r in range(self.rows):
                    valid = channel < channels and r < valid_rows
                    user.append(valid)
                    if valid:
                        lane = m * self.rows + r
                        data |= (self.sums[core][r] & mask) << lane * self.y_width
            beats.append((data, tuple(user)))
        return beats
