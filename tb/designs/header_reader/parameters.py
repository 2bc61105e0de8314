"""The parameters of `header_reader`, and the array whose headers it reads."""

from __future__ import annotations

from golden.kraken import ArrayParams
from tb.bench import Parameter, Values
from tb.kraken.array import array_of, array_parameters
from tb.kraken.header_ports import SHARED

PARAMETERS = (
    *array_parameters(*SHARED),
    Parameter("PortWidth", 64, 1, 16384, "bits of a beat"),
    Parameter("OfWeights", 0, 0, 1, "whether the stream is that of the weights"),
)


def array_for(values: Values) -> ArrayParams:
    """The array whose headers the block reads."""
    return array_of({name: values[name] for name in SHARED} | {"OutChannels": 1})


def derive(values: dict[str, int]) -> dict[str, int]:
    """The parameters as they are, if there is such an array."""
    array_for(values)
    return values
