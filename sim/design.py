"""What is simulated: a top module, its source files in order, and its elaboration parameters."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import UsageError

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
INCLUDE = re.compile(rb'`include\s*(?:"([^"\n]+)"|<([^>\n]+)>|(`?\S+))')
"""A file in quotes or angle brackets, or a macro that names one."""
HEADERS = (".vh", ".svh", ".v", ".sv")
"""What a macro after `` `include `` may name."""


@dataclass(frozen=True)
class Design:
    """One elaboration of one top module.

    Attributes:
        toplevel: name of the top module.
        sources: source files in compilation order, from any folders.
        includes: folders in which included files are looked for, in order; the folder of the
            file that includes comes before them, the folders of all sources after them.
        parameters: values of the top module's parameters.
        defines: preprocessor definitions.
        marks: text of a Verilator configuration file that says what the bench may touch; empty
            for none. Icarus lets a bench touch everything.
        properties: files of properties that simulations check beside it, see `sim.properties`.

    Raises:
        UsageError: a name is none, or there is no source.
    """

    toplevel: str
    sources: tuple[Path, ...]
    includes: tuple[Path, ...] = ()
    parameters: Mapping[str, int] = field(default_factory=dict)
    defines: Mapping[str, str] = field(default_factory=dict)
    marks: str = ""
    properties: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        for what, names in (
            ("top module", [self.toplevel]),
            ("parameter", self.parameters),
            ("definition", self.defines),
        ):
            for name in names:
                if not IDENTIFIER.fullmatch(name):
                    raise UsageError(f"'{name}' cannot be the name of a {what}.")
        if not self.sources:
            raise UsageError(f"{self.toplevel} has no source file.")

    @property
    def folder(self) -> Path:
        """The deepest folder that holds all sources; compilers run there and name files from it."""
        return Path(os.path.commonpath([path.absolute().parent for path in self.sources]))

    def relative(self, path: Path) -> str:
        """`path` as compilers are given it.

        Two copies of a design then compile to the same text, and share a compiler cache.
        """
        return os.path.relpath(path.absolute(), self.folder)

    def search_path(self) -> tuple[Path, ...]:
        """Folders in which an included file is looked for after that of the file including it."""
        return tuple(dict.fromkeys([*self.includes, *(path.parent for path in self.sources)]))

    def included(self) -> tuple[Path, ...]:
        """All files that sources and properties include, directly or not, sorted.

        Where a macro names the file, it may be any header or source on the search path. Files
        that an inactive branch includes count too; those that are nowhere are left to the compiler.

        Raises:
            UsageError: a source cannot be read.
        """
        found: set[Path] = set()
        waiting = [*self.sources, *self.properties]
        while waiting:
            including = waiting.pop()
            for path in self._included_by(including):
                if path not in found:
                    found.add(path)
                    waiting.append(path)
        return tuple(sorted(found - set(self.sources) - set(self.properties)))

    def _included_by(self, including: Path) -> Iterator[Path]:
        folders = (including.parent, *self.search_path())
        for match in INCLUDE.finditer(content(including)):
            quoted = match[1] or match[2]
            if quoted:
                places = (folder / os.fsdecode(quoted) for folder in folders)
                yield from [place for place in places if place.is_file()][:1]
            else:
                for folder in folders:
                    if folder.is_dir():
                        yield from (path for path in folder.iterdir() if path.suffix in HEADERS)


def content(path: Path) -> bytes:
    """What a source file holds.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as fault:
        raise UsageError(f"The source file {path} cannot be read: {fault.strerror}.") from fault
