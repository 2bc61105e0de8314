"""Properties are checked in simulations, and leave no trace where they are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.chosen import choose
from sim.errors import BuildError
from sim.launch import compiled_design
from sim.places import ROOT
from sim.properties import bound, properties_of, with_instances
from sim.run import simulate
from tb.spec import RunSpec

RTL = ROOT / "hw" / "rtl"
READY = "assign s_axis_tready = open_q;"
LATE = (
    "logic [1:0] late_q; always_ff @(posedge clk) late_q <= rst_n ? {late_q[0], 1'b1} : 2'b0; "
    "assign s_axis_tready = open_q && late_q[1];"
)
"""A slice that opens a clock later behind a reset, which no beat shows."""
TAKES = "= s_axis_tvalid && open_q;"
SPARE = "spare_valid_q <= 1'b1;"
SMALL = {"Rows": 1, "Cols": 3, "KhMax": 2, "KwMax": 2, "SMax": 2, "OutChannels": 1,
         "WeightDepth": 16, "PixelPortWords": 1, "WeightPortWords": 2}  # fmt: skip
"""An engine whose loads and rows take several beats."""


def names(spec: RunSpec) -> list[str]:
    return [path.name for path in compiled_design(choose(spec)).properties]


def test_each_module_brings_its_own() -> None:
    """With those that all share, in front of them; a module without any brings none."""
    found = [path.name for path in properties_of([RTL / "axis_skid.sv", RTL / "kraken_pkg.sv"])]
    assert found[-1] == "axis_skid.sv"
    assert {"axis_rules.sv", "axis_order.sv"} <= set(found)
    assert "kraken_pkg.sv" not in found
    assert properties_of([ROOT / "examples" / "nothing.sv"]) == ()


def test_another_folders_sources_have_them_too(tmp_path: Path) -> None:
    """What is checked is what stands in for the project's own module."""
    (tmp_path / "axis_skid.sv").write_bytes((RTL / "axis_skid.sv").read_bytes())
    assert "axis_skid.sv" in names(RunSpec.of(toplevel="axis_skid", rtl=tmp_path, properties=True))


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"simulator": "icarus", "properties": False},
        {"properties": True, "netlist": True},
        {"properties": True, "coverage": "code"},
    ],
)
def test_where_they_are_left_out(told: dict[str, object]) -> None:
    assert names(RunSpec.of(toplevel="axis_skid", properties=True))
    assert names(RunSpec.of(toplevel="axis_skid", simulator="icarus"))
    assert not names(RunSpec.of(toplevel="axis_skid", **told))


def test_the_replay_says_so() -> None:
    for flag in (0, 1):
        told = RunSpec.of(toplevel="axis_skid", properties=bool(flag))
        assert f"PROPERTIES={flag}" in told.replay()
    assert "PROPERTIES" not in RunSpec.of(toplevel="axis_skid").replay()


def test_sources_that_they_no_longer_fit_are_told_of_them(tmp_path: Path) -> None:
    """Who renames what they look at can leave them out."""
    text = (RTL / "axis_skid.sv").read_text(encoding="utf-8")
    (tmp_path / "axis_skid.sv").write_text(re.sub(r"\bopen_q\b", "is_open", text), encoding="utf-8")
    spec = RunSpec.of(toplevel="axis_skid", simulator="icarus", tests=("sound",), rtl=tmp_path)
    with pytest.raises(BuildError, match="PROPERTIES=0 leaves the properties out"):
        simulate(spec)
    assert simulate(spec.model_copy(update={"properties": False})).passed


def test_icarus_is_given_copies_in_which_no_line_moves(tmp_path: Path) -> None:
    """The instance stands on the line of endmodule."""
    source = RTL / "axis_skid.sv"
    copies = with_instances([source], properties_of([source]), tmp_path)
    text, copy = source.read_text(encoding="utf-8"), copies[source].read_text(encoding="utf-8")
    assert copy.count("\n") == text.count("\n")
    assert re.search(r"^axis_skid_properties #\(.*\) u_properties \(.*\); endmodule$", copy, re.M)
    assert copy.replace(bound(properties_of([source]))[0].instance + " ", "") == text


def test_a_module_that_is_not_there_cannot_be_bound_to(tmp_path: Path) -> None:
    other = tmp_path / "other.sv"
    other.write_text("module other; endmodule\n", encoding="utf-8")
    with pytest.raises(BuildError, match="binds to axis_skid, which no source is named after"):
        with_instances([other], properties_of([RTL / "axis_skid.sv"]), tmp_path / "copies")


@pytest.mark.parametrize("simulator", ["icarus", "verilator"])
def test_one_that_fails_is_told(simulator: str, tmp_path: Path) -> None:
    """Every beat is right, and the run fails all the same."""
    text = (RTL / "axis_skid.sv").read_text(encoding="utf-8")
    for old, new in ((READY, LATE), (TAKES, "= s_axis_tvalid && s_axis_tready;")):
        assert text.count(old) == 1
        text = text.replace(old, new)
    (tmp_path / "axis_skid.sv").write_text(text, encoding="utf-8")
    spec = RunSpec.of(toplevel="axis_skid", simulator=simulator, tests=("sound",), rtl=tmp_path)
    assert simulate(spec.model_copy(update={"properties": False})).passed
    result = simulate(spec.model_copy(update={"properties": True}))
    assert result.exit_code == 1
    assert "axis_skid.sv:" in result.fault
    assert "it is empty but closed" in result.fault


@pytest.mark.parametrize("simulator", ["icarus", "verilator"])
def test_the_bench_has_its_say_beside_one_that_fails(simulator: str, tmp_path: Path) -> None:
    """A report with coordinates says more than a property, which is a remark then."""
    text = (RTL / "axis_skid.sv").read_text(encoding="utf-8")
    assert text.count(SPARE) == 1
    text = text.replace(SPARE, SPARE.replace("1'b1", "1'b0"))
    (tmp_path / "axis_skid.sv").write_text(text, encoding="utf-8")
    spec = RunSpec.of(
        toplevel="axis_skid", simulator=simulator, tests=("sound",), rtl=tmp_path, properties=True
    )
    result = simulate(spec)
    assert result.mismatches
    assert not result.fault
    assert re.search(r"in clock [0-9]+: axis_order\.sv:.* a beat is lost$", result.remark)


@pytest.mark.parametrize(
    ("toplevel", "test", "parameters"),
    [
        # Offers inside are taken back, and memories begin with anything.
        ("conv_engine", "illegal_header", SMALL),
        # The size of a set is told with each beat, and is anything between beats.
        ("axis_gather", "sound", {}),
    ],
)
def test_none_says_more_than_a_module_promises(
    toplevel: str, test: str, parameters: dict[str, int]
) -> None:
    """On Icarus each bench's own test shows that."""
    spec = RunSpec.of(toplevel=toplevel, tests=(test,), parameters=parameters, properties=True)
    result = simulate(spec)
    assert result.passed, result.why()


def test_what_stands_for_the_prover_alone_is_not_bound() -> None:
    sources = [RTL / f"{name}.sv" for name in ("pixel_shifter", "core_map", "pe_core")]
    found = bound(properties_of(sources))
    assert {each.module for each in found} == {"core_map", "pe_core"}
    assert not [each for each in found if "bound_q" in each.instance]
