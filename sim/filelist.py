"""Reads lists of sources (``.f`` files), as simulators take them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import UsageError

COMMENT = re.compile(r"(^|\s)(//|#).*")


@dataclass(frozen=True)
class FileList:
    """What a list names.

    Attributes:
        sources: source files in compilation order, each once.
        includes: folders in which included files are looked for.
        defines: preprocessor definitions.
    """

    sources: tuple[Path, ...]
    includes: tuple[Path, ...] = ()
    defines: dict[str, str] = field(default_factory=dict)


def read_file_list(path: Path) -> FileList:
    """Read a ``.f`` file.

    It may hold names of source files, ``+incdir+FOLDER``, ``+define+NAME=TEXT``, ``-f OTHER.f``
    and comments that begin with ``//`` or ``#``. Every name is relative to the list it stands in.
    A definition without a text is 1; of two of one name the later counts.

    Raises:
        UsageError: a list, file or folder cannot be found, or a line is none of these.
    """
    sources: dict[Path, None] = {}
    includes: dict[Path, None] = {}
    defines: dict[str, str] = {}
    for where, word in _entries(path, ()):
        here = where.list.parent
        if word.startswith("+incdir+"):
            for name in word.split("+")[2:]:
                if not (here / name).is_dir():
                    raise UsageError(f"{where}: there is no folder '{name}' in {here}.")
                includes[here / name] = None
        elif word.startswith("+define+"):
            for definition in word.split("+")[2:]:
                name, given, text = definition.partition("=")
                defines[name] = text if given else "1"
        elif word.startswith(("+", "-")):
            raise UsageError(
                f"{where}: '{word}' is not understood; a list can hold source files, "
                "+incdir+FOLDER, +define+NAME=TEXT and -f OTHER.f."
            )
        elif not (here / word).is_file():
            raise UsageError(f"{where}: '{word}' is not a file in {here}.")
        else:
            sources[here / word] = None
    if not sources:
        raise UsageError(f"{path} lists no source file.")
    return FileList(tuple(sources), tuple(includes), defines)


@dataclass(frozen=True)
class _Where:
    list: Path
    line: int

    def __str__(self) -> str:
        return f"{self.list}:{self.line}"


def _entries(path: Path, outer: tuple[Path, ...]) -> Iterator[tuple[_Where, str]]:
    """The words of a list and, in their places, those of the lists that it names."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or "it is no text"
        raise UsageError(f"The list of sources {path} cannot be read: {reason}.") from fault
    outer = (*outer, path.resolve())
    for number, line in enumerate(lines, start=1):
        where = _Where(path, number)
        text = COMMENT.sub("", line).strip()
        # A name with blanks in it has a line of its own.
        words = [text] if (path.parent / text).is_file() else text.split()
        while words:
            word = words.pop(0)
            if word not in ("-f", "-F"):
                yield where, word
                continue
            if not words:
                raise UsageError(f"{where}: the name of a list must follow {word}.")
            other = path.parent / words.pop(0)
            if other.resolve() in outer:
                raise UsageError(f"{where}: {other} includes itself.")
            yield from _entries(other, outer)
