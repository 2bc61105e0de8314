"""The PyTorch and ONNX roads where their packages are missing: a sentence, not a traceback."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from golden import InputError
from golden.cli import main
from golden.frontends.torch import quantise_torch


@pytest.fixture(autouse=True)
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("torch", "litert_torch", "torchao", "onnx"):
        monkeypatch.setitem(sys.modules, name, None)


def test_call() -> None:
    with pytest.raises(InputError, match=r"torch is missing: pip install -r .*requirements-torch"):
        quantise_torch(None, np.zeros((1, 4, 4, 3), np.float32))


@pytest.mark.parametrize(("name", "packages"), [("net.pt2", "torch"), ("net.onnx", "onnx")])
def test_command(
    name: str, packages: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(b"")
    arguments = ["--representative", str(tmp_path / "x.npy"), "--out", str(tmp_path / "y.tflite")]
    assert main(["quantise", str(tmp_path / name), *arguments]) == 2
    assert f"requirements-{packages}.txt" in capsys.readouterr().err
    assert not (tmp_path / "y.tflite").exists()


@pytest.mark.parametrize(("name", "package"), [("torch", "litert-torch=="), ("onnx", "onnx2tf==")])
def test_the_requirements_files_that_are_named_exist(name: str, package: str) -> None:
    path = Path(f"golden/frontends/requirements-{name}.txt")
    assert package in (Path(__file__).parents[3] / path).read_text()
