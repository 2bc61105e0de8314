"""ONNX files to full int8, by onnx2tf, offline.

Needs the packages of requirements-onnx.txt beside this file, which nothing else here needs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from golden.errors import InputError
from golden.reference import ReferenceModel, Resolver

Images = npt.NDArray[np.float32]

STAND_IN = "calibration_image_sample_data_20x128x128x3_float32.npy"
"""What onnx2tf would fetch from the network were it not in its working directory."""


class OnnxModel:
    """An ONNX model with one input [N, C, H, W] and one output.

    Args:
        path: of the `.onnx`.

    Attributes:
        shape: of an image, [H, W, C].

    Raises:
        InputError: onnx is missing, or cannot read the file, or it takes something else.
    """

    def __init__(self, path: Path | str) -> None:
        try:
            import onnx
        except ImportError:
            raise InputError(
                "onnx is missing: pip install -r golden/frontends/requirements-onnx.txt"
            ) from None
        self._path = Path(path).resolve()
        try:
            graph = onnx.load(str(path), load_external_data=False).graph
        except Exception as fault:  # protobuf raises errors of its own
            text = " ".join(str(fault).split())[:300]
            raise InputError(f"onnx cannot load {path}: {text}") from None
        constants = {tensor.name for tensor in graph.initializer}
        inputs = [value for value in graph.input if value.name not in constants]
        dims = [d.dim_value for d in inputs[0].type.tensor_type.shape.dim] if inputs else []
        if len(inputs) != 1 or len(dims) != 4 or not all(dims[1:]):
            raise InputError(f"{path} must take one input [N, C, H, W] of fixed size")
        self._input = inputs[0].name
        channels, height, width = dims[1:]
        self.shape = (height, width, channels)

    def predict(self, images: Images) -> Images:
        """Float outputs [N, ...] for images [N, H, W, C], one at a time."""
        model = ReferenceModel(self._convert(images[:1], "float32"), Resolver.OPTIMISED)
        return np.concatenate([model.run(image[None])[0] for image in images])

    def to_int8(self, representative: Images) -> bytes:
        """Content of an int8 `.tflite`, calibrated with images [N, H, W, C]."""
        return self._convert(representative, "full_integer_quant")

    def _convert(self, images: Images, kind: str) -> bytes:
        channels = self.shape[2]
        with tempfile.TemporaryDirectory() as name:
            scratch = Path(name)
            np.save(scratch / "images.npy", images)
            np.save(scratch / STAND_IN, np.zeros((20, 128, 128, 3), np.float32))
            zeros, ones = (f"[[[{[value] * channels}]]]" for value in (0.0, 1.0))
            command = [sys.executable, "-m", "onnx2tf", "-i", str(self._path), "-o", "out", "-n"]
            command += ["-nuo", "-oiqt", "-qt", "per-channel", "-iqd", "int8", "-oqd", "int8"]
            command += ["-b", "1", "-cind", self._input, "images.npy", zeros, ones]
            done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
            made = list((scratch / "out").glob(f"*_{kind}.tflite"))
            if done.returncode or len(made) != 1:
                lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
                raise InputError(f"onnx2tf cannot convert {self._path.name}: {lines[-1]}")
            return made[0].read_bytes()
