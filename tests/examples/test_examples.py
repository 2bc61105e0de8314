"""The examples pass on both simulators, and each planted bug is found on both."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.places import ROOT
from sim.run import simulate
from tb.bench.find import load_bench
from tb.common.sound import ROUNDS
from tb.spec import RunSpec

EXAMPLES = ROOT / "examples"
SIMULATORS = ["icarus", "verilator"]


@dataclass(frozen=True)
class Bug:
    """One wrong line.

    Attributes:
        file: of the module.
        old, new: what it says, and what it is made to say.
        kinds: sorts of report that may be the first.
        test: that finds it.
    """

    file: str
    old: str
    new: str
    kinds: tuple[str, ...] = ("mismatch",)
    test: str = "network"


REQUANTISE = {
    "half not added": Bug("scale32", "product + 64'sd1073741824", "product"),
    "halves of negative values upwards": Bug(
        "scale32", "threshold = (mask >> 1) + {31'd0, high[31]}", "threshold = mask >> 1"
    ),
    "shift without sign": Bug(
        "scale32", "$signed({31'd0, remainder > threshold})", "{31'd0, remainder > threshold}"
    ),
    "left shift forgotten": Bug("requantise_leaky", "leak_shift : identity_shift", "8'd0 : 8'd0"),
    "slope by the stored sign": Bug(
        "requantise_leaky", "centred < 0 ? leak_mantissa", "word < 0 ? leak_mantissa"
    ),
    "zero point forgotten": Bug(
        "requantise_leaky", "clamp(scaled + 32'(sum_zero_point))", "clamp(scaled)"
    ),
    "last one register early": Bug(
        "requantise_leaky", "m_axis_tlast <= last_q", "m_axis_tlast <= s_axis_tlast"
    ),
    "beat dropped under a stall": Bug(
        "requantise_leaky",
        "if (leave) m_axis_tvalid <= valid_q;",
        "m_axis_tvalid <= valid_q;",
        ("mismatch", "handshake"),
        "sound",
    ),
    "register that no reset clears": Bug(
        "requantise_leaky",
        "      valid_q       <= 1'b0;\n",
        "",
        ("surplus", "mismatch", "unknown", "clocks"),
        "reset",
    ),
}
ADD = {
    "overflow to one side alone": Bug(
        "saturating_add", "= exact[Width] != exact[Width-1]", "= exact[Width] && !exact[Width-1]"
    ),
    "wrong limit": Bug("saturating_add", "{exact[Width], {(", "{!exact[Width], {("),
    "limit off by all ones": Bug("saturating_add", "{!exact[Width]}}", "{exact[Width]}}"),
    "second word without sign": Bug("saturating_add", "= a + b", "= a + $signed({1'b0, b})"),
    "flag stuck": Bug("saturating_add", "assign saturated =", "assign saturated = 1'b0 &&"),
}
CLIP = {
    "limit one too low": Bug("clip_words", "(word > MOST)", "(word >= MOST - 1)"),
    "last of a packet lost": Bug(
        "clip_words", "m_axis_tlast <= s_axis_tlast", "m_axis_tlast <= '0"
    ),
    "last beat swallowed": Bug(
        "double_words",
        "m_axis_tvalid <= s_axis_tvalid",
        "m_axis_tvalid <= s_axis_tvalid && !s_axis_tlast",
        ("stuck", "mismatch"),
    ),
    "last beat doubled wrongly": Bug("double_words", ", 1'b0};", ", s_axis_tlast};"),
    "bits turned between the parts": Bug(
        "double_clip", ".s_axis_tdata (doubled_tdata)", ".s_axis_tdata (~doubled_tdata)"
    ),
}
ALL = {"requantise_leaky": REQUANTISE, "saturating_add": ADD, "double_clip": CLIP}
PROFILES = ("none", "dense")


def page(name: str) -> Path:
    return EXAMPLES / f"{name}_bench.py"


def test_every_example_is_tested() -> None:
    assert sorted(EXAMPLES.glob("*_bench.py")) == sorted(map(page, ALL))
    assert all(len(bugs) >= 5 for bugs in ALL.values())


@pytest.mark.parametrize("simulator", SIMULATORS)
@pytest.mark.parametrize("name", ALL)
def test_an_example_passes(name: str, simulator: str, tmp_path: Path) -> None:
    spec = RunSpec.of(
        toplevel=name, simulator=simulator, bench=page(name), tests=("all",), profiles=PROFILES
    )
    result = simulate(spec, folder=tmp_path)
    assert result.passed, result.why()
    assert result.totals["beats"] >= 100


def test_a_design_that_nobody_can_hold_back_is_drawn_for_several_times(tmp_path: Path) -> None:
    name = "saturating_add"
    spec = RunSpec.of(toplevel=name, simulator="icarus", bench=page(name), tests=("sound",))
    result = simulate(spec, folder=tmp_path)
    assert result.totals["beats"] == 200 * ROUNDS


@pytest.mark.parametrize("simulator", SIMULATORS)
@pytest.mark.parametrize(
    ("name", "bug"),
    [pytest.param(name, bug, id=text) for name, bugs in ALL.items() for text, bug in bugs.items()],
)
def test_a_planted_bug_is_found(name: str, bug: Bug, simulator: str, tmp_path: Path) -> None:
    copy = tmp_path / "rtl"
    copy.mkdir()
    for source in load_bench(page(name)).source_paths:
        shutil.copy(source, copy)
    source = copy / f"{bug.file}.sv"
    text = source.read_text(encoding="utf-8")
    assert text.count(bug.old) == 1, f"{source.name} no longer has what the bug changes"
    source.write_text(text.replace(bug.old, bug.new), encoding="utf-8")
    (tmp_path / "run").mkdir()
    spec = RunSpec.of(
        toplevel=name,
        simulator=simulator,
        bench=page(name),
        rtl=copy,
        tests=(bug.test if name == "requantise_leaky" else "sound",),
        profiles=PROFILES,
    )
    result = simulate(spec, folder=tmp_path / "run", locate=True)
    assert result.exit_code == 1, result.why()
    first = result.mismatches[0]
    if name == "double_clip":  # it names its parts
        assert result.located is not None, result.remark
        assert result.located["module"] == bug.file, result.located
    assert first["kind"] in bug.kinds, result.why()
    if first["kind"] == "mismatch":
        assert first["beat"] is not None
        assert first["port"] in ("words", "out")
