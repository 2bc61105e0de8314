"""What a convolution is: the loops that `conv.py` and `depthwise.py` are quick ways to.

Nothing is clever here and nothing is fast. The tests hold every quick path against it.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt

from golden.layers.base import Int8
from golden.layers.geometry import Pads, Window


def convolution_sums(
    x: Int8,
    kernel: Int8,
    *,
    zero_point: int = 0,
    stride: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
    groups: int = 1,
    pads: Pads = (0, 0, 0, 0),
) -> npt.NDArray[np.int64]:
    """Sums of a convolution before the bias, one product after another in Python's integers.

    Args:
        x: int8 [N, H, W, C_i].
        kernel: int8 [K_H, K_W, C_i / groups, C_o].
        zero_point: subtracted from every x; a tap in the padding adds nothing.
        stride: (S_H, S_W).
        dilation: (D_H, D_W).
        groups: group g's C_o / groups outputs see only its C_i / groups inputs; a depthwise
            convolution is one with a group for each input channel.
        pads: rows and columns of padding: top, bottom, left, right.

    Returns:
        int64 [N, H_o, W_o, C_o].
    """
    images, height, width, _ = x.shape
    k_h, k_w, depth, channels = kernel.shape
    rows, columns = Window((k_h, k_w), stride, dilation, pads).output_size(height, width)
    top, _, left, _ = pads
    sums = np.zeros((images, rows, columns, channels), np.int64)
    for n, ho, wo, co in product(range(images), range(rows), range(columns), range(channels)):
        first = co // (channels // groups) * depth
        total = 0
        for i, j, c in product(range(k_h), range(k_w), range(depth)):
            h = ho * stride[0] + i * dilation[0] - top
            w = wo * stride[1] + j * dilation[1] - left
            if 0 <= h < height and 0 <= w < width:
                total += (int(x[n, h, w, first + c]) - zero_point) * int(kernel[i, j, c, co])
        sums[n, ho, wo, co] = total
    return sums
