"""The array that the engine is built around: sources, parameters, and what goes together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from golden.kraken import ArrayParams
from golden.kraken import ParameterError as ArrayError
from golden.kraken.format.params import LEGAL, RTL_NAMES
from tb.bench import Parameter, ParameterError

RTL = Path(__file__).resolve().parents[2] / "hw" / "rtl"
"""The design's sources."""

MEANINGS = {
    "rows": "R, output rows computed at once",
    "cols": "C, cores",
    "x_width": "bits of a pixel",
    "k_width": "bits of a weight",
    "y_width": "bits of a sum",
    "kh_max": "tallest kernel",
    "kw_max": "widest kernel",
    "s_max": "largest stride, both ways",
    "weight_depth": "rows in each of the two weight buffers",
    "out_channels": "M, finished channels that leave in a clock",
    "pixel_buses": "U, sets of pixels that the cores can choose from",
    "pixel_port_words": "words of a pixel beat; R + KhMax - 1 unless given",
    "weight_port_words": "words of a weight beat; Cols unless given",
}

SMALL = {"rows": 4, "cols": 24}
"""The array on Icarus, which is a hundred times slower."""


def array_parameters(*names: str) -> tuple[Parameter, ...]:
    """The engine's parameters of these names, all where none is given, as the RTL has them."""
    usual = ArrayParams()
    return tuple(
        Parameter(
            rtl,
            getattr(usual, name),
            *LEGAL.get(name, (1, 2**31 - 1)),
            meaning=MEANINGS[name],
            usual={"icarus": SMALL[name]} if name in SMALL else {},
        )
        for name, rtl in RTL_NAMES.items()
        if not names or rtl in names
    )


def array_of(values: Mapping[str, int]) -> ArrayParams:
    """The array with these parameters.

    Raises:
        ParameterError: they do not go together.
    """
    try:
        return ArrayParams.from_rtl(values)
    except ArrayError as fault:
        raise ParameterError(str(fault)) from fault


def with_core_width(values: dict[str, int], ports: str) -> dict[str, int]:
    """Parameters of a block that reads cores by their number.

    Args:
        values: those given or defaulted; ``CoreWidth`` follows from ``Cols`` unless given.
        ports: the parameter that says how many cores it reads in a clock.

    Raises:
        ParameterError: they do not go together.
    """
    cols = values["Cols"]
    bits = max((cols - 1).bit_length(), 1)
    width = values.setdefault("CoreWidth", bits)
    if width < bits:
        raise ParameterError(
            f"CoreWidth is {width}, but the numbers of {cols} cores take {bits} bits"
        )
    if values[ports] > cols:
        raise ParameterError(f"{ports} is {values[ports]}, but it must lie from 1 to Cols, {cols}")
    return values
