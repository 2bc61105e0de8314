"""`python -m golden compare`: its table and its exit codes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from golden import ModelError
from golden.cli import main
from golden.layers import Conv2D
from golden.layers.leaky_relu import LeakyReLU
from golden.model import Model
from golden.networks.shipped import DIGITS, load_images
from golden.reference import ReferenceModel
from tests.golden.minting import T, mint, options
from tests.golden.strategies import bias as biases
from tests.golden.strategies import channel_scales, data


def test_equal_models(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(DIGITS), "--samples", "2"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^conv_2d_0 +1x28x28x16 +25,088 +0 +0 ", out, re.MULTILINE)
    assert "0 of 166,824 values differ over 24 tensors and 2 samples (digits.npz" in out


def test_random_inputs_tell_their_seed(conv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(conv), "--samples", "3", "--seed", "5"]) == 0
    assert "over 1 tensors and 3 samples (random, seed 5" in capsys.readouterr().out


def test_samples_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    images, _ = load_images(DIGITS)
    np.save(tmp_path / "x.npy", images[:3])
    np.save(tmp_path / "one.npy", images[0])
    arguments = ["compare", str(DIGITS), "--input"]
    assert main([*arguments, str(tmp_path / "x.npy")]) == 0
    assert "and 3 samples" in capsys.readouterr().out
    assert main([*arguments, str(tmp_path / "one.npy")]) == 0
    assert "and 1 samples" in capsys.readouterr().out


def test_different_values_give_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = LeakyReLU.forward

    def wrong(self: LeakyReLU, *arrays: np.ndarray) -> np.ndarray:
        result = right(self, *arrays).copy()
        if self.name == "leaky_relu_21":
            result[0, 5] ^= 1
        return result

    monkeypatch.setattr(LeakyReLU, "forward", wrong)
    assert main(["compare", str(DIGITS), "--samples", "1"]) == 1
    out = capsys.readouterr().out
    assert re.search(r"^leaky_relu_21 +1x64 +64 +1 +1 ", out, re.MULTILINE)
    # The next layer is blamed only for what it does to TFLite's own input.
    assert re.search(r"^fully_connected_22 +1x10 +10 +\d+ +0 ", out, re.MULTILINE)


def test_first_difference_is_explained(
    conv: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An accumulator that is off by a lot in one place: located, with all that led to it."""
    right = Conv2D.forward

    def wrong(self: Conv2D, *arrays: np.ndarray) -> np.ndarray:
        result = right(self, *arrays).copy()
        result[:, 4, 5, 2] += 1
        return result

    model = Model.from_tflite(conv)
    (layer,) = model.layers
    assert isinstance(layer, Conv2D)
    assert layer.bias is not None
    rng = np.random.default_rng(9)
    x = rng.integers(-128, 128, (2, 6, 6, 2), np.int8, endpoint=False)
    np.save(conv.with_suffix(".npy"), x)
    total = int(layer.accumulate(x)[0, 4, 5, 2])
    value = int(layer.forward(x)[0, 4, 5, 2])
    monkeypatch.setattr(Conv2D, "forward", wrong)
    assert main(["compare", str(conv), "--input", str(conv.with_suffix(".npy"))]) == 1
    out = capsys.readouterr().out
    assert "first difference: conv_2d_0 (CONV_2D), tensor 'out0'" in out
    assert f"at [0, 4, 5, 2]: TFLite {value}, ours {value + 1}" in out
    bias = int(layer.bias[2])
    assert f"accumulator {total} + bias {bias} = {total + bias}" in out
    assert "multiplier 0.006666666" in out
    assert "input 'in0': scale 0.5, zero point 7" in out


def test_fast_kernels_stray_and_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """XNNPACK rounds LeakyReLU once: that shows, and in stored units it is at most one."""
    assert main(["compare", str(DIGITS), "--samples", "2", "--resolver", "xnnpack"]) == 1
    out = capsys.readouterr().out
    assert re.search(r"^LEAKY_RELU +9 +[1-9][\d,]+ +\d+\.\d+%  1$", out, re.MULTILINE)
    assert re.search(r"^MAX_POOL_2D +1 +0 +0.000%  0$", out, re.MULTILINE)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["compare"],
        ["compare", str(DIGITS), "--samples", "0"],
        ["compare", str(DIGITS), "--resolver", "fastest"],
    ],
)
def test_usage_gives_exit_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2


def test_unusable_files_give_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, samples = tmp_path / "cut.tflite", tmp_path / "x.npy"
    model.write_bytes(DIGITS.read_bytes()[:5000])
    assert main(["compare", str(model)]) == 2
    assert main(["compare", str(tmp_path / "none.tflite")]) == 2
    for content in (b"", b"text", b"\x93NUMPY\x01\x00"):
        samples.write_bytes(content)
        assert main(["compare", str(DIGITS), "--input", str(samples)]) == 2
    np.save(samples, np.zeros((2, 28, 28, 1), np.float32))
    assert main(["compare", str(DIGITS), "--input", str(samples)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 6
    assert all(line.startswith("error: ") for line in lines)
    assert "float32 [2, 28, 28, 1], but the model takes int8 [N, 28, 28, 1]" in lines[-1]


def test_as_a_program(tmp_path: Path) -> None:
    """No traceback reaches the user."""
    (tmp_path / "bad.tflite").write_bytes(b"\x1c\0\0\0TFL3" + b"\xff" * 64)
    done = subprocess.run(
        [sys.executable, "-m", "golden", "compare", str(tmp_path / "bad.tflite")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1


def test_a_bias_that_tflite_refuses_is_accepted_and_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "net.tflite"
    scales = channel_scales(3, 4, 0.02)
    kernel = T((4, 3, 3, 2), scales, data=data(1, (4, 3, 3, 2)))
    bias = T((4,), scales * np.float32(0.5), data=biases(1, 4, 99), dtype=np.int32, axis=3)
    path.write_bytes(
        mint(
            "CONV_2D",
            [T((1, 6, 6, 2), 0.5, 7), kernel, bias],
            [T((1, 6, 6, 4), 1.5, -3)],
            options("Conv2DOptions", padding=0, strideH=1, strideW=1),
        )
    )
    with pytest.raises(ModelError, match="TFLite refuses the model"):
        ReferenceModel(path)
    assert main(["compare", str(path)]) == 0
    out = capsys.readouterr().out
    assert "bias 'in2' says quantized_dimension 3, read as 0" in out
    assert "0 of 576 values differ" in out


@pytest.mark.parametrize(("classes", "code"), [(511, 0), (512, 2)])
def test_softmax_that_the_reference_aborts_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], classes: int, code: int
) -> None:
    """Equal values: their exponentials sum to the number of classes."""
    path = tmp_path / "softmax.tflite"
    path.write_bytes(
        mint(
            "SOFTMAX",
            [T((1, classes), 0.001)],
            [T((1, classes), 1 / 256, -128)],
            options("SoftmaxOptions", beta=1.0),
        )
    )
    np.save(tmp_path / "x.npy", np.zeros((1, classes), np.int8))
    assert main(["compare", str(path), "--input", str(tmp_path / "x.npy")]) == code
    assert ("reference kernel aborts" in capsys.readouterr().err) == (code == 2)
