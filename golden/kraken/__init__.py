"""The Kraken dataflow: from a convolution to the engine's streams, and back."""

from golden.kraken.clocks import Prediction, predict
from golden.kraken.coordinates import (
    PixelPlace,
    SumPlace,
    WeightPlace,
    locate_pixel,
    locate_sum,
    locate_weight,
)
from golden.kraken.cost import LayerCost, cost
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
from golden.kraken.pipeline import Latency, PacketClocks
from golden.kraken.plan import Plan
from golden.kraken.shape import ConvShape, Tiling
from golden.kraken.stream import Stream
from golden.kraken.waits import Waits

__all__ = [
    "ArrayParams",
    "ConvShape",
    "DecodeError",
    "Fault",
    "Header",
    "HeaderError",
    "KrakenError",
    "Latency",
    "LayerCost",
    "LayerError",
    "Packet",
    "PacketClocks",
    "PacketError",
    "ParameterError",
    "PixelPlace",
    "PlaceError",
    "Plan",
    "Prediction",
    "ShapeError",
    "Stream",
    "SumPlace",
    "Tiling",
    "Waits",
    "WeightPlace",
    "cost",
    "header_fault",
    "locate_pixel",
    "locate_sum",
    "locate_weight",
    "lower",
    "pack",
    "predict",
    "unpack",
]
