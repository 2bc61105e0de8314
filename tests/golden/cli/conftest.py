"""A small convolution in a file, for the commands to read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.golden.minting import T, mint, options
from tests.golden.strategies import bias, data


@pytest.fixture
def conv(tmp_path: Path) -> Path:
    """3x3 convolution of 6 x 6 x 2 to 6 x 6 x 4, SAME."""
    path = tmp_path / "conv.tflite"
    kernel = T((4, 3, 3, 2), 0.02, data=data(1, (4, 3, 3, 2)))
    path.write_bytes(
        mint(
            "CONV_2D",
            [
                T((1, 6, 6, 2), 0.5, 7),
                kernel,
                T((4,), 0.01, data=bias(1, 4, 99), dtype=np.int32),
            ],
            [T((1, 6, 6, 4), 1.5, -3)],
            options("Conv2DOptions", padding=0, strideH=1, strideW=1),
        )
    )
    return path
