"""The Kraken dataflow: from a convolution to the engine's streams, and back."""

from golden.kraken.coordinates import (
    PixelPlace,
    SumPlace,
    WeightPlace,
    locate_pixel,
    locate_sum,
    locate_weight,
)
from golden.kraken.errors import (
    DecodeError,
    HeaderError,
    KrakenError,
    LayerError,
    PacketError,
    ParameterError,
    PlaceError,
    ShapeError,
)
from golden.kraken.faults import Fault, header_fault
from golden.kraken.header import Header, pack, unpack
from golden.kraken.lower import lower
from golden.kraken.packet import Packet
from golden.kraken.params import ArrayParams
from golden.kraken.plan import Plan
from golden.kraken.shape import ConvShape, Tiling
from golden.kraken.stream import Stream

__all__ = [
    "ArrayParams",
    "ConvShape",
    "DecodeError",
    "Fault",
    "Header",
    "HeaderError",
    "KrakenError",
    "LayerError",
    "Packet",
    "PacketError",
    "ParameterError",
    "PixelPlace",
    "PlaceError",
    "Plan",
    "ShapeError",
    "Stream",
    "SumPlace",
    "Tiling",
    "WeightPlace",
    "header_fault",
    "locate_pixel",
    "locate_sum",
    "locate_weight",
    "lower",
    "pack",
    "unpack",
]
