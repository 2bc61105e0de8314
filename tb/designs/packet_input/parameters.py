"""The parameters of `packet_input`, and the array whose pixels or weights it takes in."""

from __future__ import annotations

from golden.kraken import ArrayParams
from golden.kraken.format.axes import PIXEL, WEIGHT
from tb.bench import Parameter, ParameterError, Values
from tb.kraken.array import array_of, array_parameters
from tb.kraken.header_ports import SHARED

PARAMETERS = (
    *array_parameters(*SHARED),
    Parameter("WordWidth", 8, 2, 16, "bits of a word; those of a pixel are XWidth"),
    Parameter("PortWords", None, 1, 1024, "words of a beat; SetWords unless given", {"icarus": 5}),
    Parameter("SetWords", None, 1, 1024, "words of the largest set; follows from the others"),
    Parameter("Sets", None, 1, 4, "sets of the largest load; follows from the others"),
    Parameter("OfWeights", 0, 0, 1, "whether the stream is that of the weights"),
)


def stream_of(values: Values) -> str:
    """Which of the engine's streams it is."""
    return WEIGHT if values["OfWeights"] else PIXEL


def array_for(values: Values) -> ArrayParams:
    """The array, with the block's port as that of the stream."""
    port, width = ("WeightPortWords", "KWidth") if values["OfWeights"] else ("PixelPortWords", "")
    given = {name: values[name] for name in SHARED} | {"OutChannels": 1, port: values["PortWords"]}
    if width:
        given[width] = values["WordWidth"]
    return array_of(given)


def beat_bits(values: Values) -> int:
    """Bits of a beat."""
    return values["PortWords"] * values["WordWidth"]


def derive(values: dict[str, int]) -> dict[str, int]:
    """All parameters; the largest load has R+KhMax-1 pixels for each bus, or C weights.

    Raises:
        ParameterError: they do not go together.
    """
    of_weights = values["OfWeights"]
    whole = values["Cols"] if of_weights else values["Rows"] + values["KhMax"] - 1
    sets = 1 if of_weights else values["PixelBuses"]
    given = {"SetWords": whole, "PortWords": whole, "Sets": sets, **values}
    if given["SetWords"] != whole:
        raise ParameterError(f"SetWords is {given['SetWords']}, but such a set has {whole} words")
    if given["Sets"] != sets:
        raise ParameterError(f"Sets is {given['Sets']}, but the largest load has {sets}")
    if not of_weights and given["WordWidth"] != given["XWidth"]:
        raise ParameterError("WordWidth of pixels must be XWidth")
    array_for(given)
    return given
