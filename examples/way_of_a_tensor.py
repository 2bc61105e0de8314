"""Follows one layer of the shipped network from its tensor to the engine's streams and back."""

from __future__ import annotations

import numpy as np

from golden import Conv2D, load_model
from golden.kraken import PIXEL, SUM, WEIGHT, ArrayParams, locate_sum, lower, predict
from golden.kraken.format.axes import axes
from golden.networks.shipped import DIGITS
from golden.streams.frame import DATA

SEEN = 420, 1
"""A beat of sums and a lane of it, as a report would name them."""


def main() -> None:
    """Print each station."""
    model = load_model(DIGITS)
    images = np.load(DIGITS.with_suffix(".npz"))["images"]
    tensors = model.trace(images[:1].reshape(1, 28, 28, 1))
    layer = next(layer for layer in model.layers if layer.name == "conv_2d_3")
    assert isinstance(layer, Conv2D)
    x, y = tensors[layer.inputs[0]], tensors[layer.outputs[0]]
    print(f"layer    {layer.name}: int8 {list(x.shape)} -> int8 {list(y.shape)}")

    array = ArrayParams(rows=4, cols=24)
    plan = lower(layer, x, array)
    [packet] = plan.packets
    print(f"packet   {packet.shape} on {array.rows} x {array.cols} processing elements")
    for port in (PIXEL, WEIGHT, SUM):
        order = axes(packet.tiling, port)
        loops = ", ".join(f"{name} {size}" for name, size in order.sizes.items())
        print(f"  {port:<7}{packet.frames[port].beats:>6} beats: for each {loops}")
    print(f"clocks   {predict([packet]).clocks} predicted")

    beat, lane = SEEN
    print(f"place    {locate_sum(packet, beat, lane)}")
    sums = plan.combine([packet.decode(packet.frames[SUM].body[DATA])])
    print(f"back     int32 {list(sums.shape)}, equal to the layer's own sums: ", end="")
    print(bool((sums == layer.accumulate(x)).all()))
    print(f"         requantised, equal to the tensor: {bool((layer.requantise(sums) == y).all())}")


if __name__ == "__main__":
    main()
