"""`scheme`, and the other commands on what it made."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from golden import Model, load_model
from golden.cli import main
from golden.networks.shipped import DIGITS, images_path, load_images
from golden.schemes.comparison import compare_real
from tests.golden.minting import T, mint, options
from tests.golden.schemes.cases import depthwise_case

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def saved(tmp_path: Path, capsys: Capture) -> Path:
    out = tmp_path / "digits.golden"
    assert main(["scheme", str(DIGITS), "--weight-bits", "4", "--out", str(out)]) == 0
    capsys.readouterr()
    return out


def test_images_beside_the_model(tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "x.golden"
    assert main(["scheme", str(DIGITS), "--activation-bits", "6", "--out", str(out)]) == 0
    text = capsys.readouterr().out
    assert re.search(r"^  0.0625 +-32..31  serving_default_image:0$", text, re.MULTILINE)
    assert "power-of-two, 6-bit activations, 8-bit weights; calibrated and tested on 64" in text
    assert re.search(r"agrees with TFLite's int8 on \d+.\d+% of 32 samples and differs by 0", text)
    assert re.search(r"^accuracy 9\d.\d+%, TFLite's int8 9", text, re.MULTILINE)
    assert f"wrote {out} (" in text
    images, labels = load_images(out)
    assert images_path(out) == tmp_path / "x.golden.npz"
    assert (images.min(), images.max()) == (0, 16)
    assert np.array_equal(labels, load_images(DIGITS)[1][32:])


def test_any_model(tmp_path: Path, capsys: Capture) -> None:
    """No images beside it: drawn at random, or from a file."""
    out, conv, case = tmp_path / "x.golden", tmp_path / "conv.tflite", depthwise_case(0)
    conv.write_bytes(mint(case.op, case.inputs, case.outputs, case.opts, case.version))
    assert main(["scheme", str(conv), "--out", str(out), "--samples", "7"]) == 0
    text = capsys.readouterr().out
    assert "tested on 7 samples (random, seed 0)" in text
    assert "of 4 samples" in text
    assert "accuracy" not in text
    assert main(["compare", str(out)]) == 0
    assert "4 samples (x.golden.npz)" in capsys.readouterr().out
    images_path(out).unlink()
    assert main(["compare", str(out)]) == 0
    assert "4 samples (random, seed 0)" in capsys.readouterr().out
    np.save(tmp_path / "x.npy", np.full((1, 6, 5, 4), 3, np.int8))
    assert main(["scheme", str(conv), "--input", str(tmp_path / "x.npy"), "--out", str(out)]) == 0
    assert "tested on 1 samples" in capsys.readouterr().out
    images, labels = load_images(out)
    assert (images.shape, labels.tolist()) == ((1, 6, 5, 4), [-1])


def test_several_inputs(tmp_path: Path, capsys: Capture) -> None:
    path, out = tmp_path / "add.tflite", tmp_path / "add.golden"
    tensors: list[T | None] = [T((2, 8), 0.1, 3), T((2, 8), 0.2, -3)]
    path.write_bytes(mint("ADD", tensors, [T((2, 8), 0.3)], options("AddOptions")))
    assert main(["scheme", str(path), "--out", str(out), "--activation-bits", "3"]) == 0
    assert main(["compare", str(out)]) == 0
    assert "0 of 1 tensors differ by more" in capsys.readouterr().out


def test_compare_says_with_what(saved: Path, capsys: Capture) -> None:
    assert main(["compare", str(saved), "--samples", "3"]) == 0
    first, *rows, legend, last = capsys.readouterr().out.splitlines()
    assert first == (
        "scheme: power-of-two, 8-bit activations, 4-bit weights; compared with the same network "
        "in real numbers (float64), not TFLite"
    )
    assert len(rows) == 25
    assert re.match(r"conv_2d_0 +1x28x28x16 +37,632 +0 +0 +0 +\d\d.\d dB  ", rows[1])
    assert "nearest word" in legend
    assert re.fullmatch(
        r"0 of 24 tensors differ by more words than their layer may; [\d,]+ of 250,236 values are "
        r"not the nearest word; 3 samples \(digits.golden.npz\)",
        last,
    )


def test_compare_explains_what_is_wrong(
    saved: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stage that truncates instead of rounding."""
    from golden.schemes import power_of_two

    def truncated(values: np.ndarray, mantissas: np.ndarray, shifts: np.ndarray) -> np.ndarray:
        return (values * mantissas << np.maximum(-shifts, 0)) >> np.maximum(shifts, 0)

    monkeypatch.setattr(power_of_two, "shifted", truncated)
    model = load_model(saved)
    # The fast path asks the definition only beside halves: take it out.
    for layer in model.layers:
        if hasattr(layer, "requantiser"):
            monkeypatch.setattr(
                layer, "forward", lambda x, own=layer: own.requantise(own.accumulate(x))
            )
    found = compare_real(model, (load_images(saved)[0][:1],))
    wrong = [entry.layer.op for entry in found if entry.wrong]
    assert {"CONV_2D", "FULLY_CONNECTED"} <= set(wrong)
    monkeypatch.setattr("golden.cli.compare.load_model", lambda path: model)
    assert main(["compare", str(saved), "--samples", "1"]) == 1
    out = capsys.readouterr().out
    assert "first difference: conv_2d_0 (CONV_2D)" in out
    assert re.search(r"at \[0, \d+, \d+, \d+\]: nearest (-?\d+), ours (-?\d+)", out)
    assert re.search(r"multiplier \d.\d+(e-\d+)? = 1 \* 2\*\*-\d+, halves upwards", out)
    assert "clamped to -128..127" in out


def test_show_and_view(saved: Path, capsys: Capture) -> None:
    assert main(["show", str(saved)]) == 0
    out = capsys.readouterr().out
    assert "  scheme power-of-two, 8-bit activations, 4-bit weights\n" in out
    assert "int8 1x28x28x1 *0.007812 +0 -128..127" in out
    assert "24 layers" in out
    assert main(["view", str(saved)]) == 2
    assert capsys.readouterr().err == (
        f"error: netron does not read {saved}: use python -m golden show\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--weight-bits", "1"], "weight width is 1 bits, but it must lie from 2 to 8"),
        (["--activation-bits", "9"], "activation width is 9 bits"),
        (["--scheme", "x"], "scheme 'x' is unknown; these are: power-of-two"),
        (["--out", "x.tflite"], "--out is x.tflite, but models in a scheme are called *.golden"),
        (["--out", "/none/x.golden"], "cannot write /none/x.golden: No such file"),
        (["--input", "none.npy"], "cannot read samples from none.npy"),
    ],
)
def test_what_is_refused(arguments: list[str], message: str, capsys: Capture) -> None:
    assert main(["scheme", str(DIGITS), *arguments]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: ")
    assert message in err
    assert err.count("\n") == 1


def test_a_model_in_a_scheme_is_refused(saved: Path, capsys: Capture) -> None:
    assert main(["scheme", str(saved)]) == 2
    assert "the model is in a scheme already (power-of-two, 8-bit" in capsys.readouterr().err
    assert main(["compare", str(saved), "--resolver", "xnnpack"]) == 2
    assert "TFLite's xnnpack kernels do not compute" in capsys.readouterr().err


def test_the_saved_model_is_what_the_command_tested(saved: Path) -> None:
    images, labels = load_images(saved)
    assert (load_model(saved).predict(images).argmax(-1) == labels).mean() > 0.9
    assert isinstance(load_model(saved), Model)
