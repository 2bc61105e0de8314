"""Processing elements: one core, and the cores side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tb.bench.parts import Due, Dues, Signals, Values
from tb.kraken.references.bits import as_signed, cut, joined, ones


class ArrayReference:
    """Sums of all cores, and what they have captured; a sum is known from its restart on."""

    def __init__(self, values: Values) -> None:
        self.v = values
        self.cols, self.rows = values["Cols"], values["Rows"]
        self.sums: NDArray[np.object_] = np.zeros((self.cols, self.rows), object)
        self.known = np.zeros(self.cols, np.bool_)
        self.captured, self.captured_known = self.sums.copy(), self.known.copy()
        self.captures = -1

    def due(self, now: Signals) -> Dues:
        """What the cores that are read have captured."""
        v, value, care = self.v, 0, 0
        width = self.rows * v["YWidth"]
        for p, core in enumerate(cut(now["read_cores"], v["CoreWidth"], v["ReadPorts"])):
            if core < self.cols and self.captured_known[core]:
                value |= joined(self.captured[core].tolist(), v["YWidth"]) << p * width
                care |= ones(width) << p * width
        return {"read_sums": Due(value, care)}

    def clock(self, now: Signals) -> None:
        """Capture the sums, and make a step."""
        v = self.v
        if now["capture"]:
            self.captured, self.captured_known = self.sums, self.known
            self.captures += 1
        if not now["step"]:
            return
        restart = np.array(cut(now["restart"], 1, self.cols), np.bool_)
        buses = np.array(cut(now["buses"], v["BusWidth"], self.cols))
        pixels = np.array(now.words("pixels", v["XWidth"]), object).reshape(v["Buses"], self.rows)
        weights = np.array(now.words("weights", v["KWidth"]), object)
        legal = buses < v["Buses"]
        products = pixels[np.minimum(buses, v["Buses"] - 1)] * weights[:, None]
        before: NDArray[np.object_] = self.sums
        known = self.known
        if now["hand_over"]:
            before = np.vstack([np.zeros((1, self.rows), object), before[:-1]])
            known = np.concatenate([[True], known[:-1]])
        before = np.where(restart[:, None], 0, before)
        self.sums = (before + products) & ones(v["YWidth"])
        self.known = (known | restart) & legal

    def place(self) -> dict[str, int]:
        """Which capture it is."""
        return {"capture": self.captures}


class CoreReference:
    """One core; a sum is known from its restart on, or where the left neighbour hands one over."""

    def __init__(self, values: Values) -> None:
        self.v = values
        self.sums: list[int] | None = None
        self.captured: list[int] | None = None
        self.steps = -1

    def due(self, now: Signals) -> Dues:
        """Sums and captured sums."""
        told = {"sums": self.sums, "captured": self.captured}
        width = self.v["YWidth"]
        return {name: joined(sums, width) for name, sums in told.items() if sums is not None}

    def clock(self, now: Signals) -> None:
        """Capture the sums, and make a step."""
        v = self.v
        if now["capture"]:
            self.captured = self.sums
        if not now["step"]:
            return
        self.steps += 1
        before: list[int] | None = self.sums
        if now["restart"]:
            before = [0] * v["Rows"]
        elif now["hand_over"]:
            before = cut(now["left_sums"], v["YWidth"], v["Rows"])
        bus = now["bus"] if v["Buses"] > 1 else 0
        if before is None or bus >= v["Buses"]:
            self.sums = None
            return
        pixels = now.words("pixels", v["XWidth"])[bus * v["Rows"] :][: v["Rows"]]
        weight = as_signed(now["weight"], v["KWidth"])
        mask = ones(v["YWidth"])
        self.sums = [(s + p * weight) & mask for s, p in zip(before, pixels, strict=True)]

    def place(self) -> dict[str, int]:
        """Which step it is."""
        return {"step": self.steps}
