"""What a lane of a beat stands for, on each of the three streams.

Parts that do not exist are None: all of them in a header beat, the row of a word in the padding,
the channel of a lane that carries nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from golden.kraken.errors import PlaceError
from golden.kraken.format.packet import Packet

WORDING = {
    "iteration": "iteration",
    "image": "image",
    "block": "block",
    "h": "row",
    "w": "column",
    "channel": "channel",
    "phase": "phase",
    "word": "word",
    "kh": "kernel row",
    "kw": "kernel column",
    "input_channel": "input channel",
    "array_row": "array row",
    "core": "core",
}
"""How the parts of a place are called in reports."""


@dataclass(frozen=True)
class Place:
    """A lane of a beat.

    Attributes:
        beat: index in the packet, header beats counted.
        lane: word of the beat.
        iteration: t, which S_W*E output channels are computed.
    """

    beat: int
    lane: int
    iteration: int | None = None

    @property
    def in_header(self) -> bool:
        """Whether the beat belongs to the header."""
        return self.iteration is None

    def __str__(self) -> str:
        if self.in_header:
            return f"beat {self.beat} (header), lane {self.lane}"
        parts = [
            f"{WORDING[field.name]} {getattr(self, field.name)}"
            for field in fields(self)
            if field.name in WORDING and getattr(self, field.name) is not None
        ]
        return f"beat {self.beat}, lane {self.lane}: " + ", ".join(parts)


@dataclass(frozen=True)
class SumPlace(Place):
    """A lane of `m_axis_sum`.

    Attributes:
        image: n.
        block: l, the block of R output rows.
        h: output row, None below the last one.
        w: output column.
        channel: output channel, None where the lane has none.
        array_row: r, the row of the array that made the sum.
        core: the core that held the finished sum, None where the lane has no core.
    """

    image: int | None = None
    block: int | None = None
    h: int | None = None
    w: int | None = None
    channel: int | None = None
    array_row: int | None = None
    core: int | None = None

    @property
    def carries(self) -> bool:
        """Whether the lane carries a sum (its `tkeep` is 1)."""
        return self.h is not None and self.channel is not None


@dataclass(frozen=True)
class PixelPlace(Place):
    """A lane of `s_axis_pixel`.

    Attributes:
        image: n.
        block: l, the block of R output rows.
        h: input row, None in the padding and in unused lanes.
        w: input column.
        input_channel: ci.
        phase: s, the row phase.
        word: m, the word of the load, None in unused lanes.
    """

    image: int | None = None
    block: int | None = None
    h: int | None = None
    w: int | None = None
    input_channel: int | None = None
    phase: int | None = None
    word: int | None = None


@dataclass(frozen=True)
class WeightPlace(Place):
    """A lane of `s_axis_weight`.

    Attributes:
        kh: kernel row.
        kw: kernel column, None where the weight is 0 because the core has none.
        input_channel: ci.
        channel: output channel, None where the core has none.
        core: c, None in unused lanes.
    """

    kh: int | None = None
    kw: int | None = None
    input_channel: int | None = None
    channel: int | None = None
    core: int | None = None


def _split(index: int, *sizes: int) -> list[int]:
    """The index of a flattened array of these sizes as one index for each; the first is open."""
    parts: list[int] = []
    for size in reversed(sizes):
        index, part = divmod(index, size)
        parts.append(part)
    return [index, *reversed(parts)]


def _check(stream: str, beat: int, beats: int, lane: int, lanes: int) -> None:
    if not (0 <= beat < beats and 0 <= lane < lanes):
        raise PlaceError(
            f"beat {beat}, lane {lane} of the {stream} stream does not exist: "
            f"it has {beats} beats of {lanes} lanes"
        )


def locate_sum(packet: Packet, beat: int, lane: int) -> SumPlace:
    """What lane `lane` of beat `beat` of `m_axis_sum` stands for.

    Raises:
        PlaceError: there is no such beat or lane.
    """
    s, t, p = packet.shape, packet.tiling, packet.params
    order = (s.n, t.l, s.w_o, t.beats_per_column)
    beats = 0 if packet.hold else t.t * s.n * t.l * s.w_o * t.beats_per_column
    _check("sum", beat, beats, lane, p.sum_lanes)
    iteration, n, block, w, j = _split(beat, *order)
    m, r = divmod(lane, p.rows)
    h, member = block * p.rows + r, j * p.out_channels + m
    channel = iteration * t.channels + member
    in_iteration = member < t.channels
    # The column leaves at the tap K_W-1, or at the last input column with the tap reached there.
    tap = min(s.kw - 1, s.w - 1 + s.pad_left - w * s.sw)
    return SumPlace(
        beat,
        lane,
        iteration,
        image=n,
        block=block,
        h=h if h < s.h_o else None,
        w=w,
        channel=channel if in_iteration and channel < s.co else None,
        array_row=r,
        core=member // s.sw * t.g + member % s.sw + tap if in_iteration else None,
    )


def locate_pixel(packet: Packet, beat: int, lane: int) -> PixelPlace:
    """What lane `lane` of beat `beat` of `s_axis_pixel` stands for, header beats counted.

    Raises:
        PlaceError: there is no such beat or lane.
    """
    s, t, p = packet.shape, packet.tiling, packet.params
    order = (s.n, t.l, s.w, s.ci, t.phases, t.beats_per_load)
    head = p.pixel_header_beats
    beats = head + t.t * s.n * t.l * s.w * s.ci * t.phases * t.beats_per_load
    _check("pixel", beat, beats, lane, p.pixel_port)
    if beat < head:
        return PixelPlace(beat, lane)
    iteration, n, block, w, ci, phase, part = _split(beat - head, *order)
    word = part * p.pixel_port + lane
    used = word < p.rows + t.f
    h = int(packet.word_rows[block, phase, word]) if used else s.h
    return PixelPlace(
        beat,
        lane,
        iteration,
        image=n,
        block=block,
        h=h if 0 <= h < s.h else None,
        w=w,
        input_channel=ci,
        phase=phase,
        word=word if used else None,
    )


def locate_weight(packet: Packet, beat: int, lane: int) -> WeightPlace:
    """What lane `lane` of beat `beat` of `s_axis_weight` stands for, header beats counted.

    Raises:
        PlaceError: there is no such beat or lane.
    """
    s, t, p = packet.shape, packet.tiling, packet.params
    head = p.weight_header_beats
    beats = head + t.t * t.tile_rows * t.beats_per_weight_row
    _check("weight", beat, beats, lane, p.weight_port)
    if beat < head:
        return WeightPlace(beat, lane)
    iteration, q, ci, tap, part = _split(beat - head, s.sw, s.ci, s.kh, t.beats_per_weight_row)
    core = part * p.weight_port + lane
    exists = core < p.cols
    used = exists and bool(packet.cores.used[q, core])
    kw = int(packet.cores.kernel_column[q, core]) if used else None
    channel = iteration * t.channels + int(packet.cores.channel[q, core]) if used else s.co
    return WeightPlace(
        beat,
        lane,
        iteration,
        kh=t.tap_rows[tap],
        kw=kw,
        input_channel=ci,
        channel=channel if channel < s.co else None,
        core=core if exists else None,
    )
