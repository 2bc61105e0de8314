"""What pip installs: every file that is needed, and a command that works without a checkout."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from sim.places import ROOT

PACKAGES = ("golden", "tb", "sim", "hw")
SMALL = ("SIM=icarus", "TOPLEVEL=conv_engine", "ROWS=2", "COLS=8", "TESTCASE=directed")


def checked(words: Sequence[object], folder: Path) -> str:
    done = subprocess.run(
        list(map(str, words)),
        cwd=folder,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy: pip leaves files behind where it builds."""
    folder = tmp_path_factory.mktemp("sources")
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_the_wheel_holds_every_file(sources: Path, tmp_path: Path) -> None:
    files = {
        path.relative_to(sources).as_posix()
        for name in PACKAGES
        for path in (sources / name).rglob("*")
        if path.is_file()
    }
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    checked([*pip, "-w", tmp_path, sources], tmp_path)
    (wheel,) = tmp_path.glob("kraken_cosim-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        (entries,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "kraken-cosim = sim.cli:main" in archive.read(entries).decode()
    assert {"hw/rtl/conv_engine.f", "golden/networks/data/digits.tflite"} <= held
    assert held == files


def imported(file: Path) -> Iterator[str]:
    """Packages that a file takes something from, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module).partition(".")[0]


@pytest.mark.parametrize("folder", ["sim/pages", "sim/waves"])
def test_what_pages_take_comes_with_every_installation(folder: str) -> None:
    """Every run leaves a page, with or without what farms and networks take."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    brought = {re.split(r"[<>=]", name)[0].lower() for name in told["project"]["dependencies"]}
    known = packages_distributions()
    files = (ROOT / folder).rglob("*.py")
    names = {name for file in files for name in imported(file)}
    others = names - set(PACKAGES) - sys.stdlib_module_names
    assert others
    for name in others:
        assert {each.lower() for each in known[name]} & brought, name


@pytest.mark.installed
def test_an_empty_environment(sources: Path, tmp_path: Path) -> None:
    """Everything that a new user types, in an empty folder."""
    python = tmp_path / "venv" / "bin" / "python"
    venv.create(tmp_path / "venv", with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", sources], check=True)
    command: Path = python.with_name("kraken-cosim")
    work = tmp_path / "work"
    work.mkdir()
    checked([command, "new", "relu"], work)
    for simulator in ("icarus", "verilator"):
        words = (f"SIM={simulator}", "TOPLEVEL=relu", "BENCH=relu_bench.py", "PROFILES=none,dense")
        told = checked([command, *words], work)
        assert f"replay   kraken-cosim SIM={simulator} TOPLEVEL=relu BENCH={work}" in told
        assert "results  build/runs/" in told
    assert "2 passed" in checked([python, "-m", "pytest", "-q"], work)
    assert "PASSED: 1 of 1 test" in checked([command, *SMALL], work)
    assert "conv_engine: the whole engine" in checked([command, "list"], work)
    assert "kraken-cosim SIM=icarus" in checked([command, "help"], work)
    assert "All is there." in checked([command, "doctor"], work)
    installed = checked([python, "-c", "import golden; print(golden.__path__[0])"], work).strip()
    digits = Path(installed) / "networks" / "data" / "digits.tflite"
    checked([python, "-m", "golden", "compare", digits], work)
    assert sorted(path.name for path in work.iterdir() if path.name[0] != ".") == [
        "__pycache__",
        "build",
        "relu.sv",
        "relu_bench.py",
        "test_relu.py",
    ]
