"""`python -m golden prove`."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from golden.cli import main
from golden.kraken.stages import channel
from golden.load import load_model
from golden.networks.shipped import DIGITS, load_images
from golden.schemes import PowerOfTwo
from golden.schemes.storage import save_model
from tests.golden.minting import T, mint, options
from tests.golden.strategies import data


def test_the_digits_are_proved(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", str(DIGITS)]) == 0
    out = capsys.readouterr().out
    # 16 channels of 255 steps each: the words from -127 to 127.
    assert re.search(r"^conv_2d_0 +16 +4,080  double    proved$", out, re.MULTILINE)
    assert re.search(r"^fully_connected_22 +10 +2,550  away      proved$", out, re.MULTILINE)
    assert out.endswith("; 0 layers are left to software, 0 are not proved\n")
    assert re.search(r"^458 channels proved, 116,790 steps compared", out, re.MULTILINE)


def test_a_model_in_a_scheme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "digits.golden"
    images = load_images(DIGITS)[0][:2]
    save_model(PowerOfTwo(8, 4).convert(load_model(DIGITS), images), path)
    assert main(["prove", str(path)]) == 0
    out = capsys.readouterr().out
    assert len(re.findall(r" up +proved$", out, re.MULTILINE)) == 10


def test_what_has_no_equal_is_left_to_software(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "dense.tflite"
    # So small a multiplier has its steps at sums of a hundred million: 31 bits do not tell them.
    content = mint(
        "FULLY_CONNECTED",
        [T((1, 4), 1e-7), T((2, 4), 1.1, data=data(1, (2, 4))), None],
        [T((1, 2), 0.7)],
        options("FullyConnectedOptions"),
    )
    path.write_bytes(content)
    assert main(["prove", str(path)]) == 0
    out = capsys.readouterr().out
    assert "software: requantisation has no 31-bit equal" in out
    assert "1 layers are left to software" in out


def test_a_wrong_formula_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = channel.requantize

    def one_too_much(*arguments: object) -> object:
        return np.minimum(right(*arguments) + 1, 127)  # type: ignore[arg-type]

    monkeypatch.setattr("golden.kraken.stages.proof.requantize", one_too_much)
    assert main(["prove", str(DIGITS)]) == 1
    out = capsys.readouterr().out
    assert "NOT PROVED: steps of channels 0, 1, 2, 3, ... differ" in out
