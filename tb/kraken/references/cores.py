"""What each core does with a step, and which rows the cores have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from golden.kraken import ArrayParams, Header
from golden.kraken.format.header import unpack
from tb.bench.parts import Due, Dues, IllegalInputError, Signals, Values
from tb.kraken.references.bits import joined, spread
from tb.kraken.references.columns import bit
from tb.kraken.walk import Walk
from tb.kraken.words import DERIVED


def array_for_steps(values: Values) -> ArrayParams:
    """The array whose steps a block tells."""
    return ArrayParams(
        rows=values["Rows"],
        cols=values["Cols"],
        kw_max=values["KwMax"],
        s_max=values["SMax"],
        pixel_buses=values["PixelBuses"],
        out_channels=1,
    )


class Cores:
    """The cores of the step in turn, by the places of the steps."""

    def __init__(self, values: Values) -> None:
        self.array = array_for_steps(values)
        self.bus_width = values["BusWidth"]
        self.header: Header | None = None
        self.w = self.iteration = 0

    def start(self, header: Header) -> None:
        """A packet begins."""
        # What a block of steps tells depends on no sum, so the walk needs its columns alone.
        walk = Walk(replace(header, ci=1, kh=1, sh=1, n=1, l=1), self.array)
        self.header, self.walk = header, walk
        self.w = self.iteration = 0
        self.begins, self.wanted = walk.sums
        self.blocks = walk.blocks
        self.cores = walk.cores

    def go_on(self, place: int) -> None:
        """A step is made at that place."""
        if bit(place, "block_ends"):
            self.w = 0
            self.iteration += bit(place, "iteration_ends")
        elif bit(place, "col_ends"):
            self.w += 1

    def due(self, place: int) -> dict[str, int | Due]:
        """Restarts and buses, as far as they matter.

        Raises:
            IllegalInputError: the place is none of the packet's.
        """
        h = self.header
        if h is None:
            return {}
        if self.w >= h.w or self.iteration >= h.t:
            raise IllegalInputError(f"column {self.w} of iteration {self.iteration} is none")
        begins = bit(place, "col_begins") and not h.accumulate
        care = self._mask(self.wanted[self.w])
        restart = self._mask(self.begins[self.w]) if begins else 0
        blocks = self.blocks[self.iteration]
        buses = np.minimum(blocks - blocks[0], h.sets - 1).tolist()
        return {
            "restart": Due(restart & care, care),
            "buses": Due(
                joined(buses, self.bus_width), spread(care, self.array.cols, self.bus_width)
            ),
        }

    def rows(self, place: int, told: tuple[int, int]) -> tuple[int, int]:
        """``rows_valid`` and ``rows_from`` at that place; what is told where it means the same."""
        h = self.header
        assert h is not None, "asked for while a packet is at work"
        ends = np.zeros(self.cores, np.bool_)
        if bit(place, "block_last"):
            stacked = self.blocks[self.iteration][: self.cores]
            ends = stacked >= h.stack - 1 if h.sets > 1 else np.ones_like(ends)
        due = np.where(ends, h.last_rows, self.array.rows)
        fewer = np.flatnonzero(due < self.array.rows)
        valid, first = told
        meant = np.where(np.arange(self.cores) < first, self.array.rows, valid)
        if np.array_equal(np.minimum(meant, self.array.rows), due):
            return told
        return (h.last_rows, int(fewer[0])) if fewer.size else (self.array.rows, 0)

    def _mask(self, cores: np.ndarray) -> int:
        return int.from_bytes(np.packbits(cores, bitorder="little").tobytes(), "little")


class CoresReference:
    """The map by itself."""

    def __init__(self, values: Values) -> None:
        self.cores = Cores(values)

    def due(self, now: Signals) -> Dues:
        """Restarts, buses and rows of the step in turn."""
        if self.cores.header is None:
            return {}
        found = self.cores.due(now["place"])
        told = (now["rows_valid"], now["rows_from"])
        found["rows_valid"], found["rows_from"] = self.cores.rows(now["place"], told)
        return found

    def clock(self, now: Signals) -> None:
        """Begin a packet, or go on by a step."""
        if now["start"]:
            self.cores.start(unpack(now["layer"] >> DERIVED.width))
        elif now["step"]:
            if bit(now["place"], "packet_ends"):
                self.cores.header = None
            else:
                self.cores.go_on(now["place"])

    def place(self) -> dict[str, int]:
        """The iteration and the input column."""
        return {"iteration": self.cores.iteration, "w": self.cores.w}
