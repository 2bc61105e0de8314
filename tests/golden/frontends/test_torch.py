"""The PyTorch road where its packages are not installed: a sentence, not a traceback."""

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
    for name in ("torch", "litert_torch", "torchao"):
        monkeypatch.setitem(sys.modules, name, None)


def test_call() -> None:
    with pytest.raises(InputError, match=r"torch is missing: pip install -r .*requirements-torch"):
        quantise_torch(None, np.zeros((1, 4, 4, 3), np.float32))  # type: ignore[arg-type]


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "net.pt2").write_bytes(b"")
    arguments = ["--representative", str(tmp_path / "x.npy"), "--out", str(tmp_path / "y.tflite")]
    assert main(["quantise", str(tmp_path / "net.pt2"), *arguments]) == 2
    assert "requirements-torch.txt" in capsys.readouterr().err
    assert not (tmp_path / "y.tflite").exists()


def test_the_requirements_file_that_is_named_exists() -> None:
    path = Path("golden/frontends/requirements-torch.txt")
    text = (Path(__file__).parents[3] / path).read_text()
    assert "litert-torch==" in text
