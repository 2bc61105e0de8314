"""Makes a bare machine ready: Debian packages and the pinned Python packages in ``.venv``.

Runs under the system's Python before anything is installed, so it uses the standard library alone.
Quick when all is ready: a few look-ups and one hash. Exit code 0: ready; 2: something is missing,
and what to type stands on the error stream.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY = ".ready"
"""Written into the environment last: the hash of what it was made from."""
UNFINISHED = ".unfinished"
"""Written into the environment first: an environment with it was interrupted and is made anew."""
OLDEST_PYTHON = (3, 11)


class SetupError(Exception):
    """The machine cannot be made ready; the message says what to type."""


@dataclass(frozen=True)
class SystemNeed:
    """Something that pip cannot bring.

    Attributes:
        name: what is looked for.
        package: Debian package that brings it.
        purpose: what fails without it.
        present: tells whether this machine has it.
        optional: the job runs without it, only slower or with fewer outputs.
    """

    name: str
    package: str
    purpose: str
    present: Callable[[], bool]
    optional: bool = False


def has_makefile(root: Path = ROOT) -> bool:
    """Whether ``make`` can set this machine up: not where pip has installed the project."""
    return (root / "Makefile").is_file()


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def include_folders() -> list[Path]:
    """Folders in which the C++ compiler finds system headers."""
    listed = [os.environ.get(name, "") for name in ("CPATH", "CPLUS_INCLUDE_PATH")]
    folders = [Path(entry) for text in listed for entry in text.split(os.pathsep) if entry]
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    usual = ("/usr/local/include", "/usr/include", f"/usr/include/{multiarch}")
    return [*folders, *map(Path, usual)]


def _header(name: str) -> Callable[[], bool]:
    return lambda: any((folder / name).is_file() for folder in include_folders())


def has_shared_python() -> bool:
    """Tell whether this Python's shared library, which cocotb loads into a simulator, exists."""
    name = sysconfig.get_config_var("INSTSONAME") or ""
    if ".so" not in name:  # a static build names its archive; Debian ships the library apart
        name = f"libpython{sys.version_info.major}.{sys.version_info.minor}.so.1.0"
    library = sysconfig.get_config_var("LIBDIR") or "/usr/lib"
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    return any(path.exists() for path in (Path(library, name), Path(library, multiarch, name)))


SHARED_PYTHON_PACKAGE = f"libpython{sys.version_info.major}.{sys.version_info.minor}"
SYSTEM_NEEDS = (
    SystemNeed("g++", "g++", "compiles Verilator's models", _program("g++")),
    SystemNeed("make", "make", "runs that compilation", _program("make")),
    SystemNeed("perl", "perl", "runs Verilator's front end", _program("perl")),
    SystemNeed("iverilog", "iverilog", "is the simulator of SIM=icarus", _program("iverilog")),
    SystemNeed(
        "lz4.h", "liblz4-dev", "compresses WAVES=1 on Verilator", _header("lz4.h"), optional=True
    ),
    SystemNeed(
        "zlib.h", "zlib1g-dev", "compresses WAVES=1 on Verilator", _header("zlib.h"), optional=True
    ),
    SystemNeed(
        "ccache", "ccache", "makes rebuilding a model quick", _program("ccache"), optional=True
    ),
    SystemNeed(
        "python3 -m venv",
        "python3-venv",
        "makes the Python environment",
        lambda: importlib.util.find_spec("ensurepip") is not None,
    ),
    SystemNeed(
        "the shared libpython",
        SHARED_PYTHON_PACKAGE,
        "lets cocotb run inside a simulator",
        has_shared_python,
    ),
)
BROWSER = SystemNeed(
    "chromium",
    "chromium",
    "opens pages in their tests and draws for the documentation",
    _program("chromium"),
    optional=True,
)
"""What only work on the project itself needs, so only those who ask for it get it."""


def missing_needs(needs: Sequence[SystemNeed] = SYSTEM_NEEDS) -> list[SystemNeed]:
    """Those of `needs` that this machine lacks."""
    return [need for need in needs if not need.present()]


def install_line(needs: Sequence[SystemNeed]) -> str:
    """The one line that installs `needs` on Debian."""
    packages = " ".join(dict.fromkeys(need.package for need in needs))
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}"


