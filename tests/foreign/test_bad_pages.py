"""A page that is wrong gets one sentence and exit code 2, found before the build where it can."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from sim import cli
from sim.new import write_new

GOLDEN = 'np.maximum(inputs["in"], 0)'
EARLY = {
    "syntax": ("BENCH = Bench(", "BENCH = = Bench(", r"line 27, SyntaxError: invalid syntax"),
    "no bench": ("BENCH = Bench(", "OTHER = Bench(", "has no BENCH = Bench(...)"),
    "raises": ("np.maximum", "np.maximun", "golden of relu fails: line 18, AttributeError"),
    "floats": (GOLDEN, 'inputs["in"] / 2', "data of port out is float64; give integers"),
    "too large": (GOLDEN, 'inputs["in"] + 300', "but its words hold -128 to 127"),
    "other port": ('{"out":', '{"aus":', "names aus, which is no output; there are: out"),
    "nothing": ("return {", "dict() or {", "golden of relu gives NoneType for case 0"),
    "no stimulus": ("for beats in (1, 2, 40)", "for beats in ()", "relu draws no case"),
    "missing source": ("relu.sv", "gone.sv", "names the source"),
    "text": ('"LANES", 4', '"LANES", "4"', "'4' is no whole number"),
}
LATE = {
    "too narrow": (GOLDEN, 'inputs["in"][:, :1]', "too few for the 32 bits of tdata of port out"),
    "port": ('"s_axis"', '"x_axis"', "relu has no signal x_axis_tdata: mend the ports"),
    "clock": ('sources=["relu.sv"],', 'sources=["relu.sv"], clock="klok",', "no signal klok"),
    "reset": (
        'sources=["relu.sv"],',
        'sources=["relu.sv"], reset=__import__("tb.bench").bench.Reset("rust"),',
        "no signal rust",
    ),
}


def told(
    change: tuple[str, str, str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """Exit code and all output of a run of the sample with one change of its page."""
    write_new(["relu"], folder, Console(quiet=True))
    page = folder / "relu_bench.py"
    text = page.read_text(encoding="utf-8")
    assert change[0] in text
    page.write_text(text.replace(change[0], change[1], 1), encoding="utf-8")
    words = ["SIM=icarus", "TOPLEVEL=relu", f"BENCH={page}", "PROFILES=none", "TESTCASE=sound"]
    code = cli.main(words)
    output = capsys.readouterr()
    return code, output.out + output.err


@pytest.mark.parametrize("change", EARLY.values(), ids=list(EARLY))
def test_it_is_told_before_anything_is_built(
    change: tuple[str, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, output = told(change, tmp_path, capsys)
    assert change[2] in output
    assert code == 2
    assert "Traceback" not in output
    assert "building" not in output


@pytest.mark.parametrize("change", LATE.values(), ids=list(LATE))
def test_what_the_design_alone_can_tell(
    change: tuple[str, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, output = told(change, tmp_path, capsys)
    assert change[2] in output
    assert code == 2
    assert "Traceback" not in output


def test_a_top_module_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change = ('sources=["relu.sv"],', 'sources=["relu.sv"], top="rela",', "")
    code, output = told(change, tmp_path, capsys)
    assert code == 1
    assert "rela does not compile" in output
    assert "Traceback" not in output
