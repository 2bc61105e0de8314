"""Merged coverage in the formats of other tools, read back by what knows them."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from ucis.xml.xml_factory import XmlFactory
from ucis.xml.xml_reader import XmlReader

from sim.coverage import export as names
from sim.coverage.collect import export, judged
from sim.coverage.data import BinKey, CodeKey, RunCoverage, Source
from sim.coverage.exclusions import CodeExclusion, Exclusions
from sim.coverage.lcov import files_of
from sim.coverage.model import Coverage

MERGED = RunCoverage(
    {BinKey("d", "g", "p", "near"): 3, BinKey("d", "g", "p", "far"): 0},
    {
        CodeKey("rtl/a.sv", "a", "line", 3, 1, "block, lines 3,5-6"): 9,
        CodeKey("rtl/a.sv", "a", "branch", 5, 3, "if, lines 5"): 4,
        CodeKey("rtl/a.sv", "a", "branch", 5, 3, "else"): 0,
        CodeKey("rtl/a.sv", "a", "branch", 8, 3, "if, lines 8"): 0,
        CodeKey("rtl/a.sv", "a", "expression", 5, 9, "((a == 'h0)==1) => 1"): 2,
        CodeKey("rtl/a.sv", "a", "toggle", 2, 1, "data[0]:0->1"): 1,
        CodeKey("rtl/a.sv", "a", "toggle", 2, 1, "data[0]:1->0"): 0,
        CodeKey("cover/a.sv", "a_states", "fsm", 4, 1, "IDLE_to_BUSY"): 7,
    },
    (Source("d", "verilator", 5, "make TOPLEVEL=d SEED=5", True, 1.5),),
)
RULES = Exclusions(code=(CodeExclusion(module="a", text="if, lines 8", reason="never"),))


@pytest.fixture
def coverage() -> Coverage:
    return judged(MERGED, [], exclusions=RULES, goals={})


@pytest.fixture
def folder(tmp_path: Path, coverage: Coverage) -> Path:
    export(MERGED, coverage, tmp_path / "coverage")
    return tmp_path / "coverage"


def test_the_database_is_what_the_standard_asks_for_and_holds_all_counts(folder: Path) -> None:
    path = str(folder / names.UCIS)
    assert XmlFactory.read(path) is not None  # checked against the standard's schema
    text = Path(path).read_text(encoding="utf-8")
    assert sorted(map(int, re.findall(r'coverageCount="(\d+)"', text))) == sorted(
        [*MERGED.functional.values(), *MERGED.code.values()]
    )
    assert 'seed="5"' in text
    assert "make TOPLEVEL=d SEED=5" in text


def test_pyucis_reads_it_back(folder: Path) -> None:
    with (folder / names.UCIS).open(encoding="utf-8") as file:
        db = XmlReader().read(file)
    assert [node.getSeed() for node in db.historyNodes(1)] == ["5"]


def test_lines_and_branches_are_told_by_file(coverage: Coverage) -> None:
    files = {file.name: file for file in files_of(coverage.modules)}
    assert files["rtl/a.sv"].lines == {3: 9, 5: 9, 6: 9}
    assert files["rtl/a.sv"].branches == [(5, 0), (5, 4)]


def test_lcov(folder: Path) -> None:
    text = (folder / names.CODE_LCOV).read_text(encoding="utf-8")
    assert (
        "SF:rtl/a.sv\nBRDA:5,0,0,-\nBRDA:5,0,1,4\nBRF:2\nBRH:1\n"
        "DA:3,9\nDA:5,9\nDA:6,9\nLF:3\nLH:3\nend_of_record\n"
    ) in text


def test_cobertura(folder: Path) -> None:
    root = ElementTree.parse(folder / names.CODE_COBERTURA).getroot()
    assert (root.get("line-rate"), root.get("branch-rate")) == ("1.0000", "0.5000")
    (line,) = (line for line in root.iter("line") if line.get("number") == "5")
    assert line.get("condition-coverage") == "50% (1/2)"


def test_functional_coverage_is_exported_too(folder: Path) -> None:
    assert "far" not in (folder / names.CODE_LCOV).read_text(encoding="utf-8")
    lcov = (folder / names.FUNCTIONAL_LCOV).read_text(encoding="utf-8")
    assert "FN:1,p\n" in lcov
    assert "DA:1,3\n" in lcov
    assert 'name="p"' in (folder / names.FUNCTIONAL_COBERTURA).read_text(encoding="utf-8")


def test_the_model_comes_back_whole(folder: Path, coverage: Coverage) -> None:
    text = (folder / names.JSON).read_text(encoding="utf-8")
    assert Coverage.model_validate_json(text) == coverage
