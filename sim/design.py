"""What is simulated: a top module, its source files in order, and its elaboration parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import UsageError


@dataclass(frozen=True)
class Design:
    """One elaboration of one top module.

    Attributes:
        toplevel: name of the top module.
        folder: where the sources are; messages name them relative to it.
        sources: source files in compilation order.
        parameters: values of the top module's parameters.
        defines: preprocessor definitions.
        marks: Verilator configuration files that say what the bench may touch.
    """

    toplevel: str
    folder: Path
    sources: tuple[Path, ...]
    parameters: Mapping[str, int] = field(default_factory=dict)
    defines: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[Path, ...] = ()


def read_file_list(path: Path) -> tuple[Path, ...]:
    """Read a ``.f`` file: one source file a line, relative to the list; ``//`` or ``#`` comments.

    Raises:
        UsageError: the list or a file in it cannot be found, or a line is no file name.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as fault:
        raise UsageError(f"The list of sources {path} cannot be read: {fault.strerror}.") from fault
    sources = []
    for number, line in enumerate(lines, start=1):
        name = line.split("//")[0].split("#")[0].strip()
        if not name:
            continue
        source = path.parent / name
        if name.startswith(("+", "-")) or not source.is_file():
            raise UsageError(f"{path}:{number}: '{name}' is not a file in {path.parent}.")
        sources.append(source)
    if not sources:
        raise UsageError(f"{path} lists no source file.")
    return tuple(sources)
