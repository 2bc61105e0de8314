from pathlib import Path

import pytest

from sim import tools, wheel
from sim.errors import ToolError
from tests.sim.conftest import FakeProgram


@pytest.mark.parametrize("told", ["Verilator 5.036 2025-04-27 rev v5.036", "Verilator 6.002"])
def test_own_verilator_comes_first(told: str, fake_program: FakeProgram, tmp_path: Path) -> None:
    own = fake_program("verilator", prints=told)
    found = tools.find_verilator(tmp_path / "tools")
    assert (found.path, found.origin, found.remarks) == (own, "PATH", ())
    assert found.version == told.split()[1]


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("Verilator 5.006 2023-01-22 rev (Debian 5.006-3)", "5.006"),
        ("Verilator 4.228", "4.228"),
        (" rev vUNKNOWN-built20260516", "rev vUNKNOWN"),
        ("", "no version at all"),
    ],
)
def test_old_verilator_is_passed_over_with_a_sentence(
    told: str, named: str, fake_program: FakeProgram, tmp_path: Path
) -> None:
    own = fake_program("verilator", prints=told)
    found = tools.find_verilator(tmp_path / "tools")
    assert found.path != own
    assert found.origin == "Python package verilator"
    (remark,) = found.remarks
    assert str(own) in remark
    assert named in remark
    assert "5.036 or newer" in remark


def test_old_verilator_alone_is_refused(
    fake_program: FakeProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_program("verilator", prints="Verilator 5.006 2023-01-22")
    monkeypatch.setattr(wheel, "PACKAGE", "no-such-package")
    with pytest.raises(ToolError, match=r"passed over: it is 5\.006.*install a newer one"):
        tools.find_verilator(tmp_path / "tools")


def test_no_verilator_is_refused(
    fake_program: FakeProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wheel, "PACKAGE", "no-such-package")
    with pytest.raises(ToolError, match="There is no Verilator: install"):
        tools.find_verilator(tmp_path / "tools")


def test_missing_program_names_its_package(fake_program: FakeProgram) -> None:
    fake_program("iverilog", prints="Icarus Verilog version 11.0 (stable) ()")
    with pytest.raises(ToolError, match=r"vvp is not on PATH.*Debian package iverilog"):
        tools.find_icarus()


def test_icarus_tells_its_version(fake_program: FakeProgram) -> None:
    for name in ("iverilog", "vvp"):
        fake_program(name, prints="Icarus Verilog version 11.0 (stable) ()")
    assert tools.find_icarus().version == "11.0"


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("g++ (Debian 12.2.0-14+deb12u1) 12.2.0", "12.2.0-14+deb12u1"),
        ("GNU Make 4.3", "4.3"),
        ("ccache version 4.7.5", "4.7.5"),
        ("This is perl 5, version 36, subversion 0 (v5.36.0) built for x86", "5.36.0"),
        ("no number here", "no number here"),
    ],
)
def test_version_text(line: str, version: str) -> None:
    assert tools.version_text(line) == version


def test_first_line_of_a_program_that_cannot_run(tmp_path: Path) -> None:
    assert tools.first_line([tmp_path / "nothing"]) == ""
