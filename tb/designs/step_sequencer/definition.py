"""The beats of the sequencer's ports for one packet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from golden.streams.frame import Bytes, Frame, numbers
from golden.streams.words import pack_marks
from tb.designs.step_sequencer.ports import ARRAY, PIXELS, ROWS, START
from tb.kraken.buses import bus_numbers
from tb.kraken.placed import Locate
from tb.kraken.steps import Bools
from tb.kraken.walk import Walk
from tb.kraken.words import CAPTURE, LAYER, bits, layer_word

CORES = ("restart", "buses")
"""Fields that have a lane for each core."""


def frames_of(
    walk: Walk, bus_width: int, last_at: tuple[int, ...] | None = None
) -> dict[str, list[Frame]]:
    """All beats by port.

    Args:
        walk: the packet.
        bus_width: bits of a bus's number.
        last_at: loads of pixels that are marked as the last one; None marks the last, as it
            should be.
    """

    def called(port: str) -> str:
        return f"{walk.name}/{port}"

    layer = numbers([layer_word(walk.header, walk.array)], LAYER.width)
    beats = {
        START: Frame(called(START), {"layer": layer}),
        PIXELS: Frame(called(PIXELS), _pixels(walk, last_at), last_at=last_at),
        ROWS: Frame(called(ROWS), _rows(walk)),
        ARRAY: _array(walk, bus_width, called(ARRAY)),
    }
    return {port: [frame] for port, frame in beats.items()}


def edges_of(walk: Walk) -> dict[str, list[NDArray[np.int64]]]:
    """Beats of the last input column of each block, by port."""
    rows = walk.order.last_of("w")
    return {PIXELS: [walk.loads.last_of("w")], ROWS: [rows], ARRAY: [rows]}


def places_of(walk: Walk, frames: Mapping[str, Sequence[Frame]]) -> dict[Frame, Locate]:
    """Coordinates of a load of pixels or of a step, and the core where there is a lane for each."""

    def load(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return walk.loads.split(beat)

    def step(beat: int, field: str, lane: int) -> Mapping[str, int]:
        at = walk.named(beat)
        return {**at, "core": lane} if field in CORES else at

    places: dict[str, Locate] = {PIXELS: load, ROWS: step, ARRAY: step}
    return {frame: place for port, place in places.items() for frame in frames.get(port, ())}


def _pixels(walk: Walk, last_at: tuple[int, ...] | None) -> dict[str, Bytes]:
    """A load that is marked as the last and is not is a fault, and so is the reverse."""
    beat = np.arange(walk.loads.beats)
    last = beat == len(beat) - 1
    marked = last if last_at is None else np.isin(beat, last_at)
    return {"body_done": bits(last), "last_fault": bits(last != marked)}


def _rows(walk: Walk) -> dict[str, Bytes]:
    marks = walk.marks
    return {
        "iteration_ends": bits(marks["iteration_ends"]),
        "block_ends": bits(marks["block_ends"]),
        "packet_done": bits(marks["packet_ends"]),
    }


def _array(walk: Walk, bus_width: int, name: str) -> Frame:
    """The steps as the array sees them; what no wanted sum depends on does not count."""
    words = walk.capture_words
    captures: Bools = np.array([told is not None for told in walk.captured])
    fields = {
        "restart": pack_marks(walk.restart),
        "buses": bus_numbers(walk.buses, bus_width),
        "hand_over": bits(walk.hand_over),
        "capture": bits(captures),
        "capture_info": numbers([word for word, _ in words], CAPTURE.width),
    }
    care = {
        "restart": pack_marks(walk.wanted),
        "hand_over": bits(walk.goes_on),
        "capture_info": numbers([counts for _, counts in words], CAPTURE.width),
    }
    return Frame(name, fields, care=care)
