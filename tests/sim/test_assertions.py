"""An assertion of the design that fails fails the run, and is told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sim.run import simulate
from tb.spec import RunSpec

RTL = Path(__file__).resolve().parents[2] / "hw" / "rtl"
ASSERTION = "assert (header_done || !s_axis_config_tlast)"


@pytest.mark.parametrize("simulator", ["icarus", "verilator"])
def test_an_assertion_that_fails_is_told(simulator: str, tmp_path: Path) -> None:
    """Both simulators go on behind it, and all beats may be right."""
    sources = tmp_path / "rtl"
    shutil.copytree(RTL, sources)
    block = sources / "config_reader.sv"
    text = block.read_text(encoding="utf-8")
    assert text.count(ASSERTION) == 1
    block.write_text(text.replace(ASSERTION, "assert (1'b0)"), encoding="utf-8")
    spec = RunSpec.of(toplevel="config_reader", simulator=simulator, tests=("sound",), rtl=sources)
    result = simulate(spec)
    assert not result.passed
    assert result.exit_code == 1
    told = r"An assertion of the design failed in clock [1-9][0-9]*: config_reader\.sv:[0-9]+: "
    assert re.match(told, result.fault)
    assert result.fault.endswith("a configuration ends within its header of 2 beats")
