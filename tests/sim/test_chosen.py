"""What a run names is looked up and checked before anything is built."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from sim.chosen import choose, choose_tests, design_of
from sim.errors import UsageError
from tb.bench import Bench
from tb.bench.find import design_names, find_bench
from tb.kraken.array import RTL
from tb.spec import RunSpec
from tests.sim.conftest import DATA, PAGE, slice_spec


@pytest.mark.parametrize("simulator", ["verilator", "icarus"])
@pytest.mark.parametrize("name", design_names())
def test_every_design_has_its_main_job_and_sources(name: str, simulator: str) -> None:
    chosen = choose(RunSpec.of(toplevel=name, simulator=simulator))
    assert chosen.bench.toplevel == name
    assert chosen.bench.meaning
    assert chosen.tests
    assert set(chosen.tests) <= set(chosen.bench.all_tests())
    assert all(path.is_file() for path in chosen.design.sources)
    module = f'-module "{chosen.bench.top_module}"'
    clock = f' -var "{chosen.bench.clock}"' if chosen.bench.clock else ""
    assert f"{module}{clock}" in chosen.design.marks


def test_the_defaults_depend_on_the_simulator() -> None:
    sizes = []
    for simulator in ("verilator", "icarus"):
        values = choose(RunSpec.of(toplevel="conv_engine", simulator=simulator)).values
        sizes.append((values["Rows"], values["Cols"]))
    assert sizes == [(7, 96), (4, 24)]


def test_the_main_job_runs_when_nothing_is_asked() -> None:
    bench = find_bench("conv_engine")
    assert choose_tests(bench, ()) == ("network",)
    assert choose_tests(bench, ("all",)) == tuple(bench.all_tests())
    assert choose_tests(bench, ("stalls",)) == ("stalls",)
    assert choose_tests(find_bench("", PAGE), ()) == ("sound", "reset")


def test_a_bench_without_tests_is_told(tmp_path: Path) -> None:
    bench = Bench("nothing", [DATA / "slice.sv"], ())
    with pytest.raises(UsageError, match="bench of nothing has no test; give it stimulus and gold"):
        choose_tests(bench, ())


def test_an_unknown_test_is_refused_with_the_known() -> None:
    with pytest.raises(
        UsageError, match=r"=stall is unknown \(did you mean stalls\?\).*network.*'all' runs"
    ):
        choose_tests(find_bench("conv_engine"), ("network", "stall"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"toplevel": "slic"}, "is the bench of slice, not of TOPLEVEL=slic"),
        ({"bench": DATA / "none.py"}, r"BENCH=.*none\.py is no file"),
        ({"bench": DATA / "slice.f"}, r"slice\.f is no file of Python: its name must end in \.py"),
        ({"bench": DATA / "__init__.py"}, r"__init__\.py has no BENCH = Bench\(\.\.\.\)"),
        ({"parameters": {"Widht": 8}}, "parameter Widht is unknown; the design has Width, Add"),
        ({"parameters": {"Width": 7}}, "Width is 7, but it must lie from 8 to 64"),
        ({"parameters": {"Add": -9}}, "Add is -9, but it must lie from -8 to 255"),
        ({"profiles": ("none", "densely")}, "'densely': 'densely' is no kind; these are: none, "),
        ({"profiles": ("dense:inn",)}, "'inn' is no port; these are: in, out"),
        ({"transport": "pigeon"}, "TRANSPORT=pigeon is unknown; it can be native or python"),
        (
            {"transport": "native"},
            "TRANSPORT=native does not work on icarus; it can be python there",
        ),
        ({"build": "long"}, "BUILD=long is for Verilator: leave it out on Icarus"),
        ({"options": {"OFFSET": "0"}}, "OFFSET=0 is not legal; give a whole number from 1 up"),
        ({"options": {"OFSET": "1"}}, "OFSET is no option of this bench"),
        ({"options": {"IMAGE": "no/such"}}, r"IMAGE=no/such does not exist"),
        ({"tests": ("sounds",)}, r"TESTCASE=sounds is unknown \(did you mean sound\?\)"),
        ({"defines": {"2": ""}}, "'2' cannot be the name of a definition"),
    ],
    ids=str,
)
def test_what_does_not_exist_is_refused(changes: dict[str, Any], said: str) -> None:
    spec = slice_spec().model_copy(update=changes)
    with pytest.raises(UsageError, match=said) as caught:
        choose(spec)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"parameters": {"Rows": 0}}, "Rows is 0, but it must lie from 1 to 255"),
        ({"parameters": {"Cols": 1}}, "must lie from 1 to 1"),
        ({"options": {"LAYERS": "conv_9"}}, "no convolution or dense layer 'conv_9'; these are"),
        ({"options": {"INPUT": str(DATA / "slice.sv")}}, r"slice\.sv"),
        ({"options": {"MODEL": str(DATA / "slice.sv")}}, r"slice\.sv"),
        ({"profiles": ("bursts:sums",)}, "'sums' is no port; these are: pixel, weight, sum"),
    ],
    ids=str,
)
def test_what_the_engine_cannot_do_is_refused_before_the_build(
    changes: dict[str, Any], said: str
) -> None:
    spec = RunSpec.of(toplevel="conv_engine", **changes)
    with pytest.raises(UsageError, match=said):
        choose(spec)


def test_a_page_that_fails_is_told_with_its_line(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text("import os\n\nBENCH = os.nothing\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"page\.py cannot be loaded: line 3, AttributeError"):
        choose(RunSpec(toplevel="", bench=page))


def test_another_folder_replaces_sources_of_the_same_name(tmp_path: Path) -> None:
    shutil.copy(DATA / "slice.sv", tmp_path)
    (tmp_path / "more.vh").touch()
    bench = Bench("slice", [DATA / "slice.sv", DATA / "slice_bench.py"], ())
    replaced = design_of(bench, {}, {}, tmp_path).sources
    assert replaced == (tmp_path / "slice.sv", DATA / "slice_bench.py")


def test_another_folder_may_hold_one_file_of_a_list(tmp_path: Path) -> None:
    shutil.copy(RTL / "pe_core.sv", tmp_path)
    spec = RunSpec(toplevel="conv_engine", rtl=tmp_path)
    sources = choose(spec).design.sources
    usual = choose(RunSpec(toplevel="conv_engine")).design.sources
    assert [path.name for path in sources] == [path.name for path in usual]
    assert [path for path in sources if path not in usual] == [tmp_path / "pe_core.sv"]


@pytest.mark.parametrize("rtl", [DATA, PAGE], ids=["another folder", "a file"])
def test_a_folder_that_replaces_nothing_is_refused(rtl: Path) -> None:
    """Else the usual sources would be run, and taken for those of the folder."""
    with pytest.raises(UsageError, match="is no folder that holds a source of conv_engine"):
        choose(RunSpec(toplevel="conv_engine", rtl=rtl))


def test_a_missing_source_is_named() -> None:
    bench = Bench("slice", [DATA / "slices.sv"], ())
    with pytest.raises(UsageError, match=r"slice names the source .*slices\.sv, which is no file"):
        design_of(bench, {}, {})


def test_definitions_add_up(tmp_path: Path) -> None:
    bench = Bench("slice", [DATA / "slice.sv"], (), defines={"A": "1", "B": "1"})
    assert design_of(bench, {}, {"B": "2", "C": ""}).defines == {"A": "1", "B": "2", "C": ""}
