"""Convolution as a matrix product: the patch of the image that each output sees, as a row."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def patches(
    x: npt.NDArray[Any],
    kernel: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
    pads: tuple[int, int, int, int],
    fill: int,
    groups: int = 1,
) -> npt.NDArray[Any]:
    """Gather the patches of an image.

    Args:
        x: [N, H, W, C].
        kernel: K_H and K_W.
        stride: S_H and S_W.
        dilation: D_H and D_W.
        pads: rows and columns of padding: top, bottom, left, right.
        fill: what the padding holds; the zero point makes it add nothing.
        groups: groups of channels.

    Returns:
        [N * H_o * W_o, K_H * K_W * C] of x's type, group after group in the order of the kernel's
        first three axes.
    """
    top, bottom, left, right = pads
    framed = np.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)), constant_values=fill)
    extent = tuple((k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True))
    windows = np.lib.stride_tricks.sliding_window_view(framed, extent, axis=(1, 2))
    seen = windows[:, :: stride[0], :: stride[1], :, :: dilation[0], :: dilation[1]]
    taps = kernel[0] * kernel[1] * x.shape[3]
    by_group = seen.reshape(*seen.shape[:3], groups, -1, *kernel).transpose(0, 1, 2, 3, 5, 6, 4)
    return np.ascontiguousarray(by_group).reshape(-1, taps)
