"""A new scheme is one registered class: here one with zero points and a scale per channel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from golden import Conv2D, Model, Requantiser, load_model
from golden.cli import main
from golden.networks.shipped import DIGITS, load_images
from golden.quant import OutputStage, Rounding
from golden.quant.arithmetic import TFLITE
from golden.quant.fixed_point import Int64
from golden.schemes import SCHEMES, Format, Scheme, make_scheme, registers, translated
from golden.schemes.comparison import compare_real
from golden.schemes.format import signed_words
from golden.schemes.storage import save_model


class Affine(Scheme):
    """Activations with a zero point, weights with a scale per channel, TFLite's multipliers."""

    def activation(
        self, values: npt.NDArray[np.float64], counts: npt.NDArray[np.int64] | None = None
    ) -> Format:
        low, high = signed_words(self.activation_bits)
        least, most = min(values.min(), 0.0), max(values.max(), 1e-3)
        scale = (most - least) / (high - low)
        return Format(float(np.float32(scale)), low - round(least / scale), low, high)

    def weights(
        self, real: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float64]]:
        _, high = signed_words(self.weight_bits)
        reach = np.abs(real.reshape(-1, real.shape[-1])).max(axis=0)
        scales = np.maximum(reach, 1e-6).astype(np.float32) / np.float32(high)
        return np.clip(np.rint(real / scales), -high, high).astype(np.int8), scales.astype(float)

    def rescale(self, values: npt.ArrayLike, multiplier: npt.ArrayLike) -> Int64:
        return TFLITE.rescale(values, multiplier)

    def output_stage(
        self,
        multipliers: npt.ArrayLike,
        zero_point: int,
        low: int,
        high: int,
        rounding: Rounding = Rounding.DOUBLE,
    ) -> OutputStage:
        return TFLITE.output_stage(multipliers, zero_point, low, high, rounding)


@pytest.fixture(autouse=True)
def affine() -> Iterator[None]:
    registers("affine")(Affine)
    yield
    del SCHEMES["affine"]


def test_the_class_is_all_it_takes(tmp_path: Path) -> None:
    source = Model.from_tflite(DIGITS)
    images, labels = load_images(DIGITS)
    model = make_scheme("affine", 6, 5).convert(source, images[:16])
    inputs = translated(source, model, (images,))
    assert (model.predict(*inputs).argmax(-1) == labels).mean() >= 0.96
    first = model.layers[0]
    assert isinstance(first, Conv2D)
    assert isinstance(first.requantiser, Requantiser)
    assert len(first.requantiser.multipliers) == 16
    assert (first.kernel.min(), first.kernel.max()) == (-15, 15)
    assert (first.requantiser.low, first.requantiser.high) == (-32, 31)
    found = compare_real(model, tuple(x[:4] for x in inputs))
    assert not any(entry.wrong for entry in found)
    assert sum(entry.alone for entry in found) < sum(entry.values for entry in found) / 20
    save_model(model, tmp_path / "x.golden")
    again = load_model(tmp_path / "x.golden")
    assert str(again.graph.arithmetic) == "affine, 6-bit activations, 5-bit weights"
    assert np.array_equal(again.predict(*inputs), model.predict(*inputs))


def test_the_command_knows_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "x.golden"
    assert main(["scheme", str(DIGITS), "--scheme", "affine", "--out", str(out)]) == 0
    assert "affine, 8-bit activations, 8-bit weights" in capsys.readouterr().out
    assert main(["compare", str(out), "--samples", "2"]) == 0


def test_a_scheme_that_is_not_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "x.golden"
    assert main(["scheme", str(DIGITS), "--scheme", "affine", "--out", str(out)]) == 0
    capsys.readouterr()
    del SCHEMES["affine"]
    assert main(["compare", str(out)]) == 2
    registers("affine")(Affine)
    err = capsys.readouterr().err
    assert err == f"error: {out}: scheme 'affine' is unknown; these are: power-of-two\n"
