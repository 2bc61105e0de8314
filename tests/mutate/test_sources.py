"""Mutants of the source: which there are, and what is left alone."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from sim.errors import UsageError
from sim.mutate.elaborate import modules
from sim.mutate.model import Mutant
from sim.mutate.operators import Operator
from sim.mutate.sources import source_mutants
from sim.places import ROOT

RTL = ROOT / "hw" / "rtl"
DATA = Path(__file__).parent / "data"


@cache
def all_mutants() -> dict[str, list[Mutant]]:
    return {module: source_mutants(RTL, module) for module in modules(RTL)}


@cache
def mixed() -> list[Mutant]:
    return source_mutants(DATA, "mixed")


def changes(mutants: list[Mutant], line: int) -> set[tuple[str, str, str]]:
    return {(each.operator, each.before, each.after) for each in mutants if each.line == line}


def line_of(text: str) -> int:
    lines = (DATA / "mixed.sv").read_text(encoding="utf-8").splitlines()
    (found,) = [n for n, line in enumerate(lines, 1) if text in " ".join(line.split())]
    return found


def test_the_design_has_thousands_of_every_kind_in_every_module() -> None:
    counted = Counter(each.operator for mutants in all_mutants().values() for each in mutants)
    assert counted.total() > 5000
    assert set(counted) == set(get_args(Operator))
    assert all(len(mutants) >= 20 for mutants in all_mutants().values())
    assert set(all_mutants()) == {path.stem for path in RTL.glob("*.sv")} - {
        "kraken_pkg",
        "pool_pkg",
        "stage_pkg",
    }


def test_every_mutant_names_its_place() -> None:
    for module, mutants in all_mutants().items():
        text = (RTL / f"{module}.sv").read_text(encoding="utf-8")
        lines = text.splitlines()
        for each in mutants:
            assert (each.family, each.module, each.file) == ("source", module, f"{module}.sv")
            assert text[each.offset : each.offset + each.length] == each.before != each.after
            first = each.before.splitlines()[0]
            assert lines[each.line - 1][each.column - 1 :].startswith(first)


def test_no_two_mutants_are_the_same_text() -> None:
    keys = [each.key for mutants in all_mutants().values() for each in mutants]
    assert len(set(keys)) == len(keys)
    for module, mutants in all_mutants().items():
        text = (RTL / f"{module}.sv").read_text(encoding="utf-8")
        results = [
            re.sub(r"\s", "", text[: each.offset] + each.after + text[each.offset + each.length :])
            for each in mutants
        ]
        assert len(set(results)) == len(results)


def test_a_sum_becomes_what_its_width_allows() -> None:
    found = changes(mixed(), line_of("assign sum = a + b"))
    assert {change for change in found if change[0] not in ("swap", "stuck")} == {
        ("arithmetic", "a + b", "a - b"),
        ("operand", "a + b", "a"),
        ("operand", "a + b", "b"),
    }
    assert {change for change in found if change[0] == "stuck"} == {
        ("stuck", "a + b", "'0"),
        ("stuck", "a + b", "'1"),
    }
    # Only what is declared alike fits whatever `Width` is, and nothing that follows from the sum.
    swaps = {after for operator, _, after in found if operator == "swap"}
    assert swaps <= {"a", "b", "child"}


def test_an_operand_of_another_shape_does_not_stand_alone() -> None:
    found = changes(mixed(), line_of("assign product"))
    assert ("sign", "$signed(s)", "$signed({1'b0, s})") in found
    found = changes(mixed(), line_of("assign mixed_signs"))
    assert ("shift", "s >>> pick", "s >> pick") in found
    assert ("operand", "s >>> pick", "s") in found
    # t has five bits, the whole has sixteen.
    assert not [change for change in found if change[0] == "operand" and change[2] == "t"]


def test_registers_get_faults_of_reset_and_enable() -> None:
    assert changes(mixed(), line_of("if (!rst_n) wide_q")) >= {
        ("reset", "!rst_n", "1'b1"),
        ("reset", "!rst_n", "1'b0"),
        ("reset", "!rst_n", "rst_n"),
    }
    assert changes(mixed(), line_of("count_q <= '0;")) >= {
        ("reset", "count_q <= '0;", ";"),
        ("reset", "'0", "'1"),
        ("reset", "'0", "1'b1"),
    }
    assert changes(mixed(), line_of("count_q <= full ?")) >= {
        ("enable", "enable", "!enable"),
        ("enable", "enable", "1'b1"),
        ("enable", "enable", "1'b0"),
        ("drop", "count_q <= full ? '0 : count_q + 3'd1;", ";"),
        ("ternary", "full ? '0 : count_q + 3'd1", "full ? count_q + 3'd1 : '0"),
        ("arithmetic", "count_q + 3'd1", "count_q - 3'd1"),
        ("operand", "count_q + 3'd1", "count_q"),
        ("constant", "3'd1", "3'd2"),
    }


def test_states_indices_bounds_and_fields_change() -> None:
    assert changes(mixed(), line_of("IDLE: if")) >= {
        ("condition", "IDLE", "WORK"),
        ("condition", "IDLE", "DONE"),
        ("state", "WORK", "DONE"),
        ("state", "WORK", "IDLE"),
    }
    assert changes(mixed(), line_of("rows_q[count_q*Width")) >= {
        ("index", "count_q*Width", "(count_q*Width) + 1"),
        ("index", "count_q*Width", "(count_q*Width) - 1"),
    }
    assert changes(mixed(), line_of("i <= LAST")) == {("comparison", "i <= LAST", "i < LAST")}
    assert ("swap", "pair.high", "pair.low") in changes(mixed(), line_of("assign member"))
    assert ("connection", "enable", "!enable") not in changes(mixed(), line_of(".clk,"))
    assert ("connection", "a + b", "a - b") in changes(mixed(), line_of(".a(a + b)"))


@pytest.mark.parametrize(
    "left_alone",
    ["localparam int LAST", "logic signed", "assign both", "seen_q", "unused"],
)
def test_what_says_nothing_of_the_design_is_left_alone(left_alone: str) -> None:
    lines = (DATA / "mixed.sv").read_text(encoding="utf-8").splitlines()
    places = {n for n, line in enumerate(lines, 1) if left_alone in line}
    assert places
    assert not places & {each.line for each in mixed()}


def test_assertions_checks_of_parameters_and_declarations_are_left_alone() -> None:
    pattern = re.compile(
        r"\bassert\b|\$fatal|\$error|\bunused\w* =|^\s*(localparam|parameter|input|output)\b"
    )
    for module, mutants in all_mutants().items():
        lines = (RTL / f"{module}.sv").read_text(encoding="utf-8").splitlines()
        wrong = [each for each in mutants if pattern.search(lines[each.line - 1])]
        assert not wrong, wrong[0].description


def test_a_module_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no module nothing"):
        source_mutants(DATA, "nothing")
    with pytest.raises(UsageError, match="no SystemVerilog module"):
        modules(tmp_path)


def test_a_file_that_cannot_be_parsed_is_told_with_its_line(tmp_path: Path) -> None:
    text = "module broken (input wire a, output wire y);\n  assign y = a +;\nendmodule\n"
    (tmp_path / "broken.sv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"cannot be parsed.*\n.*broken\.sv:2:\d+: error"):
        source_mutants(tmp_path, "broken")


def test_the_documentation_tells_every_operator_with_a_mutant_of_the_design() -> None:
    text = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    row = re.compile(r"^\| `(\w+)` \|.*\| `(\w+)\.sv:\d+`: `(.*)` -> `(.*)` \|$", re.MULTILINE)
    told = row.findall(text.replace("\\|", "|"))
    assert {operator for operator, *_ in told} == set(get_args(Operator))
    for operator, module, before, after in told:
        found = {(each.operator, each.before, each.after) for each in all_mutants()[module]}
        assert (operator, before, after) in found
