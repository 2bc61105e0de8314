"""`python -m golden show` and `view`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from golden.cli import main
from golden.kraken import ArrayParams
from golden.model import Model
from golden.networks.shipped import DIGITS
from golden.summary import summarise


def test_graph_of_a_convolution(conv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(conv), "--rows", "3", "--cols", "12"]) == 0
    out = capsys.readouterr().out
    assert "input  int8 1x6x6x2 *0.5 +7  'in0'" in out
    # 6*6*4 outputs of 3*3*2 products; 72 weights and 4 biases.
    assert re.search(
        r"^conv_2d_0 +input +int8 1x6x6x4 \*1.5 -3 +2,592 +76 "
        r" kernel 3x3x2x4, stride 1x1, pad 1,1,1,1, one scale$",
        out,
        re.MULTILINE,
    )
    # G = 3, E = 4, T = 1, L = 2, Q = T*N*L*W*C_i*K_H = 2*6*6 = 72.
    row = r"^conv_2d_0 +3 +4 +1 +2 +1 +72 +\d+ +[\d.]+%  \w+ +plain$"
    assert re.search(row, out, re.MULTILINE)


def test_a_network_without_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--network", "mobilenet_v1"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^conv1 +4 +24 .*  output +stack 3$", out, re.MULTILINE)
    assert re.search(r"^conv2 depthwise .* 86,016 .*  packed on 2 buses$", out, re.MULTILINE)
    assert re.search(r"^conv3 pointwise .*  matrix, stack 3$", out, re.MULTILINE)
    assert re.search(r"^27 layers, Q 1,392,752, [\d,]+ clocks, 57.3% utilised$", out, re.MULTILINE)


def test_a_network_on_another_array(capsys: pytest.CaptureFixture[str]) -> None:
    array = ["--pixel-buses", "1", "--out-channels", "4"]
    assert main(["show", "--network", "resnet50", *array]) == 0
    out = capsys.readouterr().out
    assert "stack" not in out
    assert re.search(r"^53 layers, Q \d", out, re.MULTILINE)


@pytest.mark.parametrize("arguments", [[], ["x.tflite", "--network", "vgg16"]])
def test_either_a_model_or_a_network(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(["show", *arguments])


def test_totals_are_sums(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(DIGITS)]) == 0
    out = capsys.readouterr().out
    found = summarise(Model.from_tflite(DIGITS), ArrayParams())
    macs = sum(entry.macs for entry in found)
    assert f"24 layers, {macs:,} MACs" in out
    assert macs == 6_292_864
    assert all((entry.cost is not None) == (entry.macs > 0) for entry in found)
    assert all(entry.cost.macs_valid <= entry.macs for entry in found if entry.cost)


@pytest.mark.parametrize("arguments", [["--rows", "300"], ["--cols", "5000"]])
def test_impossible_arrays_are_refused(
    conv: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(["show", str(conv), *arguments]) == 2
    assert capsys.readouterr().err.startswith("error: array parameter")


def test_view_serves_the_model(conv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple] = []
    fake = SimpleNamespace(
        start=lambda *args, **named: calls.append((args, named)),
        wait=lambda: calls.append(("wait",)),
    )
    monkeypatch.setitem(sys.modules, "netron", fake)
    assert main(["view", str(conv), "--port", "8123"]) == 0
    assert calls == [((str(conv),), {"address": ("localhost", 8123)}), ("wait",)]


def test_view_without_netron(
    conv: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "netron", None)
    assert main(["view", str(conv)]) == 2
    assert "pip install netron" in capsys.readouterr().err


def test_view_refuses_what_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "x.tflite").write_bytes(b"no model")
    assert main(["view", str(tmp_path / "x.tflite")]) == 2


def test_a_name_in_the_place_of_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "digits"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == str(DIGITS)
