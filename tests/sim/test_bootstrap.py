import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sim import bootstrap
from sim.bootstrap import SetupError, SystemNeed
from tests.sim.conftest import FakeProgram

HERE = SystemNeed("sh", "dash", "runs scripts", lambda: True)
GONE = SystemNeed("g++", "g++", "compiles models", lambda: False)
WISHED = SystemNeed("ccache", "ccache", "makes it quick", lambda: False, optional=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("# nothing to install\n", encoding="utf-8")
    return tmp_path


def environment_of(tree: Path) -> tuple[Path, Path]:
    return tree / ".venv", tree / "requirements.txt"


def test_a_bare_tree_is_made_ready_once(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.prepare(tree, [HERE])
    environment, requirements = environment_of(tree)
    assert bootstrap.is_ready(environment, requirements)
    assert not (environment / bootstrap.UNFINISHED).exists()
    python = environment / "bin" / "python"
    told = subprocess.run(
        [python, "-c", "print('alive')"], capture_output=True, text=True, check=True
    )
    assert told.stdout == "alive\n"
    monkeypatch.setattr(bootstrap, "_run", lambda words: pytest.fail(f"ran {words}"))
    bootstrap.prepare(tree, [HERE])


def test_changed_requirements_are_installed(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment, requirements = environment_of(tree)
    ran: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "_run", ran.append)
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").touch()
    bootstrap.prepare(tree, [HERE])
    assert [words[-2:] for words in ran] == [["-r", str(requirements)]]
    bootstrap.prepare(tree, [HERE])
    assert len(ran) == 1
    requirements.write_text("something==1.0\n", encoding="utf-8")
    assert not bootstrap.is_ready(environment, requirements)
    bootstrap.prepare(tree, [HERE])
    assert len(ran) == 2


@pytest.mark.parametrize("fault", [SetupError("pip failed"), KeyboardInterrupt()])
def test_an_interrupted_set_up_leaves_nothing(
    fault: BaseException, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(words: list[str]) -> None:
        raise fault

    monkeypatch.setattr(bootstrap, "_run", fail)
    with pytest.raises(type(fault)):
        bootstrap.prepare(tree, [HERE])
    assert not (tree / ".venv").exists()


def test_an_environment_of_somebody_else_is_kept(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(words: list[str]) -> None:
        raise SetupError("pip failed")

    environment, _ = environment_of(tree)
    environment.mkdir()
    (environment / "theirs").touch()
    monkeypatch.setattr(bootstrap, "_run", fail)
    with pytest.raises(SetupError):
        bootstrap.prepare(tree, [HERE])
    assert (environment / "theirs").exists()


def test_what_a_killed_set_up_left_is_made_anew(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment, _ = environment_of(tree)
    environment.mkdir()
    (environment / bootstrap.UNFINISHED).touch()
    (environment / "half").touch()
    monkeypatch.setattr(bootstrap, "_run", lambda words: None)
    bootstrap.prepare(tree, [HERE])
    assert not (environment / "half").exists()
    assert not (environment / bootstrap.UNFINISHED).exists()


def test_a_failed_pip_is_told(tree: Path) -> None:
    environment, requirements = environment_of(tree)
    requirements.write_text("./no-such-package-here\n", encoding="utf-8")
    with pytest.raises(SetupError, match=r"pip.* failed with exit code 1"):
        bootstrap.prepare(tree, [HERE])
    assert not environment.exists()


def test_who_may_not_install_is_told_the_line(
    fake_program: FakeProgram,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fake_program("apt-get")
    fake_program("sudo", code=1)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(SetupError):
        bootstrap.install_system([GONE, WISHED])
    told = capsys.readouterr().err
    assert "Missing: g++, which compiles models (Debian package g++)." in told
    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends g++ ccache"
    assert f"Type this once: {line}" in told


def test_what_is_only_wished_for_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "privilege", lambda: None)
    bootstrap.install_system([WISHED])
    assert "Missing: ccache" in capsys.readouterr().err


@pytest.mark.parametrize(("root", "expected"), [(True, []), (False, ["sudo", "-n"])])
def test_packages_are_installed_by_who_may(
    root: bool,
    expected: list[str],
    fake_program: FakeProgram,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake_program("apt-get")
    fake_program("sudo")
    monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)
    assert bootstrap.privilege() == expected
    ran: list[list[str]] = []

    def run(words: list[str], **keywords: object) -> subprocess.CompletedProcess[str]:
        ran.append(words)
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr(bootstrap, "missing_needs", lambda needs: [])
    bootstrap.install_system([GONE, WISHED])
    updated, installed = ran[-2:]
    assert updated[: len(expected)] == expected
    assert updated[-1] == "update"
    assert installed[-2:] == ["g++", "ccache"]


@pytest.mark.parametrize(("words", "code"), [([], 0), (["--browser"], 2)])
def test_a_missing_browser_stops_only_who_asked_for_it(
    words: list[str],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bootstrap, "BROWSER", replace(WISHED, name="chromium", package="chromium"))
    monkeypatch.setattr(bootstrap, "SYSTEM_NEEDS", (HERE,))
    monkeypatch.setattr(bootstrap, "is_ready", lambda *places: True)
    monkeypatch.setattr(bootstrap, "privilege", lambda: None)
    monkeypatch.setattr(bootstrap, "_run", lambda words: pytest.fail(f"ran {words}"))
    assert bootstrap.main(words) == code
    assert ("Missing: chromium" in capsys.readouterr().err) == (code == 2)


def test_an_old_python_is_refused(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (99, 1))
    with pytest.raises(SetupError, match=r"is too old: put Python 99\.1 first on PATH"):
        bootstrap.prepare(tree, [HERE])


def test_only_the_standard_library_is_needed() -> None:
    code = "import runpy, sys; sys.modules['rich'] = sys.modules['numpy'] = None; " + (
        f"runpy.run_path({bootstrap.__file__!r})"
    )
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


def test_headers_are_looked_for_where_the_compiler_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPATH", str(tmp_path))
    assert tmp_path in bootstrap.include_folders()
    assert Path("/usr/include") in bootstrap.include_folders()


def test_a_check_installs_nothing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.report(tree, [HERE, GONE]) == 2
    told = capsys.readouterr().err
    assert "type 'make setup'" in told
    assert "g++                      missing (Debian package g++)" in told
    assert not (tree / ".venv").exists()
