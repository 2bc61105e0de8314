"""Many mutants in one text: each means what it means when it is written out alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.mutate.model import Mutant, Numbered
from sim.mutate.schemata import READER, apply, write_schemata
from sim.mutate.sources import source_mutants
from tests.mutate.differential import compared

DATA = Path(__file__).parent / "data"


def numbered(mutants: list[Mutant]) -> list[Numbered]:
    return [Numbered(number=number, mutant=each) for number, each in enumerate(mutants, 1)]


@pytest.mark.parametrize(("simulator", "count"), [("icarus", 90), ("verilator", 20)])
def test_a_selected_mutant_is_the_one_written_out(
    simulator: str, count: int, tmp_path: Path
) -> None:
    mutants = random.Random(simulator).sample(source_mutants(DATA, "mixed"), count)
    verdict = compared(DATA, "mixed", numbered(mutants), simulator, tmp_path)
    assert not verdict.unequal, [
        "the sound source" if number == 0 else mutants[number - 1].description
        for number in sorted(verdict.unequal)
    ]
    assert len(verdict.seen) > 0.8 * count  # so that equal says something


def test_a_mutant_of_another_width_would_be_found(tmp_path: Path) -> None:
    text = (DATA / "mixed.sv").read_text(encoding="utf-8")
    at = text.index("s, ~pick")  # in a concatenation, where its width moves all before it
    place = ("mixed.sv", text[:at].count("\n") + 1, 1)
    wrong = Mutant.of("source", "mixed", place, "swap", ("s", "9'(s)"), (at, 1))
    verdict = compared(DATA, "mixed", numbered([wrong]), "icarus", tmp_path)
    assert verdict.unequal == {0}


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    mutants = source_mutants(DATA, "mixed")
    text = (DATA / "mixed.sv").read_text(encoding="utf-8")
    write_schemata(DATA, numbered(mutants), tmp_path)
    made = (tmp_path / "mixed.sv").read_text(encoding="utf-8")
    assert made.count("\n") == text.count("\n")
    assert made.count(READER) == 1
    assert [line for line in made.splitlines() if line in text.splitlines()]
    for each in mutants:
        alone = apply(DATA, each, tmp_path / "alone").read_text(encoding="utf-8")
        assert alone.count("\n") == text.count("\n")
        assert alone.splitlines()[: each.line - 1] == text.splitlines()[: each.line - 1]


def test_only_changed_files_are_written(tmp_path: Path) -> None:
    write_schemata(DATA, numbered(source_mutants(DATA, "leaf")), tmp_path / "made")
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["leaf.sv"]


def test_another_source_is_refused(tmp_path: Path) -> None:
    mutants = source_mutants(DATA, "leaf")
    text = (DATA / "leaf.sv").read_text(encoding="utf-8")
    (tmp_path / "leaf.sv").write_text(f"// One more line.\n{text}", encoding="utf-8")
    with pytest.raises(UsageError, match="has changed since"):
        apply(tmp_path, mutants[0], tmp_path / "made")
    with pytest.raises(UsageError, match="has changed since"):
        write_schemata(tmp_path, numbered(mutants), tmp_path / "made")


def test_a_number_is_given_once(tmp_path: Path) -> None:
    mutants = source_mutants(DATA, "leaf")
    twice = [Numbered(number=1, mutant=each) for each in mutants[:2]]
    with pytest.raises(UsageError, match="same number"):
        write_schemata(DATA, twice, tmp_path)
