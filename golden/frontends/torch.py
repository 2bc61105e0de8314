"""PyTorch modules to full int8, by litert-torch and its PT2E quantiser.

Needs the packages of requirements-torch.txt beside this file, which nothing else here needs; a
virtual environment of their own keeps them from those of requirements.txt.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from golden.errors import InputError

if TYPE_CHECKING:
    import torch


def quantise_torch(
    module: torch.nn.Module | torch.export.ExportedProgram,
    representative: npt.NDArray[np.float32],
) -> bytes:
    """The module in full int8, channels last, with a batch size of one.

    Args:
        module: with one input [N, C, H, W] and one output, or an exported program of one.
        representative: images [N, H, W, C] that calibrate the activations' ranges.

    Returns:
        The content of a `.tflite` file whose input is int8 [1, H, W, C].

    Raises:
        InputError: the packages are missing, or the module cannot be exported or converted.
    """
    try:
        import litert_torch
        import torch
        from litert_torch.quantize.pt2e_quantizer import (
            PT2EQuantizer,
            get_symmetric_quantization_config,
        )
        from litert_torch.quantize.quant_config import QuantConfig
        from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e
    except ImportError as fault:
        raise InputError(
            f"{fault.name} is missing: pip install -r golden/frontends/requirements-torch.txt"
        ) from None
    program = isinstance(module, torch.export.ExportedProgram)
    module = module.module() if program else module.eval()
    images = [
        torch.from_numpy(image[None].transpose(0, 3, 1, 2).copy()) for image in representative
    ]
    quantiser = PT2EQuantizer().set_global(
        get_symmetric_quantization_config(is_per_channel=True, is_dynamic=False)
    )
    try:
        with torch.no_grad():
            exported = torch.export.export(module, (images[0],)).module()
            prepared = prepare_pt2e(exported, quantiser)
            for image in images:
                prepared(image)
            converted = convert_pt2e(prepared, fold_quantize=False)
        last = litert_torch.to_channel_last_io(converted, args=[0])
        edge = litert_torch.convert(
            last,
            (images[0].permute(0, 2, 3, 1),),
            quant_config=QuantConfig(pt2e_quantizer=quantiser),
        )
    except (RuntimeError, ValueError, TypeError, AttributeError, AssertionError) as fault:
        text = " ".join(str(fault).split())[:300]
        raise InputError(f"{type(module).__name__} cannot be converted: {text}") from None
    return _exported(edge)


def load_program(path: Path | str) -> torch.export.ExportedProgram:
    """An exported program from a `.pt2` file.

    Raises:
        InputError: PyTorch is missing, or cannot load the file.
    """
    try:
        import torch
    except ImportError:
        raise InputError(
            "torch is missing: pip install -r golden/frontends/requirements-torch.txt"
        ) from None
    try:
        return torch.export.load(str(path))
    except Exception as fault:  # torch.export raises whatever its readers do
        text = " ".join(str(fault).split())[:300]
        raise InputError(f"PyTorch cannot load {path}: {text}") from None


def image_shape(program: torch.export.ExportedProgram) -> tuple[int, int, int]:
    """Height, width and channels of the program's one input [N, C, H, W].

    Raises:
        InputError: it takes something else.
    """
    example: tuple[Any, ...] = program.example_inputs[0] if program.example_inputs else ()
    if len(example) != 1 or example[0].dim() != 4:
        raise InputError("the exported program must take one input [N, C, H, W]")
    channels, height, width = example[0].shape[1:]
    return int(height), int(width), int(channels)


def predict_torch(
    program: torch.export.ExportedProgram, images: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Float outputs [N, ...] for images [N, H, W, C], one at a time."""
    import torch

    module = program.module()
    with torch.no_grad():
        parts = [
            module(torch.from_numpy(image[None].transpose(0, 3, 1, 2).copy())) for image in images
        ]
    return np.concatenate([np.asarray(part) for part in parts]).astype(np.float32)


def _exported(edge: Any) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.tflite"
        edge.export(str(path))
        return path.read_bytes()
