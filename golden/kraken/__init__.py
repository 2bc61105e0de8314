"""The Kraken dataflow: from a layer to the engine's streams, from its sums back, and its clocks.

`lower(layer, x, params)` cuts a layer into `Packet`s, each what the engine does between two
headers. `packet.frames` are its beats on the ports, `packet.decode` turns sum beats back into a
tensor, and `plan.combine` the tensors of all packets into the layer's sums. `predict` tells in
which clock each thing happens.

* `format`: what travels. `params`, `shape` and `sharing` say what is computed on which array and by
  whom, `tiling` how it is cut up, `axes` in which order beats come, `header` and `mapping` what is
  in them, `packet` puts them together, `coordinates` tells what a lane of a beat stands for,
  `error_codes` what the engine refuses.
* `timing`: clocks, waits, bounds, and the input beats that a sum needs.
* `lowering`: which packets do a layer in the fewest clocks, and what the layer costs.
* `convolve`: the sums themselves.
* `stages`: what lies behind the engine, from its sums to the words that leave.
* `accelerator`: which layers of a model run where, and the passes that do them.
"""

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
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT, BeatOrder, axes
from golden.kraken.format.coordinates import (
    PixelPlace,
    Place,
    SumPlace,
    WeightPlace,
    locate,
    locate_pixel,
    locate_sum,
    locate_weight,
)
from golden.kraken.format.error_codes import ErrorCode, header_error
from golden.kraken.format.header import Header, pack, unpack
from golden.kraken.format.packet import Packet
from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape
from golden.kraken.format.sharing import ALONE, Sharing
from golden.kraken.format.tiling import Tiling
from golden.kraken.lowering.cost import LayerCost, cost
from golden.kraken.lowering.lower import lower
from golden.kraken.lowering.plan import Plan
from golden.kraken.timing.clocks import Prediction, predict
from golden.kraken.timing.needs import needs
from golden.kraken.timing.pipeline import Latency, PacketClocks
from golden.kraken.timing.waits import Waits

__all__ = [
    "ALONE",
    "PIXEL",
    "SUM",
    "WEIGHT",
    "ArrayParams",
    "BeatOrder",
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
    "Place",
    "PlaceError",
    "Plan",
    "Prediction",
    "ShapeError",
    "Sharing",
    "SumPlace",
    "Tiling",
    "Waits",
    "WeightPlace",
    "axes",
    "cost",
    "header_error",
    "locate",
    "locate_pixel",
    "locate_sum",
    "locate_weight",
    "lower",
    "needs",
    "pack",
    "predict",
    "unpack",
]
