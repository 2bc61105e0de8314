"""Imports go one way: sim to tb to golden, and within tb from the designs down to the interface."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import golden
import sim
import tb
from tb.bench.find import design_names

ROOT = Path(tb.__path__[0])
INTERFACE = {f"transport/{name}.py" for name in ("__init__", "base", "counts", "fault", "pattern")}
SHARED = {f"transport/{name}.py" for name in ("binding", "fit", "period", "waves", "wire")}
"""What all implementations need beside it."""
WIRE = "transport/wire.py"
"""A signal as cocotb has it."""
REGISTRY = "transport/registry.py"
OUTSIDE = {"cocotb", "pyuvm", "tensorflow", "ai_edge_litert"}


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module, or name in one, that a file imports, wherever the import stands.

    Imports for type checkers alone are left out: they bind no module to another.
    """
    return tuple(_imports(parsed(path)))


def _imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    else:
        for child in ast.iter_child_nodes(node):
            yield from _imports(child)


def below(root: Path, package: str = "") -> list[tuple[str, str]]:
    """Each file below a folder, or the file itself, with all that it imports."""
    start = root / package
    files = [start] if start.is_file() else sorted(start.rglob("*.py"))
    assert files
    return [(path.relative_to(root).as_posix(), used) for path in files for used in imports(path)]


def within(used: str, *modules: str) -> bool:
    return any(used == module or used.startswith(f"{module}.") for module in modules)


def test_packages_depend_one_way() -> None:
    folders = {Path(package.__path__[0]): package.__name__ for package in (golden, tb, sim)}
    above = {"golden": ("tb", "sim", "tests"), "tb": ("sim", "tests"), "sim": ("tests",)}
    for folder, name in folders.items():
        assert [entry for entry in below(folder) if within(entry[1], *above[name])] == []


UPPER = ("tb.env", "tb.common", "tb.entry", "tb.kraken", "tb.designs")
ABOVE = {
    "seed.py": ("tb",),
    "results.py": ("tb",),
    "bench": (
        "tb.transport",
        "tb.stimulus",
        "tb.scoreboard",
        "tb.coverage",
        "tb.plan",
        "tb.spec",
        "tb.entry",
        "tb.seed",
        "tb.results",
    ),
    "probe": (
        "tb.transport",
        "tb.stimulus",
        "tb.scoreboard",
        "tb.coverage",
        "tb.plan",
        "tb.spec",
        *UPPER,
    ),
    "spec.py": ("tb.transport", "tb.stimulus", "tb.scoreboard", *UPPER),
    "transport": ("tb.stimulus", "tb.scoreboard", "tb.spec", *UPPER),
    "stimulus": ("tb.transport.python", "tb.transport.base", "tb.scoreboard", "tb.spec", *UPPER),
    "scoreboard": ("tb.transport.python", "tb.transport.base", "tb.stimulus", "tb.spec", *UPPER),
    "coverage": ("tb.transport.python", "tb.scoreboard", "tb.plan", "tb.spec", *UPPER),
    "plan": ("tb.transport", "tb.stimulus", "tb.scoreboard", *UPPER),
    "env": ("tb.transport.python", "tb.common", "tb.entry", "tb.kraken", "tb.designs"),
    "common": ("tb.transport", "tb.scoreboard", "tb.entry", "tb.kraken", "tb.designs"),
    "kraken": ("tb.transport.python", "tb.common", "tb.entry", "tb.spec", "tb.designs"),
    "designs": ("tb.transport.python", "tb.common", "tb.entry", "tb.spec", "tb.bench.find"),
}
"""By package or module of tb: what it may not import."""


@pytest.mark.parametrize("package", ABOVE)
def test_a_package_knows_nothing_of_those_above_it(package: str) -> None:
    assert [entry for entry in below(ROOT, package) if within(entry[1], *ABOVE[package])] == []


def test_the_table_has_every_package_of_tb() -> None:
    """But for `entry`, on which nothing stands."""
    names = {path.name for path in ROOT.iterdir() if path.suffix in ("", ".py")}
    assert names - {"__init__.py", "__pycache__", "entry.py"} == set(ABOVE)


