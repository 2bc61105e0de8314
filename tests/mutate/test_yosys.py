"""Mutants of a netlist."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.design import Design
from sim.errors import BuildError
from sim.mutate.model import SELECTED
from sim.mutate.yosys import Mutation, mutations, netlist_mutants
from tests.mutate.differential import unlike

DATA = Path(__file__).parent / "data"
SOURCES = tuple(DATA / name for name in ("mixed_pkg.sv", "leaf.sv", "mixed.sv"))
FIRST = r"-mode cnot1 -module top -cell $flatten\u_a.$5 -port Y -portbit 11 -ctrlbit 3"
SECOND = "-mode inv -module top -cell $3 -port Q -portbit 0 -wire w -wirebit 0 -src b.sv:5.2"
LISTED = f"mutate {FIRST} -src a.sv:5.1-5.9\nmutate {SECOND} -src a.sv:7.2\n"


def test_the_list_of_yosys_is_read() -> None:
    first, second = mutations(LISTED)
    assert first == Mutation(
        words=tuple(LISTED.splitlines()[0].split()),
        mode="cnot1",
        cell=r"$flatten\u_a.$5",
        port="Y",
        bit=11,
        control=3,
        places=("a.sv:5.1-5.9",),
    )
    assert (second.mode, second.control, second.places) == ("inv", -1, ("b.sv:5.2", "a.sv:7.2"))


def test_a_netlist_without_mutant_is_the_design_and_its_mutants_are_not(tmp_path: Path) -> None:
    design = Design("mixed", SOURCES, parameters={"Rows": 3})
    batch = netlist_mutants(design, 40, 1, tmp_path)
    assert [each.number for each in batch.numbered] == list(range(1, 41))
    assert batch.design.toplevel == "mixed"
    assert batch.design.parameters == {}
    lines = {path.name: path.read_text(encoding="utf-8").splitlines() for path in SOURCES}
    for each in batch.numbered:
        mutant = each.mutant
        assert mutant.family == "netlist"
        assert mutant.file == f"{mutant.module}.sv"
        assert lines[mutant.file][mutant.line - 1].strip()
    assert len({each.mutant.key for each in batch.numbered}) == 40
    assert {each.mutant.module for each in batch.numbered} <= {"mixed", "leaf"}
    (source,) = batch.design.sources
    text = source.read_text(encoding="utf-8")
    assert f"input [31:0] {SELECTED}" not in text
    numbers = [each.number for each in batch.numbered]
    (tmp_path / "bench").mkdir()
    different = unlike(DATA, "mixed", text, numbers, "icarus", tmp_path / "bench")
    assert 0 not in different
    assert len(different) > 25


def test_the_seed_decides(tmp_path: Path) -> None:
    design = Design("leaf", SOURCES[1:2])
    drawn = [
        [each.mutant.key for each in netlist_mutants(design, 8, seed, tmp_path / name).numbered]
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    ]
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_design_that_yosys_refuses_is_told(tmp_path: Path) -> None:
    source = tmp_path / "broken.sv"
    source.write_text("module broken (input wire a);\n  wrong u_wrong (.a);\nendmodule\n")
    with pytest.raises(BuildError, match="broken cannot be synthesised"):
        netlist_mutants(Design("broken", (source,)), 5, 1, tmp_path / "made")
