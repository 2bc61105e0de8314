"""The Kraken dataflow: from a convolution to the engine's streams, and back."""

from golden.kraken.errors import (
    DecodeError,
    HeaderError,
    KrakenError,
    PacketError,
    ParameterError,
    PlaceError,
    ShapeError,
)
from golden.kraken.header import Header, pack, unpack
from golden.kraken.packet import Packet
from golden.kraken.params import ArrayParams
from golden.kraken.shape import ConvShape, Tiling
from golden.kraken.stream import Stream

__all__ = [
    "ArrayParams",
    "ConvShape",
    "DecodeError",
    "Header",
    "HeaderError",
    "KrakenError",
    "Packet",
    "PacketError",
    "ParameterError",
    "PlaceError",
    "ShapeError",
    "Stream",
    "Tiling",
    "pack",
    "unpack",
]
