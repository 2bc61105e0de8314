"""The Kraken dataflow: from a convolution to the engine's streams, and back."""

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
from golden.kraken.format.coordinates import (
    PixelPlace,
    SumPlace,
    WeightPlace,
    locate_pixel,
    locate_sum,
    locate_weight,
)
from golden.kraken.format.error_codes import ErrorCode, header_error
from golden.kraken.format.header import Header, pack, unpack
from golden.kraken.format.packet import Packet
from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape, Tiling
from golden.kraken.lowering.lower import lower
from golden.kraken.lowering.plan import Plan
from golden.kraken.timing.clocks import Prediction, predict
from golden.kraken.timing.cost import LayerCost, cost
from golden.kraken.timing.pipeline import Latency, PacketClocks
from golden.kraken.timing.waits import Waits

__all__ = [
    "ArrayParams",
    "ConvShape",
    "DecodeError",
    "ErrorCode",
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
    "SumPlace",
    "Tiling",
    "Waits",
    "WeightPlace",
    "cost",
    "header_error",
    "locate_pixel",
    "locate_sum",
    "locate_weight",
    "lower",
    "pack",
    "predict",
    "unpack",
]
