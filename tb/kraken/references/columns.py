"""Which output columns are whole after each input column."""

from __future__ import annotations

from golden.kraken import Header
from golden.kraken.format.header import unpack
from tb.bench.parts import Dues, IllegalInputError, Signals, Values
from tb.kraken.words import DERIVED, PLACE


def bit(place: int, name: str) -> bool:
    """A member of ``place_t``."""
    return bool(place >> _LOW[name] & 1)


_LOW = {name: PLACE.width - 1 - i for i, name in enumerate(PLACE.members)}


class Columns:
    """The input column at work, by the places of the steps."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self.w = 0

    def start(self, header: Header) -> None:
        """A packet begins."""
        self.header, self.w = header, 0

    def go_on(self, place: int) -> None:
        """A step is made at that place."""
        if bit(place, "block_ends"):
            self.w = 0
        elif bit(place, "col_ends"):
            self.w += 1

    def due(self, place: int) -> dict[str, int]:
        """What is said of a step at that place.

        Raises:
            IllegalInputError: the place is none of the packet's.
        """
        h = self.header
        if h is None:
            return {}
        if bit(place, "col_last") != (self.w == h.w - 1):
            raise IllegalInputError(f"column {self.w} of {h.w} has a place of another one")
        found = {"phase_first": int((self.w + h.pad_left) % h.sw == 0), "captures": 0}
        if h.hold or not bit(place, "col_ends"):
            return found
        # An output column is whole at its last kernel column or at the image's right edge.
        first = max(0, -(-(self.w + 1 + h.pad_left - h.kw) // h.sw))
        whole = [wo for wo in self._candidates(h, first) if wo < h.w_o]
        if not whole:
            return found
        left = h.w_o - whole[-1] - 1
        return {
            **found,
            "captures": 1,
            "columns": len(whole) & 15,
            "tap": self.w - (whole[0] * h.sw - h.pad_left) & 15,
            "none_left": int(left == 0),
        }

    def _candidates(self, h: Header, first: int) -> range:
        """Output columns that are whole with this input column."""
        if self.w == h.w - 1:
            return range(first, h.w_o)
        exact = self.w + 1 + h.pad_left - h.kw
        return range(first, first + (exact >= 0 and exact % h.sw == 0))


class ColumnsReference:
    """The tracker by itself."""

    def __init__(self, values: Values) -> None:
        self.columns = Columns()

    def due(self, now: Signals) -> Dues:
        """What leaves after the step in turn."""
        return self.columns.due(now["place"]) if self.columns.header is not None else {}

    def clock(self, now: Signals) -> None:
        """Begin a packet, or go on by a step; behind its last one there is no place."""
        if now["start"]:
            self.columns.start(unpack(now["layer"] >> DERIVED.width))
        elif now["step"]:
            if bit(now["place"], "packet_ends"):
                self.columns.header = None
            else:
                self.columns.go_on(now["place"])

    def place(self) -> dict[str, int]:
        """The input column."""
        return {"w": self.columns.w}