def privilege() -> list[str] | None:
    """Words to put before a command to run it as root; None when this user may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def install_system(needs: Sequence[SystemNeed]) -> None:
    """Install the Debian packages of `needs`, or say what to type.

    Raises:
        SetupError: a needed package is missing and cannot be installed from here.
    """
    if not needs:
        return
    before = privilege() if shutil.which("apt-get") else None
    if before is not None:
        packages = list(dict.fromkeys(need.package for need in needs))
        say(f"Installing Debian packages: {' '.join(packages)}")
        quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            subprocess.run([*before, *quiet, *words], stdout=sys.stderr, check=False)
        needs = missing_needs(needs)
    for need in needs:
        say(f"Missing: {need.name}, which {need.purpose} (Debian package {need.package}).")
    if needs and shutil.which("apt-get"):
        say(f"Type this once: {install_line(needs)}")
    if any(not need.optional for need in needs):
        raise SetupError("Some system packages are missing; install them as said above.")


def fingerprint(requirements: Path) -> str:
    """Hash of all that decides the environment's contents."""
    text = f"{sys.version}\n{sys.base_prefix}\n".encode()
    return hashlib.sha256(text + requirements.read_bytes()).hexdigest()


def is_ready(environment: Path, requirements: Path) -> bool:
    """Tell whether `environment` holds exactly what `requirements` asks for."""
    stamp = environment / READY
    return (
        (environment / "bin" / "python").exists()
        and stamp.is_file()
        and stamp.read_text(encoding="utf-8") == fingerprint(requirements)
    )


def install_python(environment: Path, requirements: Path) -> None:
    """Make `environment` and install `requirements` into it; what an interruption left is redone.

    Raises:
        SetupError: pip failed; an environment begun here is gone again.
    """
    marker = environment / UNFINISHED
    if marker.exists():
        shutil.rmtree(environment)
    begun_here = not environment.exists()
    say(f"Installing the Python packages of {requirements.name} into {environment.name} (minutes)")
    try:
        if begun_here:
            environment.mkdir(parents=True)
            marker.touch()
            _run([sys.executable, "-m", "venv", str(environment)])
        (environment / READY).unlink(missing_ok=True)
        pip = [str(environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        _run([*pip, "install", "--quiet", "-r", str(requirements)])
        stamp = environment / f"{READY}.new"
        stamp.write_text(fingerprint(requirements), encoding="utf-8")
        stamp.replace(environment / READY)
        marker.unlink(missing_ok=True)
    except BaseException:
        if begun_here:
            shutil.rmtree(environment, ignore_errors=True)
        raise


def _run(words: list[str]) -> None:
    # PIP_USER and PYTHONPATH would send packages to, or take them from, elsewhere.
    removed = ("PIP_USER", "PYTHONPATH", "PYTHONHOME", "MAKEFLAGS", "MFLAGS", "MAKELEVEL")
    environment = {name: text for name, text in os.environ.items() if name not in removed}
    finished = subprocess.run(words, env=environment, stdout=sys.stderr, check=False)
    if finished.returncode != 0:
        raise SetupError(
            f"'{' '.join(words)}' failed with exit code {finished.returncode}; "
            "mend what it says above (the network, the free disk space) and start again."
        )


def say(text: str) -> None:
    """Print a line of progress where it does not mix with the job's own output."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold `lock`, so that two jobs started at once set the machine up once."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is running here; waiting for it.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def prepare(root: Path = ROOT, needs: Sequence[SystemNeed] = SYSTEM_NEEDS) -> None:
    """Make everything under `root` ready to run.

    Raises:
        SetupError: see its message.
    """
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(
            f"Python {sys.version_info.major}.{sys.version_info.minor} is too old: put Python "
            f"{OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} first on PATH, or give make PYTHON=..."
        )
    environment, requirements = root / ".venv", root / "requirements.txt"
    lacking = missing_needs(needs)
    if is_ready(environment, requirements) and all(need.optional for need in lacking):
        return
    with only_one(root / "build" / "setup.lock"):
        install_system(missing_needs(needs))
        if not is_ready(environment, requirements):
            install_python(environment, requirements)


def report(root: Path = ROOT, needs: Sequence[SystemNeed] = SYSTEM_NEEDS) -> int:
    """Say what a set-up would have to install, and install nothing.

    Returns:
        0 when the Python environment is there to tell more, else 2.
    """
    if is_ready(root / ".venv", root / "requirements.txt"):
        return 0
    say("The Python environment .venv is missing or not up to date: type 'make setup'.")
    for need in needs:
        found = "there" if need.present() else f"missing (Debian package {need.package})"
        say(f"  {need.name:<24} {found}")
    return 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Set the machine up; returns the exit code."""
    parser = argparse.ArgumentParser(description="Set up this machine for the project.")
    parser.add_argument("--check", action="store_true", help="only say what is missing")
    parser.add_argument(
        "--browser", action="store_true", help="also what tests and the documentation open pages in"
    )
    told = parser.parse_args(arguments)
    needs = [*SYSTEM_NEEDS, *([replace(BROWSER, optional=False)] if told.browser else [])]
    try:
        if told.check:
            return report(needs=needs)
        prepare(needs=needs)
    except SetupError as fault:
        say(str(fault))
        return 2
    except KeyboardInterrupt:
        say("Interrupted; the next start begins the set-up anew.")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
