"""Reading what Verilator counts, and what of a design is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.coverage.code import MAGIC, plain, read_code
from sim.coverage.counted import counted, declarations
from sim.coverage.data import CodeKey, CoverageError
from sim.design import Design
from sim.filelist import read_file_list
from tests.sim.conftest import ROOT, slice_design


def line(hits: int, **fields: str) -> str:
    """A count as Verilator writes it."""
    packed = "".join(f"\x01{name}\x02{text}" for name, text in fields.items())
    return f"C '{packed}' {hits}"


def count(hits: int, page: str, text: str, hier: str = "top.u_a", **more: str) -> str:
    return line(hits, f="a.sv", l="7", n="3", page=page, o=text, **more, h=hier)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "coverage.dat"
    path.write_text("\n".join([MAGIC, *lines, ""]), encoding="utf-8")
    return path


def test_instances_and_parameters_of_a_module_are_one(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        count(0, "v_branch/a__W8", "if", "top.u_a", S="8-9"),
        count(4, "v_branch/a__W9_D2", "if", "top.u_b.u_a", S="8-9"),
        count(0, "v_branch/a__W8", "else", "top.u_a"),
    )
    assert read_code(path, "hw/rtl") == {
        CodeKey("hw/rtl/a.sv", "a", "branch", 7, 3, "if, lines 8-9"): 4,
        CodeKey("hw/rtl/a.sv", "a", "branch", 7, 3, "else"): 0,
    }


def test_an_expression_is_the_same_for_every_width_and_round_of_a_loop(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        count(0, "v_expr/a__W8", "((left_q == 16'h1)==1 && used[32'sh0][3:0]==0) => 0"),
        count(5, "v_expr/a__W4", "((left_q == 4'h1)==1 && used[32'sh7][1:0]==0) => 0"),
    )
    assert list(read_code(path, "").values()) == [5]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(state == 2'h0)==1", "(state == 2'h1)==1"),
        ("(header[23:20] == 4'h0)==1", "(header[19:16] == 4'h0)==1"),
        ("a==1 => 1", "a==0 => 0"),
        ("bits[8]==1", "bits[9]==1"),
    ],
)
def test_expressions_that_differ_in_more_stay_apart(one: str, other: str) -> None:
    assert plain(one) != plain(other)


def test_cover_points_count_as_states_and_nothing_else_of_their_file_does(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        line(2, f="cover/a.sv", l="4", n="1", page="v_user/a_states", o="IDLE_to_BUSY", S="4"),
        line(9, f="cover/a.sv", l="2", n="1", page="v_line/a_states", o="block", S="2"),
        line(9, f="rtl/a.sv", l="2", n="1", page="v_line/a", o="block", S="2"),
    )
    found = read_code(path, "hw")
    assert {(key.file, key.metric, key.text) for key in found} == {
        ("hw/cover/a.sv", "fsm", "IDLE_to_BUSY"),
        ("hw/rtl/a.sv", "line", "block, lines 2"),
    }


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    whole = count(0, "v_line/a", "block")
    path = written(tmp_path, whole, whole[: len(whole) // 2])
    with pytest.raises(CoverageError, match=r"coverage\.dat:3 is no count"):
        read_code(path, "")
    path.write_text("something else\n", encoding="utf-8")
    with pytest.raises(CoverageError, match="begins otherwise"):
        read_code(path, "")
    with pytest.raises(CoverageError, match="cannot be read"):
        read_code(tmp_path / "none.dat", "")


def test_declarations_are_told_from_statements() -> None:
    text = """\
logic [Width-1:0] data_q;
count_t a, b;
logic valid = 1'b0;
assign x = y;
return mask;
  automatic int i;
kraken_pkg::count_t c [3:0];
input logic clk,
"""
    assert list(declarations(text, ["logic", "int", "count_t"])) == [1, 2, 6, 7]


def test_toggles_are_counted_at_ports_alone() -> None:
    design = slice_design()
    marks = counted(design).marks.removeprefix(design.marks)
    assert marks == 'coverage_off -file "slice.sv" -lines 19\n'


def test_every_variable_of_the_project_is_found() -> None:
    """A declaration that is missed would count as a port."""
    sources = read_file_list(ROOT / "hw" / "rtl" / "kraken_top.f").sources
    design = Design("kraken_top", sources)
    found = counted(design).marks.count("coverage_off")
    ports_or_none = ("input", "output", "typedef", "function", "parameter", "localparam")
    declared = 0
    for path in sources:
        for text in path.read_text(encoding="utf-8").splitlines():
            words = text.split()
            declared += text.rstrip().partition("//")[0].rstrip().endswith(";") and bool(
                words
                and words[0] not in ports_or_none
                and ("logic" in words or words[0].endswith("_t") or words[0].endswith("_e"))
                and "=" not in text
            )
    assert found >= declared > 500


def test_a_module_with_cover_points_gets_them() -> None:
    path = ROOT / "hw" / "rtl" / "config_reader.sv"
    found = counted(Design("config_reader", (path,)))
    assert found.sources == (path, ROOT / "hw" / "cover" / "config_reader.sv")
    assert counted(slice_design()).sources == slice_design().sources
