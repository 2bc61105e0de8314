"""Coordinates of tensors and of the array over which wrong words are worth a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden.kraken.format.coordinates import WORDING
from tb.scoreboard.report import Picture, Side

PAIRS = (
    ("h", "w"),
    ("channel", "h"),
    ("channel", "w"),
    ("input_channel", "w"),
    ("kh", "kw"),
    ("array_row", "core"),
    ("channel", "core"),
)
"""Coordinates down and across."""


def pictures(extents: Mapping[str, int]) -> Sequence[Picture]:
    """Those pairs of which both are known.

    Args:
        extents: how many values coordinates have, by name.
    """

    def side(name: str) -> Side:
        return Side(name, WORDING[name], extents[name])

    # What lies on the array is told by its rows, where it has some.
    pairs = [(d, a) for d, a in PAIRS if {d, a} <= extents.keys()]
    if ("array_row", "core") in pairs:
        pairs.remove(("channel", "core"))
    return [Picture(side(down), side(across)) for down, across in pairs]
