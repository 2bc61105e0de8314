"""What pip installs: every file that is needed, and a command that works without a checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Sequence
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
