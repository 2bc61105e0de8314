"""What a lane of a beat stands for, on each of the three streams.

Parts that do not exist are None: all of them in a header beat, the row of a word in the padding,
the channel of a lane that carries nothing, the bus where there is only one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from golden.kraken.errors import PlaceError
from golden.kraken.format.axes import AXES, PIXEL, SUM, WEIGHT, axes
from golden.kraken.format.mapping import dealt
from golden.kraken.format.packet import Packet

WORDING = {axis.name: axis.wording for order in AXES.values() for axis in order} | {
    "h": "row",
    "channel": "channel",
    "word": "word",
    "kh": "kernel row",
    "kw": "kernel column",
    "array_row": "array row",
    "core": "core",
    "bus": "bus",
}
"""How the parts of a place are called in reports: those of the beat and those of the lane."""


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
        block: the block of R output rows, counted in the image.
        h: output row, None below the last one.
        w: output column.
        channel: output channel, None where the lane has none.
        array_row: r, the row of the array that made the sum.
        core: the core that held the finished sum, None where the lane has no core.
        bus: the bus whose pixels the core took.
    """

    image: int | None = None
    block: int | None = None
    h: int | None = None
    w: int | None = None
    channel: int | None = None
    array_row: int | None = None
    core: int | None = None
    bus: int | None = None

    @property
    def carries(self) -> bool:
        """Whether the lane carries a sum (its `tuser` is 1)."""
        return self.h is not None and self.channel is not None


@dataclass(frozen=True)
class PixelPlace(Place):
    """A lane of `s_axis_pixel`.

    Attributes:
        image: n.
        block: the block of R output rows, counted in the image; None where its bus has none.
        h: input row, None in the padding, where its bus has nothing, and in unused lanes.
        w: input column.
        input_channel: the input channel, None where its bus has none.
        phase: s, the row phase.
        word: m, the word of the set, None in unused lanes.
        bus: u, the set of the load.
    """

    image: int | None = None
    block: int | None = None
    h: int | None = None
    w: int | None = None
    input_channel: int | None = None
    phase: int | None = None
    word: int | None = None
    bus: int | None = None


@dataclass(frozen=True)
class WeightPlace(Place):
    """A lane of `s_axis_weight`.

    Attributes:
        kh: kernel row.
        kw: kernel column, None where the weight is 0 because the core has none.
        input_channel: the input channel, None where the core's bus has none.
        channel: output channel, None where the core has none or its group not this input channel.
        core: c, None in unused lanes.
        bus: the bus whose pixels the core takes.
    """

    kh: int | None = None
    kw: int | None = None
    input_channel: int | None = None
    channel: int | None = None
    core: int | None = None
    bus: int | None = None


def locate(packet: Packet, stream: str, beat: int, lane: int) -> Place:
    """What lane `lane` of beat `beat` of `stream` stands for, header beats counted.

    Args:
        packet: whose stream it is.
        stream: PIXEL, WEIGHT or SUM.
        beat: index in the packet.
        lane: word of the beat.

    Raises:
        PlaceError: there is no such beat or lane.
    """
    return {PIXEL: locate_pixel, WEIGHT: locate_weight, SUM: locate_sum}[stream](packet, beat, lane)


def coordinates(packet: Packet, stream: str, beat: int, lane: int) -> dict[str, int]:
    """The parts of what `locate` tells that exist, by name.

    Raises:
        PlaceError: there is no such beat or lane.
    """
    parts = asdict(locate(packet, stream, beat, lane))
    return {k: v for k, v in parts.items() if v is not None and k not in ("beat", "lane")}


def extents(packet: Packet, stream: str) -> dict[str, int]:
    """How many values the parts of a place have that tell of a tensor or of the array, by name.

    Args:
        packet: whose stream it is.
        stream: PIXEL, WEIGHT or SUM.
    """
    s, p = packet.shape, packet.params
    of_stream = {
        PIXEL: {"image": s.n, "h": s.h, "w": s.w, "input_channel": s.ci},
        WEIGHT: {"kh": s.kh, "kw": s.kw, "input_channel": s.ci, "channel": s.co, "core": p.cols},
        SUM: {
            "image": s.n,
            "h": s.h_o,
            "w": s.w_o,
            "channel": s.co,
            "array_row": p.rows,
            "core": p.cols,
        },
    }
    return of_stream[stream]


def _check_lane(stream: str, lane: int, lanes: int) -> None:
    if not 0 <= lane < lanes:
        raise PlaceError(
            f"lane {lane} of the {stream} stream does not exist: a beat has {lanes} lanes"
        )


