"""Imports go one way: from the implementations and the stimulus to the transport's interface."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tb

ROOT = Path(tb.__path__[0])


def imports(package: str, pattern: str = "*.py") -> Iterator[tuple[str, str]]:
    """Each module below `package` with each module that it imports."""
    files = list((ROOT / package).rglob(pattern))
    assert files
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                yield path.relative_to(ROOT).as_posix(), node.module or ""
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    yield path.relative_to(ROOT).as_posix(), alias.name


@pytest.mark.parametrize(
    ("package", "above"),
    [
        ("transport", ("tb.axis", "tb.scoreboard", "tb.env", "tb.engine", "tb.benches")),
        ("axis", ("tb.transport.beatwise", "tb.scoreboard", "tb.env", "tb.engine", "tb.benches")),
        ("scoreboard", ("tb.transport.beatwise", "tb.axis", "tb.env", "tb.engine", "tb.benches")),
        ("env", ("tb.transport.beatwise", "tb.engine", "tb.benches")),
        ("engine", ("tb.transport.beatwise", "tb.env", "tb.benches")),
        ("benches", ("tb.transport.beatwise",)),
    ],
)
def test_a_package_knows_nothing_of_those_above_it(package: str, above: tuple[str, ...]) -> None:
    assert [entry for entry in imports(package) if entry[1].startswith(above)] == []


def test_only_the_registry_names_the_implementations() -> None:
    own = "transport/beatwise/"
    users = {
        user
        for user, used in imports("transport")
        if used.startswith("tb.transport.beatwise") and not user.startswith(own)
    }
    assert users == {"transport/registry.py"}


def test_names_that_are_asked_for_outside_a_simulator_load_no_simulator() -> None:
    code = (
        "import sys, tb.config, tb.results, tb.transport.registry, tb.axis.profiles;"
        "print(*{'cocotb', 'pyuvm', 'tensorflow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
