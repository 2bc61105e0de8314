"""Mutants of a small project are tested in copies of it, and end as they must."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import SimError
from sim.mutate_golden.crew import try_mutants
from sim.mutate_golden.lines import Judges, copy_tree, record
from sim.mutate_golden.model import Mutant, Outcome, State, changed_lines

MODEL = '''"""A model."""

LIMIT = 100


def doubled(value):
    """Twice as much, up to the limit."""
    result = value * 2
    if value == 1000:
        result = result + 1
    return min(result, LIMIT)


def unused(value):
    """Nobody asks for it."""
    return value + 1
'''
TESTS = """from hypothesis import given, strategies as st

from golden.quant.small import doubled


@given(st.integers(-40, 40))
def test_small(value):
    assert doubled(value) == value + value


def test_limit():
    assert doubled(80) == 100


def test_the_rare_value_runs():
    doubled(1000)
"""
CONFTEST = """from hypothesis import settings

settings.register_profile("golden", max_examples=20, derandomize=True, database=None, deadline=None)
settings.load_profile("golden")
"""
ENDS: dict[str, tuple[str, str, State]] = {
    "wrong product": ("value * 2", "value * 3", "failed"),
    "constant of the module": ("LIMIT = 100", "LIMIT = 101", "failed"),
    "rare value": ("result + 1", "result + 2", "survived"),
    "line that no test runs": ("return value + 1", "return value + 2", "survived"),
    "no import": ('"""A model."""', "1 / 0", "import"),
    "ends the process": (
        "result = value * 2",
        "result = value * 2; import os; os.abort()",
        "crashed",
    ),
    "never ends": ("result = value * 2", "while True: pass", "timeout"),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("small")
    files = {
        "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n'
        'addopts = ["--import-mode=importlib"]\n',
        "golden/__init__.py": "",
        "golden/quant/__init__.py": "",
        "golden/quant/small.py": MODEL,
        "tests/__init__.py": "",
        "tests/golden/__init__.py": "",
        "tests/golden/conftest.py": CONFTEST,
        "tests/golden/quant/test_small.py": TESTS,
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def judged(
    small: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Judges, Path, dict[str, Outcome]]:
    """All mutants, tested."""
    copy = tmp_path_factory.mktemp("work") / "copy"
    copy_tree(small, copy)
    store = tmp_path_factory.mktemp("store")
    seen: list[str] = []
    judges = record([copy], store, ["golden/quant/small.py"], seen.append)
    record([copy], store, ["golden/quant/small.py"], seen.append)
    assert seen == ["tests/golden/quant/test_small.py"], "a record is made once"
    mutants = [mutant(*ENDS[name][:2]) for name in ENDS]
    told: list[Outcome] = []
    found = try_mutants(mutants, judges, [copy], told.append, least_seconds=6.0)
    assert told == found
    return judges, copy, dict(zip(ENDS, found, strict=True))


def mutant(old: str, new: str) -> Mutant:
    assert MODEL.count(old) == 1
    source = MODEL.replace(old, new)
    before, after = changed_lines(MODEL, source)
    line = 1 + MODEL[: MODEL.index(old)].count("\n")
    file = "golden/quant/small.py"
    return Mutant(file=file, line=line, operator="x", source=source, before=before, after=after)


@pytest.mark.parametrize("name", ENDS)
def test_each_ends_as_it_must(name: str, judged: tuple[Judges, Path, dict[str, Outcome]]) -> None:
    assert judged[2][name].state == ENDS[name][2]


def test_the_killer_is_named(judged: tuple[Judges, Path, dict[str, Outcome]]) -> None:
    place = "tests/golden/quant/test_small.py::"
    assert judged[2]["wrong product"].test.startswith(f"{place}test_")
    assert judged[2]["constant of the module"].test == f"{place}test_limit"


def test_the_tests_of_a_line_are_those_that_run_it(
    judged: tuple[Judges, Path, dict[str, Outcome]],
) -> None:
    place = "tests/golden/quant/test_small.py::"
    judges = judged[0]
    assert judges.of("golden/quant/small.py", 10, 10) == [f"{place}test_the_rare_value_runs"]
    assert len(judges.of("golden/quant/small.py", 3, 3)) == 3


def test_the_copy_is_as_it_was(
    small: Path, judged: tuple[Judges, Path, dict[str, Outcome]]
) -> None:
    assert (judged[1] / "golden/quant/small.py").read_text(encoding="utf-8") == MODEL
    assert (small / "golden/quant/small.py").read_text(encoding="utf-8") == MODEL


def test_models_that_fail_without_a_mutant_are_an_error(small: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy_tree(small, copy)
    tests = copy / "tests/golden/quant/test_small.py"
    tests.write_text(TESTS.replace("== 100", "== 99"), encoding="utf-8")
    with pytest.raises(SimError, match=r"Without any mutant .*test_limit; mend that first"):
        record([copy], tmp_path / "store", ["golden/quant/small.py"])