def test_the_bench_takes_its_tests_from_above_only_when_it_is_asked_for_them() -> None:
    uppers = {entry for entry in below(ROOT, "bench") if within(entry[1], *UPPER)}
    assert uppers == {("bench/bench.py", "tb.common.tests_for"), ("bench/find.py", "tb.designs")}
    top = parsed(ROOT / "bench" / "bench.py").body
    assert not [
        node
        for node in top
        if isinstance(node, ast.ImportFrom) and within(str(node.module), *UPPER)
    ]


def test_nothing_but_a_design_names_a_design() -> None:
    """The finder imports their package; a name in a string would be found here too."""
    files = [path for path in ROOT.rglob("*.py") if "designs" not in path.parts]
    assert len(files) > 40
    for path in files:
        named = [used for used in imports(path) if within(used, "tb.designs")]
        expected = ["tb.designs"] if path.relative_to(ROOT).as_posix() == "bench/find.py" else []
        assert named == expected, path
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = set(re.findall(r"\w+", node.value))
                assert words.isdisjoint(design_names()), path


def test_pages_and_viewers_are_the_same_for_every_design() -> None:
    """They know a design by its bench, and a run by its files."""
    folder = Path(sim.__path__[0])
    used = [*below(folder, "pages"), *below(folder, "waves")]
    barred = ("golden.kraken", "golden.networks", "tb.kraken", "tb.designs", "tb.env")
    assert [entry for entry in used if within(entry[1], *barred, *OUTSIDE)] == []
    for file in [*(folder / "pages").glob("*.py"), *(folder / "waves").glob("*.py")]:
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert set(re.findall(r"\w+", node.value)).isdisjoint(design_names()), file


def test_no_design_imports_another() -> None:
    """What two of them need stands beside them."""
    for name in design_names():
        others = [f"tb.designs.{other}" for other in design_names() if other != name]
        used = below(ROOT, f"designs/{name}")
        assert [entry for entry in used if within(entry[1], *others)] == []


def test_the_folders_of_the_designs_have_one_shape() -> None:
    """Any may have what its bench needs; no file goes by two names."""
    for name in design_names():
        folder = ROOT / "designs" / name
        files = {path.name for path in folder.iterdir() if path.suffix in (".py", ".sv")}
        assert files >= {"__init__.py", "bench.py", "cases.py"}
        wrappers = {file for file in files if file.endswith(".sv")}
        assert wrappers <= {f"{name}_harness.sv"}


def test_only_the_registry_names_the_implementations() -> None:
    packages = [path.name for path in (ROOT / "transport").iterdir() if path.is_dir()]
    implementations = {
        name: f"tb.transport.{name}" for name in packages if not name.startswith("__")
    }
    assert "python" in implementations
    for name, module in implementations.items():
        users = {user for user, used in below(ROOT) if within(used, module)}
        own = {user for user in users if user.startswith(f"transport/{name}/")}
        assert users - own == {REGISTRY}


def test_the_interface_stands_on_nothing_but_itself() -> None:
    for file in INTERFACE:
        for _, used in below(ROOT, file):
            assert not within(used, *OUTSIDE)
            assert not within(used, "tb") or within(
                used, *(f"tb.{file.removesuffix('.py').replace('/', '.')}" for file in INTERFACE)
            )
    others = {p.relative_to(ROOT).as_posix() for p in (ROOT / "transport").glob("*.py")}
    assert others == {*INTERFACE, *SHARED, REGISTRY}


def test_what_implementations_share_knows_none_of_them() -> None:
    for file in SHARED:
        outside = OUTSIDE - {"cocotb"} if file == WIRE else OUTSIDE
        for _, used in below(ROOT, file):
            assert not within(used, *outside)
            assert not within(used, "tb") or within(used, "tb.bench", "tb.transport.binding")


def test_names_that_are_asked_for_outside_a_simulator_load_no_simulator() -> None:
    code = (
        "import sys, tb.bench.find, tb.spec, tb.results, tb.transport.registry;"
        "import tb.stimulus.profiles;"
        f"print(*{OUTSIDE!r} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
