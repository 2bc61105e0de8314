"""Random arrays: small ones, so that a build takes seconds, and now and then an illegal one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from golden.kraken.format.params import LEGAL, RTL_NAMES

MOST_PES = 128
"""Processing elements of the largest array drawn."""

ILLEGAL = 0.1
"""Share of the draws in which one parameter is out of its range."""

WIDTHS = {"XWidth": (2, 5, 8, 8, 11), "KWidth": (2, 5, 8, 8, 11), "YWidth": (8, 17, 24, 32, 40)}
"""Widths of words that are drawn; the usual ones are likelier."""

DEPTHS = (2, 3, 7, 16, 33, 64, 200)
"""Rows of a weight buffer that are drawn."""

RANGES = {RTL_NAMES[name]: bounds for name, bounds in LEGAL.items()}
"""Least and greatest value by the RTL's name, where it depends on no other parameter."""

OUT_BYTES = "OutBytes"
"""The output port of the whole accelerator."""


def random_array(rng: np.random.Generator, names: Collection[str]) -> dict[str, int]:
    """Parameters of an array.

    Widths of ports are left to their defaults in half of the draws. One draw in ten is illegal.

    Args:
        rng: draws them.
        names: parameters that the design has, by the RTL's names; no other is drawn.
    """
    rows = int(rng.integers(1, 8))
    cols = int(rng.integers(1, min(24, MOST_PES // rows) + 1))
    drawn = {
        "Rows": rows,
        "Cols": cols,
        **{name: int(rng.choice(widths)) for name, widths in WIDTHS.items()},
        "KhMax": _size(rng, 7),
        "KwMax": _size(rng, 7),
        "SMax": _size(rng, 4),
        "WeightDepth": int(rng.choice(DEPTHS)),
        "OutChannels": int(rng.integers(1, min(4, cols) + 1)),
        "PixelBuses": int(rng.integers(1, 5)),
    }
    most = limits(drawn)
    for name in ("PixelPortWords", "WeightPortWords", OUT_BYTES):
        if rng.random() < 0.5:
            drawn[name] = int(rng.integers(1, most[name] + 1))
    drawn = {name: value for name, value in drawn.items() if name in names}
    if rng.random() < ILLEGAL:
        _break(rng, drawn)
    return drawn


def limits(array: Mapping[str, int]) -> dict[str, int]:
    """Greatest values of the parameters whose range depends on others of an array."""
    rows, cols = array["Rows"], array["Cols"]
    return {
        "OutChannels": cols,
        "PixelPortWords": rows + array["KhMax"] - 1,
        "WeightPortWords": cols,
        OUT_BYTES: 4 * array["OutChannels"] * rows,
    }


def _break(rng: np.random.Generator, drawn: dict[str, int]) -> None:
    """Put one of the parameters just out of its range."""
    name = str(rng.choice(sorted(drawn)))
    low, high = RANGES.get(name) or (1, limits(drawn)[name])
    drawn[name] = low - 1 if rng.random() < 0.5 else high + 1


def _size(rng: np.random.Generator, greatest: int) -> int:
    """A size from 1 on, all about equally likely but for the greatest ones."""
    return int(min(rng.integers(1, greatest + 1), rng.integers(1, greatest + 1) + 1))
