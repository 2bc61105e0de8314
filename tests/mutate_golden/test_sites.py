"""Where a model can be changed, and what the changes are."""

from __future__ import annotations

from pathlib import Path

from sim.mutate_golden.sites import draw, operators, sites

SOURCE = '''"""A module."""
from dataclasses import dataclass

@dataclass(frozen=True)
class Pair:
    first: int | None = None

def total(values: list[int | float], base: int) -> int | float:
    result = base * 2
    for value, _ in zip(values, values, strict=True):
        if value > 3 and not base:
            result = result + (value << 1)
    return result
'''


def written(folder: Path, source: str = SOURCE) -> tuple[Path, str]:
    path = folder / "golden" / "small.py"
    path.parent.mkdir()
    path.write_text(source, encoding="utf-8")
    return path, "golden/small.py"


def test_declarations_are_left_alone(tmp_path: Path) -> None:
    assert min(site.line for site in sites(*written(tmp_path))) == 9


def test_each_place_is_found_once_with_what_fits_there(tmp_path: Path) -> None:
    found = sites(*written(tmp_path))
    strict = SOURCE.splitlines()[9].index("True")
    assert (10, strict) not in {(site.line, site.column) for site in found}
    assert len({(site.line, site.column) for site in found}) == len(found)
    names = {name for site in found for name, _ in site.changes if site.line == 12}
    assert {"ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_LShift_BitAnd"} <= names
    assert not any(name.startswith("ReplaceBinaryOperator_LShift_Mul") for name in names)
    assert {"ReplaceAndWithOr", "AddNot", "ReplaceUnaryOperator_Delete_Not"} <= {
        name for site in found for name, _ in site.changes if site.line == 11
    }


def test_identity_is_no_replacement_for_equality() -> None:
    assert "ReplaceComparisonOperator_Is_IsNot" in operators()
    assert not [name for name in operators() if name.endswith("Eq_Is")]


def test_the_draw_repeats_itself_and_takes_each_place_once(tmp_path: Path) -> None:
    found = sites(*written(tmp_path))
    drawn = draw(found, None, 7, tmp_path)
    assert drawn == draw(found, None, 7, tmp_path)
    assert drawn != draw(found, None, 8, tmp_path)
    assert len({mutant.source for mutant in drawn}) == len(drawn) == len(found)
    assert len(draw(found, 3, 7, tmp_path)) == 3
    for mutant in drawn:
        assert mutant.before != mutant.after
        assert mutant.before in SOURCE
        assert mutant.source != SOURCE


def test_what_has_no_operator_has_no_mutant(tmp_path: Path) -> None:
    """A bare name can become nothing else."""
    found = sites(*written(tmp_path, "a = b\n"))
    assert found == []
    assert draw(found, None, 1, tmp_path) == []
