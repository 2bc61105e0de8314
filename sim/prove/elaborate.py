"""The properties that a design has by its sources: what the prover must be given, each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.design import Design
from sim.errors import BuildError, ToolError

ASSERT, ASSUME, COVER = "assert", "assume", "cover"
KINDS = {"Assert": ASSERT, "Assume": ASSUME, "CoverProperty": COVER}
"""Kinds of properties, by their names in pyslang."""
FORMAL = "FORMAL"
"""Definition by which the sources know the prover."""


@dataclass(frozen=True)
class Property:
    """One property of an elaborated design.

    Attributes:
        name: with the instances that it is in, below the top module; empty where the source gives
            it none.
        kind: `ASSERT`, `ASSUME` or `COVER`.
        file, line: where it is written.
    """

    name: str
    kind: str
    file: Path
    line: int

    @property
    def label(self) -> str:
        """What it is called where it is written."""
        return self.name.rpartition(".")[2]

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file.name}:{self.line}"


@dataclass(frozen=True)
class Pin:
    """A port of the top module.

    Attributes:
        name: of the port.
        width: bits.
        output: the module drives it.
    """

    name: str
    width: int
    output: bool


@dataclass(frozen=True)
class Elaborated:
    """What the sources say.

    Attributes:
        properties: all, in the order of elaboration.
        pins: ports of the top module in their order.
    """

    properties: tuple[Property, ...]
    pins: tuple[Pin, ...]


def elaborate(design: Design) -> Elaborated:
    """Read a design.

    Raises:
        BuildError: it does not elaborate.
        ToolError: pyslang is missing.
    """
    try:
        from pyslang import ast, driver
    except ImportError as fault:
        raise ToolError("The Python package pyslang is missing: type 'make setup'.") from fault
    slang = driver.Driver()
    slang.addStandardArgs()
    if not (
        slang.parseCommandLine(" ".join(_words(design)))
        and slang.processOptions()
        and slang.parseAllSources()
    ):
        raise BuildError(f"{design.toplevel} cannot be read: slang tells why above.")
    root = slang.createCompilation().getRoot()
    places = slang.sourceManager
    found: list[Property] = []
    top = f"{design.toplevel}."
    block = [""]  # what the next statements are in

    def look(node: Any) -> Any:
        if getattr(node, "isUninstantiated", False) is True:
            return ast.VisitAction.Skip
        if isinstance(node, ast.ProceduralBlockSymbol):
            block[0] = node.hierarchicalPath
        elif isinstance(node, ast.ImmediateAssertionStatement):
            label = getattr(node.syntax, "label", None)
            here = block[0].removeprefix(top.rstrip(".")).removeprefix(".")
            name = ".".join(filter(None, [here, label.name.valueText])) if label else ""
            where = places.getFullyOriginalLoc(places.getFullyExpandedLoc(node.sourceRange.start))
            kind = KINDS[str(node.assertionKind).rpartition(".")[2]]
            found.append(
                Property(name, kind, Path(places.getFileName(where)), places.getLineNumber(where))
            )
        return ast.VisitAction.Advance

    root.visit(look)
    instance = next(one for one in root.topInstances if one.name == design.toplevel)
    return Elaborated(tuple(found), tuple(_pins(instance)))


def _pins(instance: Any) -> list[Pin]:
    return [
        Pin(port.name, port.type.bitWidth, str(port.direction).endswith("Out"))
        for port in instance.body.portList
    ]


def _words(design: Design) -> Sequence[str]:
    """The design as slang is told of it; names are quoted as in a shell."""
    words = ["slang", f"--top={design.toplevel}"]
    words += [f"-G{name}={value}" for name, value in design.parameters.items()]
    words += [f"-D{name}={text}" for name, text in design.defines.items()]
    words += [f"-I{path}" for path in design.search_path()]
    words += [str(path) for path in design.sources]
    return [f'"{word}"' for word in words]
