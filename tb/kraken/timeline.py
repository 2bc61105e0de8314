"""Columns of packets as beats of the array's inputs, with idle clocks between the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from golden.kraken import ArrayParams
from tb.kraken.columns import ArrayColumn
from tb.kraken.draw import operands
from tb.kraken.steps import Bools, Ints

IDLE, LONGEST = 0.15, 4
"""Share of the steps before which clocks pass without one, and the most such clocks."""


@dataclass(frozen=True, eq=False)
class Control:
    """What the array is told in each clock.

    Attributes:
        step, hand_over, capture: bool [clocks].
        restart: bool [clocks, C].
        pixels: int64 [clocks, U, R].
        weights: int64 [clocks, C].
        buses: int64 [clocks, C], the bus that each core takes.
    """

    step: Bools
    hand_over: Bools
    capture: Bools
    restart: Bools
    pixels: Ints
    weights: Ints
    buses: Ints

    @property
    def clocks(self) -> int:
        """How long it is."""
        return len(self.step)


@dataclass(frozen=True, eq=False)
class Timeline(Control):
    """Columns of packets in time.

    Attributes:
        columns: the columns in order.
        captured: int64 [clocks], column of the last capture up to each clock, -1 before the first.
        stepped: int64 [clocks], last step up to each clock, counted over all columns, else -1.
        places: of each step.
    """

    columns: tuple[ArrayColumn, ...]
    captured: Ints
    stepped: Ints
    places: tuple[dict[str, int], ...]


def timeline(
    rng: np.random.Generator, params: ArrayParams, columns: Sequence[ArrayColumn], tail: int
) -> Timeline:
    """Lay columns out in time.

    Sums are captured with the first step of the next column at the latest. What an idle clock and
    a bus without a set carry is drawn too: nothing of it may count.

    Args:
        rng: draws idle clocks and what they carry.
        params: the array.
        columns: what it works through.
        tail: clocks behind the last step, at least 1.
    """
    steps = sum(column.steps for column in columns)
    idle = np.where(rng.random(steps) < IDLE, rng.integers(1, LONGEST + 1, steps), 0)
    at = np.arange(steps) + np.cumsum(idle)
    clocks = int(at[-1]) + 1 + tail
    ends = np.cumsum([column.steps for column in columns])
    firsts = ends - np.array([column.steps for column in columns])
    until = np.append(at[firsts[1:]], at[-1] + 1)
    captures = rng.integers(at[ends - 1] + 1, until, endpoint=True)

    step, capture = np.zeros(clocks, np.bool_), np.zeros(clocks, np.bool_)
    step[at], capture[captures] = True, True
    restart = rng.random((clocks, params.cols)) < 0.5
    hand_over = rng.random(clocks) < 0.5
    pixels = operands(rng, (clocks, params.pixel_buses, params.rows), params.x_width + 1)
    weights = operands(rng, (clocks, params.cols), params.k_width)
    buses = rng.integers(params.pixel_buses, size=(clocks, params.cols))
    restart[at], hand_over[at] = False, False
    restart[at[firsts]] = [column.restart for column in columns]
    # Where every core restarts a hand-over says nothing.
    hand_over[at[firsts]] = [
        column.hand_over or (column.restart.all() and rng.random() < 0.5) for column in columns
    ]
    for first, column in zip(firsts, columns, strict=True):
        of_column = at[first : first + column.steps]
        pixels[of_column, : column.pixels.shape[1]] = column.pixels
        weights[of_column] = column.weights
        buses[of_column] = column.buses
    return Timeline(
        step,
        hand_over,
        capture,
        restart,
        pixels,
        weights,
        buses,
        tuple(columns),
        np.cumsum(capture) - 1,
        np.cumsum(step) - 1,
        tuple(place for column in columns for place in column.places),
    )
