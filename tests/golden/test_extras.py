"""Golden models without the packages that only training and pictures need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from golden.cli import EXTRA, main

ROOT = Path(__file__).parents[2]
DIGITS = ROOT / "golden" / "networks" / "data" / "digits.tflite"


def test_models_are_compared_without_them() -> None:
    hide = f"import sys; sys.modules.update(dict.fromkeys({EXTRA!r}))"
    code = f"{hide}; from golden.cli import main; sys.exit(main(['compare', {str(DIGITS)!r}]))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in EXTRA:
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize(("model", "package"), [("x.keras", "keras"), ("VGG16", "keras")])
@pytest.mark.usefixtures("bare")
def test_a_command_that_needs_them_says_so(
    model: str, package: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--representative", str(tmp_path), "--out", str(tmp_path / "y.tflite")]
    assert main(["quantise", model, *arguments]) == 2
    told = capsys.readouterr().err
    assert told == f"error: {package} is missing: pip install 'kraken-cosim[train]'\n"


@pytest.mark.usefixtures("bare")
def test_pictures_need_pillow(tmp_path: Path) -> None:
    from golden.frontends.dataset import load_dataset

    (tmp_path / "x.png").touch()
    with pytest.raises(ModuleNotFoundError, match="PIL"):
        load_dataset(tmp_path, (2, 2, 1))
