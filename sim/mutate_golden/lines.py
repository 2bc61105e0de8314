"""Which tests run which lines of the golden models."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import BaseModel

from sim.errors import SimError
from sim.mutate_golden import recorder

CHECKED = ("golden", "tests/__init__.py", "tests/golden", "pyproject.toml")
"""What a copy of the project holds: nothing else is needed by the tests of `golden`."""
OF_KRAKEN = ("kraken", "streams")
OF_LAYERS = ("layers", "quant", "schemes", "tflite")
"""Folders of tests/golden whose tests judge what of golden has that name, and all else: against
TFLite's reference kernels, or against slow definitions where those have none. None of them loads
TensorFlow. What computes layers is not judged by what only passes them on."""
LIMIT_SECONDS = 3600.0
"""What recording one file of tests may take on a busy machine."""


class Recorded(BaseModel):
    """What one file of tests runs.

    Attributes:
        code: exit code of pytest.
        failed: tests that the sound models fail.
        seconds: of processor time by test.
        lines: by file and line, the tests that run it; lines that an import runs have none.
    """

    code: int
    failed: list[str]
    seconds: dict[str, float]
    lines: dict[str, dict[int, list[str]]]


class Judges:
    """The tests of all files, and what each of them runs."""

    def __init__(self, recorded: Sequence[Recorded]) -> None:
        self.seconds: dict[str, float] = {}
        self._by_line: dict[tuple[str, int], set[str]] = {}
        self._by_file: dict[str, set[str]] = {}
        for found in recorded:
            self.seconds.update(found.seconds)
            for file, lines in found.lines.items():
                for line, tests in lines.items():
                    chosen = [test for test in tests if test in found.seconds]
                    self._by_line.setdefault((file, line), set()).update(chosen)
                    self._by_file.setdefault(file, set()).update(chosen)

    def of(self, file: str, first: int, last: int) -> list[str]:
        """Tests that run one of the lines of a file, those of the same name and quick ones first.

        Where an import alone runs the lines, as it does a constant of the module, or none is known
        to, as of the second line of a statement, each test that runs anything of the file.
        """
        found = {
            test
            for line in range(first, last + 1)
            for test in self._by_line.get((file, line), set())
        } or self._by_file.get(file, set())
        stem = Path(file).stem
        package = Path(file).parent.name

        def place(test: str) -> tuple[int, float, str]:
            own = f"test_{stem}.py" in test
            near = f"/{package}/" in test
            return 2 - own - near, self.seconds[test], test

        return sorted(found, key=place)


def copy_tree(root: Path, target: Path) -> None:
    """A copy of what the tests of `golden` need, with nothing compiled in it."""
    for name in CHECKED:
        source, place = root / name, target / name
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, place)


def files_of_tests(root: Path, changed: Iterable[str]) -> list[str]:
    """Files of the tests that judge these files of golden, by their names below the project."""
    kraken = {file.startswith("golden/kraken/") for file in changed}
    names = [*(OF_LAYERS if False in kraken else ()), *(OF_KRAKEN if True in kraken else ())]
    folders = [root / "tests" / "golden" / name for name in names]
    paths = [path for folder in folders for path in sorted(folder.rglob("test_*.py"))]
    return [path.relative_to(root).as_posix() for path in paths]


def record(
    copies: Sequence[Path],
    store: Path,
    changed: Iterable[str],
    on_file: Callable[[str], None] = lambda name: None,
) -> Judges:
    """What each test runs; files whose record is in `store` already are not run again.

    Args:
        copies: copies of the project, one for each process that works.
        store: folder of the records.
        changed: files of golden that are changed.
        on_file: called with each file of tests that is run.

    Raises:
        SimError: a test fails without any mutant, or cannot be run.
    """
    store.mkdir(parents=True, exist_ok=True)
    names = files_of_tests(copies[0], changed)
    shared = shared_hash(copies[0])
    places = {name: store / f"{record_hash(copies[0] / name, name, shared)}.json" for name in names}
    free = list(copies)

    def recorded(name: str) -> Recorded:
        if not places[name].exists():
            on_file(name)
            copy = free.pop()
            try:
                _run(copy, name, places[name])
            finally:
                free.append(copy)
        found = Recorded.model_validate_json(places[name].read_text(encoding="utf-8"))
        if found.failed or found.code not in (0, 5):
            places[name].unlink()
            faults = ", ".join(found.failed) or f"pytest ends with {found.code}"
            raise SimError(f"Without any mutant {name} does not pass: {faults}; mend that first.")
        return found

    with ThreadPoolExecutor(len(copies)) as pool:
        return Judges(list(pool.map(recorded, names)))


def _run(copy: Path, name: str, target: Path) -> None:
    part = target.with_suffix(".part")
    log = target.with_suffix(".log")
    with log.open("w") as output:
        done = subprocess.run(
            [sys.executable, "-P", recorder.__file__, str(copy), name, str(part)],
            cwd=copy,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    if done.returncode or not part.exists():
        raise SimError(f"The lines that {name} runs cannot be recorded; see {log}.")
    part.replace(target)
    log.unlink()


def shared_hash(root: Path) -> str:
    """Of all that every test depends on: the models, and what the tests share."""
    paths = [
        path
        for folder in ("golden", "tests/golden")
        for path in sorted((root / folder).rglob("*.py"))
        if not path.name.startswith("test_")
    ]
    texts = [f"{path.relative_to(root)}\n{path.read_text(encoding='utf-8')}" for path in paths]
    texts.append(Path(recorder.__file__).read_text(encoding="utf-8"))
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def record_hash(path: Path, name: str, shared: str) -> str:
    """The name of the record of one file of tests."""
    text = f"{shared}\n{name}\n{path.read_text(encoding='utf-8')}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
