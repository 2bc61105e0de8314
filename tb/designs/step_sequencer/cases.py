"""Packets as cases of the sequencer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from golden.kraken import ArrayParams
from golden.streams.frame import Frame
from tb.bench import Values
from tb.designs.step_sequencer.definition import edges_of, frames_of, places_of
from tb.designs.step_sequencer.ports import AT_REST, HALTED, STOP, TILE
from tb.kraken.array import array_of
from tb.kraken.placed import PlacedCase
from tb.kraken.random_headers import held_headers, random_header
from tb.kraken.walk import Walk
from tb.stimulus.patterns import MASK_PERIOD, PAUSE

LATEST = 4
"""Most clocks after the start after which the first tile's header is compared."""

START_TO_ARRAY = 2
"""Clocks of a packet but for its steps: its start, and the way of the last step to the array."""


@dataclass(frozen=True, eq=False)
class SequencerCase(PlacedCase):
    """One packet.

    Attributes:
        walk: its steps.
        last_at: loads of pixels that are marked as the last one; None where the last is.
        known_after: clocks after the start in which the first tile's header is not compared yet.
        stopped: clocks in which it is told to stop.
    """

    walk: Walk = field(kw_only=True)
    last_at: tuple[int, ...] | None = None
    known_after: int = 0
    stopped: int = 0


def array_for(values: Values) -> ArrayParams:
    """An array whose sequencer has these parameters."""
    own = {name: value for name, value in values.items() if name != "BusWidth"}
    return array_of({**own, "OutChannels": 1})


def cases(rng: np.random.Generator, values: Values) -> Iterator[SequencerCase]:
    """Random packets; one has wrong marks of the last pixels, one is stopped."""
    array = array_for(values)
    yield case_of(random_walk(rng, array, "window", columns=2), values)
    late = random_walk(rng, array, "header compared late")
    yield case_of(late, values, known_after=int(rng.integers(1, LATEST + 1)))
    for i, header in enumerate(held_headers(rng, array)):
        yield case_of(Walk(header, array, f"pass {i}"), values)
    wrong = random_walk(rng, array, "wrong last", columns=2)
    marked = np.flatnonzero(rng.random(wrong.loads.beats) < rng.choice([0.0, 0.5]))
    yield case_of(wrong, values, tuple(int(load) for load in marked))
    stopped = random_walk(rng, array, "stopped", columns=2)
    yield case_of(stopped, values, stop=tuple(rng.random(stopped.count) < 0.5))


def random_walk(rng: np.random.Generator, array: ArrayParams, name: str, columns: int = 1) -> Walk:
    """A short packet of any kind, of so many input columns at least."""
    return Walk(random_header(rng, array, columns=columns), array, name)


def case_of(
    walk: Walk,
    values: Values,
    last_at: tuple[int, ...] | None = None,
    stop: Sequence[bool] = (),
    known_after: int = 0,
) -> SequencerCase:
    """One packet as a case.

    Args:
        walk: the packet.
        values: parameters of the design.
        last_at: loads of pixels that are marked as the last one; None marks the last.
        stop: the input of that name from the clock of the start on; 0 after that.
        known_after: clocks after the start in which the first tile's header is not compared yet.
    """
    frames = frames_of(walk, values["BusWidth"], last_at)
    known = [*(False for _ in range(known_after + 1)), True]
    # What is said of the header before it was compared does not count.
    frames[TILE] = [tile_frame(walk, known, [*(i % 2 == 0 for i in range(known_after + 1)), True])]
    clocks = walk.count + START_TO_ARRAY + known_after
    if stop:
        held = np.array([*stop, False], np.uint8)[:, None]
        rest = dict.fromkeys(AT_REST, np.zeros_like(held))
        care = dict.fromkeys(AT_REST, held)
        frames[STOP] = [Frame(f"{walk.name}/{STOP}", {"stop": held})]
        frames[HALTED] = [Frame(f"{walk.name}/{HALTED}", rest, care=care)]
        # No step comes with the start.
        moving = np.flatnonzero(np.append(held[1:], np.zeros(walk.count)) == 0) + 1
        clocks = max(int(moving[walk.count - 1]) + START_TO_ARRAY, len(held))
    return SequencerCase(
        walk.name,
        frames,
        clocks=clocks,
        quiet=PAUSE.stop + MASK_PERIOD,
        edges=edges_of(walk),
        detail=str(walk),
        locate=places_of(walk, frames),
        walk=walk,
        last_at=last_at,
        known_after=known_after,
        stopped=int(sum(stop)),
    )


def tile_frame(walk: Walk, known: Sequence[bool], matches: Sequence[bool]) -> Frame:
    """What is told of the first tile from the clock of the start on; the last values stay."""
    columns = {"known": known, "matches": matches}
    fields = {name: np.array(column, np.uint8)[:, None] for name, column in columns.items()}
    return Frame(f"{walk.name}/{TILE}", fields)
