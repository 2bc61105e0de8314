"""What the shifter gets of a packet, and what the array must see, tap by tap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet
from golden.streams.frame import DATA, KEEP, Frame
from golden.streams.words import pack_marks, pack_words, unpack_marks, unpack_words
from tb.designs.conv_engine.places import Place, PlacedCase
from tb.designs.conv_engine.steps import Steps

IDLE = 0.2
"""Share of the steps that are followed by idle clocks, where there are any."""


def shifter_case(rng: np.random.Generator, name: str, packets: Sequence[Packet]) -> PlacedCase:
    """Packets one after another, some without an idle clock, some with many.

    Only the first iteration of each is sent: the others bring the same pixels again.
    """
    inputs, outputs = [], []
    places: dict[Frame, Place] = {}
    for packet in packets:
        idle = IDLE if rng.random() < 0.5 else 0.0
        taken, shown, place = _frames(rng, packet, idle)
        inputs.append(taken)
        outputs.append(shown)
        places |= dict.fromkeys((taken, shown), place)
    return PlacedCase(
        name,
        {"in": inputs, "pixels": outputs},
        clocks=sum(frame.beats for frame in inputs) + 1,
        detail=str(packets[0].shape),
        places=places,
    )


def pixels_of(steps: Steps) -> NDArray[np.int64]:
    """X - x_zp in front of each row of the array at each step, 0 in the padding: [Q, R]."""
    packet = steps.packet
    s = packet.shape
    h = _image_rows(steps)
    at = np.clip(h, 0, s.h - 1)
    x = packet.x[steps.image[:, None], at, steps.w[:, None], steps.input_channel[:, None]].astype(
        np.int64
    )
    return np.where((h >= 0) & (h < s.h), x - packet.x_zp, 0)


def _image_rows(steps: Steps) -> NDArray[np.int64]:
    """The image row that each row of the array needs at each step: [Q, R]."""
    s, rows = steps.packet.shape, steps.packet.params.rows
    row = steps.block[:, None] * rows + np.arange(rows)
    return row * s.sh + steps.kh[:, None] - s.pad_top


def _frames(rng: np.random.Generator, packet: Packet, idle: float) -> tuple[Frame, Frame, Place]:
    p = packet.params
    steps = Steps(packet)
    first = steps.count // packet.tiling.t  # of the first iteration
    begins = steps.begins_phase[:first]
    # An idle clock shows what the step before it showed. Clocks in front belong to no step.
    pauses = np.where(rng.random(first) < idle, rng.integers(1, 4, first), 0)
    step = np.repeat(np.arange(first), 1 + pauses)
    fresh = np.diff(step, prepend=-1) > 0
    load = fresh & begins[step]
    # The engine shifts in the clock of a load too; the load counts.
    shift = (fresh & ~begins[step]) | (load & rng.choice([False, True], len(step)))
    lead = int(rng.integers(0, 3))
    beats = lead + len(step)

    words, keep = _junk(rng, packet, beats)
    zero_point = rng.integers(0, 1 << p.x_width, (beats, 1))
    sets = np.flatnonzero(load) + lead
    used = p.rows + packet.tiling.f
    loads = len(sets)
    words[sets, :used] = unpack_words(packet.pixel.body[DATA], p.pixel_port, p.x_width)[
        :loads, :used
    ]
    keep[sets, :used] = unpack_marks(packet.pixel.body[KEEP], p.pixel_port)[:loads, :used]
    zero_point[sets] = packet.x_zp

    pixels = np.zeros((beats, p.rows), np.int64)
    pixels[lead:] = pixels_of(steps)[step]
    shown = pack_words(pixels, p.x_width + 1)
    counts = pack_words(np.full_like(pixels, -1), p.x_width + 1)
    counts[:lead] = 0  # nothing has been loaded, or the packet before is still there
    taken = {
        "load": np.pad(load, (lead, 0)).astype(np.uint8)[:, None],
        "shift": np.pad(shift, (lead, 0)).astype(np.uint8)[:, None],
        "words": pack_words(words, p.x_width),
        "keep": pack_marks(keep),
        "zero_point": pack_words(zero_point, p.x_width),
    }
    rows = _image_rows(steps)

    def place(beat: int, lane: int) -> Mapping[str, int]:
        if beat < lead:
            return {}
        at = int(step[beat - lead])
        found = steps.named(at)
        if lane < p.rows:
            found["array_row"] = lane
            if 0 <= rows[at, lane] < packet.shape.h:
                found["h"] = int(rows[at, lane])
        return found

    return (
        Frame(f"{packet.name}/in", taken),
        Frame(f"{packet.name}/pixels", {"pixels": shown}, care={"pixels": counts}),
        place,
    )


def _junk(
    rng: np.random.Generator, packet: Packet, beats: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """What stands on the wires where nothing is loaded, and past the words of a set."""
    p = packet.params
    words = rng.integers(0, 1 << p.x_width, (beats, p.pixel_port))
    return words, rng.choice([False, True], (beats, p.pixel_port))
