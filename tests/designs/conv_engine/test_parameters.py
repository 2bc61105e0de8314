"""The RTL itself refuses parameters that it cannot be built with."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tb.kraken.array import RTL

WRONG = {
    "Rows": 256,
    "WeightDepth": 65536,
    "XWidth": 17,
    "KWidth": 1,
    "YWidth": 65,
    "KhMax": 16,
    "KwMax": 16,
    "SMax": 16,
    "OutChannels": 25,
    "PixelPortWords": 99,
    "WeightPortWords": 25,
}


@pytest.mark.parametrize("name", WRONG)
def test_illegal_parameter_ends_the_run_at_once(name: str, tmp_path: Path) -> None:
    compiler, runner = shutil.which("iverilog"), shutil.which("vvp")
    assert compiler
    assert runner
    lines = (RTL / "conv_engine.f").read_text().splitlines()
    files = [str(RTL / line) for line in lines if not line.startswith("//")]
    model = tmp_path / "model.vvp"
    parameters = {"Rows": 4, "Cols": 24, name: WRONG[name]}
    options = [f"-Pconv_engine.{key}={value}" for key, value in parameters.items()]
    built = subprocess.run(
        [compiler, "-g2012", "-s", "conv_engine", *options, "-o", str(model), *files],
        capture_output=True,
        text=True,
        check=False,
    )
    text = built.stdout + built.stderr
    if built.returncode == 0:
        ran = subprocess.run(
            [runner, "-n", str(model)], capture_output=True, text=True, check=False
        )
        assert ran.returncode != 0
        text = ran.stdout + ran.stderr
    assert f"{name} is {WRONG[name]}: choose" in text