def locate_sum(packet: Packet, beat: int, lane: int) -> SumPlace:
    """What lane `lane` of beat `beat` of `m_axis_sum` stands for.

    Raises:
        PlaceError: there is no such beat or lane.
    """
    s, t, p = packet.shape, packet.tiling, packet.params
    if packet.hold:
        raise PlaceError(f"'{packet.name}' holds its sums: it has no sum beat {beat}")
    _check_lane(SUM, lane, p.sum_lanes)
    at = axes(t, SUM).split(beat)
    part, w, stack = at.pop("part"), at["w"], at.pop("block")
    m, r = divmod(lane, p.rows)
    place = part * p.out_channels + m
    block, channel = (_there(int(found)) for found in dealt(t, at["iteration"], place))
    if block is not None or t.v == 1:
        block = stack * t.v + (block or 0)
    h = t.shape.h_o if block is None else block * p.rows + r
    # The column leaves at the tap K_W-1, or at the last input column with the tap reached there.
    tap = min(s.kw - 1, s.w - 1 + s.pad_left - w * s.sw)
    core = place // s.sw * t.g + place % s.sw + tap if place < t.channels else None
    return SumPlace(
        beat,
        lane,
        **at,
        block=block,
        h=h if h < s.h_o else None,
        channel=channel,
        array_row=r,
        core=core,
        bus=_bus(packet, at["iteration"], core),
    )


def _there(index: int) -> int | None:
    """None for -1."""
    return None if index < 0 else index


def _bus(packet: Packet, iteration: int, core: int | None) -> int | None:
    """The bus that a core takes."""
    if core is None or packet.sharing.sets == 1:
        return None
    return int(packet.buses.core[iteration, core])


def locate_pixel(packet: Packet, beat: int, lane: int) -> PixelPlace:
    """What lane `lane` of beat `beat` of `s_axis_pixel` stands for, header beats counted.

    Raises:
        PlaceError: there is no such beat or lane.
    """
    s, t, p = packet.shape, packet.tiling, packet.params
    _check_lane(PIXEL, lane, p.pixel_port)
    at = axes(t, PIXEL).split(beat)
    if not at:
        return PixelPlace(beat, lane)
    part, stack, load = at.pop("part"), at.pop("block"), at.pop("input_channel")
    (runs, words), sets = t.load_shape, t.sharing.sets
    bus, word = part // t.beats_per_run, part % t.beats_per_run * p.pixel_port + lane
    used = word < words
    if used and runs < sets:
        bus, word = divmod(word, p.rows)
    if not used and runs < sets:
        return PixelPlace(beat, lane, **at)
    block = _there(int(packet.buses.block[at["iteration"], bus]))
    channel = _there(int(packet.buses.input_channel[at["iteration"], bus, load]))
    if block is not None:
        block += stack * t.v
    h = s.h
    if used and block is not None and channel is not None:
        h = int(packet.word_rows[block, at["phase"], word])
    return PixelPlace(
        beat,
        lane,
        **at,
        block=block,
        input_channel=channel,
        h=h if 0 <= h < s.h else None,
        word=word if used else None,
        bus=bus if sets > 1 else None,
    )


def locate_weight(packet: Packet, beat: int, lane: int) -> WeightPlace:
    """What lane `lane` of beat `beat` of `s_axis_weight` stands for, header beats counted.

    Raises:
        PlaceError: there is no such beat or lane.
    """
    s, t, p = packet.shape, packet.tiling, packet.params
    _check_lane(WEIGHT, lane, p.weight_port)
    at = axes(t, WEIGHT).split(beat)
    if not at:
        return WeightPlace(beat, lane)
    q, core, iteration = (
        at["stride_column"],
        at["part"] * p.weight_port + lane,
        at["iteration"],
    )
    exists = core < p.cols
    used = exists and bool(packet.cores.used[q, core])
    kw = int(packet.cores.kernel_column[q, core]) if used else None
    bus = int(packet.buses.core[iteration, core]) if exists else 0
    loaded = _there(int(packet.buses.input_channel[iteration, bus, at["input_channel"]]))
    channel = None
    if used:
        channel = _there(int(dealt(t, iteration, packet.cores.channel[q, core])[1]))
    if channel is not None and s.groups > 1:
        own = None if loaded is None else loaded // s.depth
        channel = channel if own == channel // (s.co // s.groups) else None
    return WeightPlace(
        beat,
        lane,
        iteration,
        kh=t.tap_rows[at["tap"]],
        kw=kw,
        input_channel=loaded,
        channel=channel,
        core=core if exists else None,
        bus=bus if exists and packet.sharing.sets > 1 else None,
    )
