"""What passes the ports of the rotator, each packet by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from golden.kraken import WEIGHT, Packet, pack
from golden.kraken.format.coordinates import coordinates
from golden.kraken.format.params import HEADER_BITS
from golden.streams.frame import DATA, Frame, numbers
from golden.streams.words import pack_words
from tb.designs.weights_rotator.definition import Timeline, rows_needed
from tb.kraken.placed import Locate
from tb.kraken.step_operands import weights_of
from tb.kraken.steps import Bools, Steps
from tb.kraken.words import LAYER, bits, layer_word


def row_frame(
    packet: Packet, rows: int | None = None, last: int | None = None
) -> tuple[Frame, Locate]:
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
        "packet_done": bits(done),
        "last_fault": bits(done != (at == marked)),
    }
    lasts = (marked,) if 0 <= marked < count else ()
    header = packet.params.weight_header_beats

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return _weight_place(packet, header + beat, lane)

    return Frame(f"{packet.name}/row", fields, last_at=lasts), locate


def read_frame(
    steps: Steps, count: int | None = None, wrong_bit: int | None = None
) -> tuple[Frame, Locate]:
    """The reads of a packet.

    Args:
        steps: of the packet.
        count: how many reads; None for all.
        wrong_bit: of the header that comes with them, where it is another than that of the rows.
    """
    packet = steps.packet
    reads = steps.count if count is None else count
    whole, known = _packet_whole(steps)
    header = pack(packet.header) ^ (0 if wrong_bit is None else 1 << wrong_bit)
    # In the clock before the first read of a tile another one may have been in turn.
    compared = bits(~begins_tile(steps)[:reads])
    fields = {
        "read_rows": numbers([packet.tiling.tile_rows] * reads, 16),
        "read_header": numbers([header] * reads, HEADER_BITS),
        "read_block_ends": bits(steps.ends_block[:reads]),
        "read_tile_ends": bits(steps.ends_iteration[:reads]),
        "packet_whole": bits(whole[:reads]),
        "tile_known": bits(np.ones(reads, np.bool_)),
        "tile_matches": bits(np.full(reads, wrong_bit is None)),
    }

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return steps.named(beat)

    care = {
        "packet_whole": bits(known[:reads]),
        "tile_known": compared,
        "tile_matches": compared,
    }
    return Frame(f"{packet.name}/read", fields, care=care), locate


def weights_frame(steps: Steps, count: int | None = None) -> tuple[Frame, Locate]:
    """The weights of the cores after each read of a packet, or after the first `count`."""
    packet = steps.packet
    words = pack_words(weights_of(steps)[:count], packet.params.k_width)

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return _weight_used(steps, beat, lane)

    return Frame(f"{packet.name}/weights", {"weights": words}), locate


def begins_tile(steps: Steps) -> Bools:
    """Whether a step is the first of its tile: bool [Q]."""
    return np.arange(steps.count) % steps.order.stride("iteration") == 0


def watch_frame(name: str, count: int) -> Frame:
    """So many clocks in which `status` is looked at."""
    return Frame(f"{name}/watch", {"watch": bits(np.ones(count, np.bool_))})


def status_frame(
    name: str, expected: Timeline, walks: Sequence[Steps], wrong: Collection[int], count: int
) -> tuple[Frame, Locate]:
    """What the block says of itself in each clock, and the weights, which stay until the next.

    Args:
        name: of the case.
        expected: when what happens.
        walks: steps of the packets.
        wrong: numbers of those that read with another header than their rows came with.
        count: clocks.
    """
    clocks = np.arange(1, count + 1)
    of_tile = [i for i, steps in enumerate(walks) for _ in range(steps.packet.tiling.t)]
    matches = np.array([*(i not in wrong for i in of_tile), False])
    known = expected.known(clocks)
    weights = np.concatenate([weights_of(steps) for steps in walks])
    last = np.searchsorted(np.concatenate(expected.read), clocks) - 1
    words = pack_words(weights[last], walks[0].packet.params.k_width)
    read = np.where(last[:, None] >= 0, np.uint8(255), np.uint8(0))
    fields = {
        "ready": bits(expected.ready(clocks)),
        "row_ready": bits(expected.row_ready(clocks)),
        "packet_whole": bits(expected.packet_whole(clocks)),
        "tile_known": bits(known),
        "tile_matches": bits(matches[expected.asked(clocks)]),
        "held": words,
    }
    ends = np.cumsum([steps.count for steps in walks])

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        if last[beat] < 0:
            return {}
        which = int(np.searchsorted(ends, last[beat], "right"))
        steps = walks[which]
        return _weight_used(steps, int(last[beat] - ends[which]) + steps.count, lane)

    care = {"tile_matches": bits(known), "held": np.broadcast_to(read, words.shape)}
    return Frame(f"{name}/status", fields, care=care), locate


def _packet_whole(steps: Steps) -> tuple[Bools, Bools]:
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
    return coordinates(packet, WEIGHT, beat, lane)
