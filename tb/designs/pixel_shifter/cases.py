"""What the shifter gets of a packet, and what the array must see, tap by tap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ArrayParams, Packet
from golden.streams.frame import DATA, KEEP, Frame
from golden.streams.words import pack_marks, pack_words, unpack_marks, unpack_words
from tb.bench import Values
from tb.kraken.draw import packets_of
from tb.kraken.placed import Locate, PlacedCase
from tb.kraken.random_layers import random_layer
from tb.kraken.spec import LayerSpec
from tb.kraken.step_operands import image_rows, pixels_of
from tb.kraken.steps import Steps

LAYERS = 40
"""Random layers."""
LONGEST = 400
"""Steps of the longest of them, about."""

IDLE = 0.2
"""Share of the steps that are followed by idle clocks, where there are any."""


def array_for(values: Values) -> ArrayParams:
    """An engine with such a shifter; its cores and weights do not matter."""
    rows, words = values["Rows"], values["Words"]
    return ArrayParams(
        rows=rows, cols=8, x_width=values["XWidth"], kh_max=words - rows + 1, kw_max=3
    )


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Layers at the ends of the ranges, then random ones."""
    array = array_for(values)
    for spec in (*_ends(array), *_drawn(rng, array)):
        yield shifter_case(rng, spec.name, packets_of(rng, array, spec))


def _ends(array: ArrayParams) -> Iterator[LayerSpec]:
    """The tallest kernel with every stride, and operands and zero points at their ends."""
    tall, rows = array.kh_max, array.rows
    size, edges = (tall, 1), (tall - 1, tall - 1, 0, 0)
    for stride in range(1, array.s_max + 1):
        h = max(stride * rows + 1 - tall, 1)
        name = f"kernel {tall}x1 stride {stride}"
        yield LayerSpec(name, h, 2, 2, 1, size, (stride, 1), pad=edges, x_zp=7 * stride)
    half = 1 << (min(array.x_width, 8) - 1)
    for x_zp in (-half, -1, 0, half - 1):
        name = f"extreme operands zero point {x_zp}"
        yield LayerSpec(name, rows + 1, 2, 2, 1, size, pad=edges, x_zp=x_zp, extreme=True)


def _drawn(rng: np.random.Generator, array: ArrayParams) -> Iterator[LayerSpec]:
    for i in range(LAYERS):
        yield random_layer(rng, array, f"layer {i}", LONGEST)


def shifter_case(rng: np.random.Generator, name: str, packets: Sequence[Packet]) -> PlacedCase:
    """Packets one after another, some without an idle clock, some with many.

    Only the first iteration of each is sent: the others bring the same pixels again.
    """
    inputs, outputs = [], []
    locate: dict[Frame, Locate] = {}
    for packet in packets:
        idle = IDLE if rng.random() < 0.5 else 0.0
        taken, shown, place = _frames(rng, packet, idle)
        inputs.append(taken)
        outputs.append(shown)
        locate |= dict.fromkeys((taken, shown), place)
    return PlacedCase(
        name,
        {"in": inputs, "pixels": outputs},
        clocks=sum(frame.beats for frame in inputs) + 1,
        detail=str(packets[0].shape),
        locate=locate,
    )


def _frames(rng: np.random.Generator, packet: Packet, idle: float) -> tuple[Frame, Frame, Locate]:
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
    rows = image_rows(steps)

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
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
        locate,
    )


def _junk(
    rng: np.random.Generator, packet: Packet, beats: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """What stands on the wires where nothing is loaded, and past the words of a set."""
    p = packet.params
    words = rng.integers(0, 1 << p.x_width, (beats, p.pixel_port))
    return words, rng.choice([False, True], (beats, p.pixel_port))
