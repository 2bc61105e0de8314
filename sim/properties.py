"""Properties of the project's own modules, which every simulation checks beside what it compares.

A source ``rtl/NAME.sv`` has them in ``properties/NAME.sv`` beside its folder. They are bound to the
module by a ``bind`` at the end of that file. Icarus has no ``bind``: it gets a copy of the source
with the instance in it, on the line of ``endmodule``, so that no line moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.design import content
from sim.errors import BuildError

FOLDER = "properties"
WITHOUT = "PROPERTIES=0 leaves the properties out."
SETTINGS = ".hjson"
"""What a module is proven at; a file of properties without it belongs to all modules."""
BIND = re.compile(r"^bind\s+(?P<module>\w+)\s+(?P<instance>\w[^;]*;)", re.MULTILINE)
PROVER = re.compile(r"^`ifdef FORMAL\n.*?^`(?=else|elsif|endif)", re.MULTILINE | re.DOTALL)
"""What the prover alone is given."""
END = re.compile(r"^endmodule\b", re.MULTILINE)


def properties_of(sources: Iterable[Path]) -> tuple[Path, ...]:
    """Files of properties that belong to sources: those that all share, then each module's own.

    Args:
        sources: as the project has them, not as another folder replaces them.
    """
    own = [path.parent.with_name(FOLDER) / path.name for path in sources]
    own = [path for path in own if path.is_file()]
    folders = dict.fromkeys(path.parent for path in own)
    shared = [path for folder in folders for path in shared_files(folder)]
    return tuple(dict.fromkeys([*shared, *own]))


def shared_files(folder: Path) -> tuple[Path, ...]:
    """Files of properties in a folder that belong to no module."""
    files = sorted(folder.glob("*.sv"))
    return tuple(path for path in files if not path.with_suffix(SETTINGS).exists())


@dataclass(frozen=True)
class Bound:
    """An instance that goes into a module.

    Attributes:
        module: the module.
        instance: the instance, on one line.
        file: where it is told.
    """

    module: str
    instance: str
    file: Path


def bound(properties: Sequence[Path]) -> list[Bound]:
    """What the files of properties bind in simulations, in order.

    A file may have another one in front, with a define that a run does not give; the last one is
    what it binds. What stands for the prover alone is not bound.
    """
    last = {
        (path, found["module"]): Bound(found["module"], " ".join(found["instance"].split()), path)
        for path in properties
        for found in BIND.finditer(PROVER.sub("", content(path).decode()))
    }
    return list(last.values())


def with_instances(
    sources: Sequence[Path], properties: Sequence[Path], folder: Path
) -> Mapping[Path, Path]:
    """Copies of the sources that properties are bound to, with the instances in them.

    Args:
        sources: all sources.
        properties: files of properties.
        folder: receives the copies.

    Returns:
        The copy of each source that has one.

    Raises:
        BuildError: no source is named after a module that something is bound to.
    """
    copies: dict[Path, Path] = {}
    by_module = {path.stem: path for path in sources}
    for each in bound(properties):
        if each.module not in by_module:
            raise BuildError(
                f"{each.file} binds to {each.module}, which no source is named after. {WITHOUT}"
            )
        source = by_module[each.module]
        copy = copies.setdefault(source, folder / source.name)
        text = (copy if copy.exists() else source).read_text(encoding="utf-8")
        if len(END.findall(text)) != 1:
            raise BuildError(
                f"{source} must hold one module, for properties to be bound to it. {WITHOUT}"
            )
        copy.write_text(END.sub(f"{each.instance} endmodule", text), encoding="utf-8")
    return copies
