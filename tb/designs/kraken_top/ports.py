"""The accelerator's ports, the taps between its stages, and how wide they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden.kraken import ParameterError as ArrayError
from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import (
    ACTIVATED,
    ADDED,
    CONFIG,
    OPERAND,
    OUT,
    POOLED,
    REQUANTIZED,
    TENSOR,
)
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from golden.kraken.stages.route import DEST, NARROW, WIDE
from golden.streams.frame import DATA, LAST, USER
from tb.bench import SINK, SOURCE, Field, Parameter, ParameterError, Port, stream, strobe
from tb.kraken.array import array_of, array_parameters

FIXED = {"XWidth": 8, "YWidth": 32}
"""Parameters of the engine that the stages behind it leave no choice of."""

TAPS = {SUM: WIDE, REQUANTIZED: NARROW, ACTIVATED: NARROW, ADDED: NARROW, POOLED: NARROW}
"""Taps between the stages, with the bits of a word."""

OUT_BYTES = "OutBytes"


def parameters() -> tuple[Parameter, ...]:
    """The engine's without those that are fixed, and the width of the output port."""
    engine = (parameter for parameter in array_parameters() if parameter.name not in FIXED)
    meaning = "bytes of an output beat, 1..4*M*R; M*R unless given"
    return (*engine, Parameter(OUT_BYTES, None, 1, 2**31 - 1, meaning))


def params_of(values: Mapping[str, int]) -> AcceleratorParams:
    """The accelerator with these parameters.

    Raises:
        ParameterError: they do not go together.
    """
    engine = {name: value for name, value in values.items() if name != OUT_BYTES}
    array = array_of(engine | FIXED)
    port = values.get(OUT_BYTES)
    widest = array.sum_lanes * WIDE // 8
    if port is not None and port > widest:
        raise ParameterError(
            f"{OUT_BYTES} is {port}, but it must lie from 1 to 4*OutChannels*Rows, {widest}"
        )
    try:
        return AcceleratorParams(array, port)
    except ArrayError as fault:
        raise ParameterError(str(fault)) from fault


def derive(values: dict[str, int]) -> dict[str, int]:
    """All parameters from those given; the widths of the ports follow from the others."""
    params = params_of(values)
    engine = {name: value for name, value in params.array.rtl().items() if name not in FIXED}
    return {**engine, OUT_BYTES: params.out_bytes}


def ports(values: Mapping[str, int]) -> Sequence[Port]:
    """The inputs, the output, and the taps."""
    array = params_of(values).array
    dest = Field(DEST, "s_axis_config_tdest")
    return (
        stream(PIXEL, "s_axis_pixel", SOURCE, word=array.x_width, user=True),
        stream(WEIGHT, "s_axis_weight", SOURCE, word=array.k_width),
        stream(CONFIG, "s_axis_config", SOURCE, signed=False, extra=(dest,)),
        stream(TENSOR, "s_axis_tensor", SOURCE, user=True),
        stream(OPERAND, "s_axis_operand", SOURCE),
        *(_tap(name, word) for name, word in TAPS.items()),
        stream(OUT, "m_axis", SINK, user=True, keep=True),
    )


def _tap(name: str, word: int) -> Port:
    """Beats as they leave a stage that does something to them."""
    return strobe(
        name,
        SINK,
        f"tap_{name}_valid",
        Field(DATA, f"tap_{name}_data", word, signed=True),
        Field(USER, f"tap_{name}_user"),
        Field(LAST, f"tap_{name}_last"),
    )
