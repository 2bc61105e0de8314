import io
from pathlib import Path

import pytest
from rich.console import Console

from sim import bootstrap, doctor
from tests.sim.conftest import FakeProgram


def examined(folder: Path) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=200)
    code = doctor.examine(console, folder)
    return code, console.file.getvalue()  # type: ignore[attr-defined]


def row(text: str, tool: str) -> str:
    return next(line for line in text.splitlines() if line.split()[:1] == [tool])


def test_all_is_found(tmp_path: Path) -> None:
    code, text = examined(tmp_path)
    assert code == 0
    assert "All is there." in text
    assert "iverilog" in text
    assert "/chromium" in row(text, "chromium")


def test_who_does_not_work_on_the_project_is_told_nothing_of_its_browser(
    fake_program: FakeProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "has_makefile", lambda: False)
    assert "chromium" not in examined(tmp_path)[1]


def test_what_is_missing_is_named(fake_program: FakeProgram, tmp_path: Path) -> None:
    old = fake_program("verilator", prints="Verilator 5.006 2023-01-22")
    fake_program("g++", prints="g++ (Debian 12.2.0-14) 12.2.0")
    code, text = examined(tmp_path)
    assert code == 2
    assert f"{old} was passed over: it is 5.006" in text
    assert "Python package verilator" in text
    assert "iverilog is missing; it is the simulator of SIM=icarus." in text
    assert "apt-get install -y --no-install-recommends make perl iverilog ccache" in text
    assert "12.2.0" in row(text, "g++")
    assert "Something is missing." in text


def test_a_machine_without_what_is_optional_is_well(
    fake_program: FakeProgram, tmp_path: Path
) -> None:
    for name in ("g++", "make", "perl", "iverilog", "vvp"):
        fake_program(name, prints=f"{name} version 99.1")
    code, text = examined(tmp_path)
    assert "missing (optional)" in row(text, "ccache")
    assert "ccache is missing; it makes rebuilding a model quick." in text
    assert "missing (optional)" in row(text, "chromium")
    assert "chromium is missing; it opens pages in their tests" in text
    assert "All is there." in text
    assert code == 0


@pytest.mark.parametrize(("makefile", "remedy"), [(True, "make setup"), (False, "pip")])
def test_a_missing_package_is_missing(
    makefile: bool, remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", ("no-such-package",))
    monkeypatch.setattr(bootstrap, "has_makefile", lambda: makefile)
    code, text = examined(tmp_path)
    assert code == 2
    told = next(line for line in text.splitlines() if "no-such-package is missing" in line)
    assert remedy in told
    assert ("verible" in text) == makefile
