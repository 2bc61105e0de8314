"""What goes into the rotator for some packets, and what must come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet, locate_weight, pack
from golden.kraken.format.params import HEADER_BITS
from golden.streams.frame import DATA, Bytes, Frame, numbers
from golden.streams.words import pack_words
from tb.designs.conv_engine.places import Place, PlacedCase
from tb.designs.conv_engine.steps import Steps
from tb.designs.conv_engine.words import LAYER, layer_word
from tb.designs.weights_rotator.tiles import rows_needed, tiles_of, weights_needed
from tb.designs.weights_rotator.timeline import Bits, Timeline, timeline

AFTERWARDS = 4
"""Clocks behind the last read that are watched too."""

NO_STOP: Bits = np.zeros(0, np.bool_)


def rotator_case(
    name: str, packets: Sequence[Packet], stop: Bits = NO_STOP, watched: bool = False
) -> PlacedCase:
    """Packets one after another.

    Args:
        name: of the case.
        packets: whose weights come in and are used.
        stop: whether `stop` is high, clock by clock; afterwards it is low.
        watched: whether each clock is predicted; nothing may be held back then.
    """
    walks = [Steps(packet) for packet in packets]
    expected = timeline(tiles_of(walks), stop)
    frames: dict[str, list[Frame]] = {"row": [], "read": [], "weights": []}
    places: dict[Frame, Place] = {}
    for steps in walks:
        for port, (frame, place) in {
            "row": row_frame(steps.packet),
            "read": read_frame(steps),
            "weights": weights_frame(steps),
        }.items():
            frames[port].append(frame)
            places[frame] = place
    clocks = expected.end + 1
    if watched:
        clocks += AFTERWARDS
        padded = np.concatenate([stop, np.zeros(max(clocks - len(stop), 1), np.bool_)])
        frames["stop"] = [stop_frame(name, padded)]
        status, places[status] = _watched(name, expected, walks, len(padded))
        frames["status"] = [status]
        clocks = len(padded)
    elif len(stop):
        # The last value stays.
        released = np.append(stop, False)
        frames["stop"] = [stop_frame(name, released)]
        frames["status"] = [closed_frame(name, released)]
        clocks = max(clocks, len(released))
    return PlacedCase(
        name,
        frames,
        clocks=clocks,
        quiet=16 + len(stop),
        detail=str(packets[0].shape),
        places=places,
    )


def row_frame(
    packet: Packet, rows: int | None = None, last: int | None = None
) -> tuple[Frame, Place]:
    """The rows of a packet as they come in.

    Args:
        packet: the packet.
        rows: how many of its rows come; None for all.
        last: the row that carries tlast; None for the packet's last, -1 for none.
    """
    total = packet.tiling.t * packet.tiling.tile_rows
    count = total if rows is None else rows
    marked = total - 1 if last is None else last
    at = np.arange(count)
    done = at == total - 1
    fields = {
        DATA: packet.weight.body[DATA][:count],
        "layer": numbers([layer_word(packet.header, packet.params)] * count, LAYER.width),
        "packet_done": _bits(done),
        "last_fault": _bits(done != (at == marked)),
    }
    lasts = (marked,) if 0 <= marked < count else ()
    header = packet.params.weight_header_beats

    def place(beat: int, lane: int) -> Mapping[str, int]:
        return _weight_place(packet, header + beat, lane)

    return Frame(f"{packet.name}/row", fields, last_at=lasts), place


def read_frame(steps: Steps, count: int | None = None) -> tuple[Frame, Place]:
    """The reads of a packet, or the first `count` of them."""
    packet = steps.packet
    reads = steps.count if count is None else count
    whole, known = _packet_whole(steps)
    fields = {
        "read_rows": numbers([packet.tiling.tile_rows] * reads, 16),
        "read_block_done": _bits(steps.ends_block[:reads]),
        "tile_ending": _bits(steps.ends_iteration[:reads]),
        "tile_open": _bits(np.ones(reads, np.bool_)),
        "tile_header": numbers([pack(packet.header)] * reads, HEADER_BITS),
        "packet_whole": _bits(whole[:reads]),
    }

    def place(beat: int, lane: int) -> Mapping[str, int]:
        return steps.named(beat)

    care = {"packet_whole": _bits(known[:reads])}
    return Frame(f"{packet.name}/read", fields, care=care), place


def weights_frame(steps: Steps, count: int | None = None) -> tuple[Frame, Place]:
    """The weights of the cores after each read of a packet, or after the first `count`."""
    packet = steps.packet
    words = pack_words(weights_needed(steps)[:count], packet.params.k_width)

    def place(beat: int, lane: int) -> Mapping[str, int]:
        return _weight_used(steps, beat, lane)

    return Frame(f"{packet.name}/weights", {"weights": words}), place


def stop_frame(name: str, stop: Bits) -> Frame:
    """`stop`, clock by clock."""
    return Frame(f"{name}/stop", {"stop": _bits(stop)})


def closed_frame(name: str, stop: Bits) -> Frame:
    """No row is taken in a clock in which `stop` is high."""
    return Frame(f"{name}/status", {"ready": _bits(stop & False)}, care={"ready": _bits(stop)})


def _watched(
    name: str, expected: Timeline, walks: Sequence[Steps], count: int
) -> tuple[Frame, Place]:
    """What the block says of itself in each clock, and the weights, which stay until the next."""
    clocks = np.arange(1, count + 1)
    weights = np.concatenate([weights_needed(steps) for steps in walks])
    last = np.searchsorted(np.concatenate(expected.read), clocks) - 1
    words = pack_words(weights[last], walks[0].packet.params.k_width)
    read = np.where(last[:, None] >= 0, np.uint8(255), np.uint8(0))
    fields = {
        "ready": _bits(expected.ready(clocks)),
        "row_ready": _bits(expected.row_ready(clocks)),
        "tile_open": _bits(expected.open(clocks)),
        "packet_whole": _bits(expected.packet_whole(clocks)),
        "held": words,
    }
    ends = np.cumsum([steps.count for steps in walks])

    def place(beat: int, lane: int) -> Mapping[str, int]:
        if last[beat] < 0:
            return {}
        which = int(np.searchsorted(ends, last[beat], "right"))
        steps = walks[which]
        return _weight_used(steps, int(last[beat] - ends[which]) + steps.count, lane)

    care = {"held": np.broadcast_to(read, words.shape)}
    return Frame(f"{name}/status", fields, care=care), place


def _packet_whole(steps: Steps) -> tuple[Bits, Bits]:
    """What `packet_whole` is at each step, and whether that can be told whatever is held back.

    There are two buffers, so it is low two tiles before the packet's last. In its last tile it is
    high from the tile's last row on. In between it depends on how fast the rows come.
    """
    tiling = steps.packet.tiling
    left = tiling.t - 1 - steps.iteration
    has_last = (rows_needed(steps) == tiling.tile_rows - 1) | steps.ends_iteration
    per_tile = has_last.reshape(tiling.t, -1)
    whole = (left == 0) & np.logical_or.accumulate(per_tile, axis=1).reshape(-1)
    return whole, whole | (left > 1)


def _weight_used(steps: Steps, step: int, lane: int) -> dict[str, int]:
    """Coordinates of a core's weight at a step."""
    packet = steps.packet
    row = int(steps.iteration[step]) * packet.tiling.tile_rows + int(rows_needed(steps)[step])
    beat = packet.params.weight_header_beats + row
    return {**steps.named(step), **_weight_place(packet, beat, lane)}


def _weight_place(packet: Packet, beat: int, lane: int) -> dict[str, int]:
    if lane >= packet.params.weight_port:
        lane = 0
    found = asdict(locate_weight(packet, beat, lane))
    return {k: v for k, v in found.items() if v is not None and k not in ("beat", "lane")}


def _bits(values: NDArray[np.bool_]) -> Bytes:
    return values.astype(np.uint8)[:, None]
