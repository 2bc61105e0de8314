"""Reads the design with slang: one module, with all parameters that it has anywhere."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyslang
from pyslang import ast, syntax

from sim.errors import UsageError

ERRORS = 5
"""Errors of slang that a message shows."""
Node = Any
"""A node of slang's trees; the library's own types say too little to check them."""


@dataclass(frozen=True)
class Source:
    """The text of one file, by slang's offsets.

    Attributes:
        name: name of the file below the folder of the sources.
        raw: its bytes, which slang counts in.
    """

    name: str
    raw: bytes

    def slice(self, start: int, end: int) -> str:
        """Text between two offsets."""
        return self.raw[start:end].decode()

    def characters(self, offset: int) -> int:
        """The same place, counted in characters."""
        return len(self.raw[:offset].decode())

    def place(self, offset: int) -> tuple[str, int, int]:
        """File, line and column of an offset."""
        line = self.raw.count(b"\n", 0, offset) + 1
        begin = self.raw.rfind(b"\n", 0, offset) + 1
        return self.name, line, self.characters(offset) - self.characters(begin) + 1


@dataclass(frozen=True)
class Elaborated:
    """One module with all that it needs.

    Attributes:
        module: its name.
        source: its file.
        body: slang's symbol of it, with the parameters that it has by itself.
        others: likewise with those that instances of it in the design have.
        compilations: keep all of slang's trees alive.
    """

    module: str
    source: Source
    body: Node
    others: tuple[Node, ...]
    compilations: tuple[Node, ...]


def written(node: Node) -> Node:
    """The syntax of an expression, without the parentheses around it."""
    found = node.syntax
    while isinstance(found, syntax.ParenthesizedExpressionSyntax):
        found = found.expression
    return found


def span(node: Node) -> tuple[int, int]:
    """Offsets of a node's text; that of an expression without the parentheses around it."""
    if isinstance(getattr(node, "syntax", None), syntax.ParenthesizedExpressionSyntax):
        node = written(node)
    return node.sourceRange.start.offset, node.sourceRange.end.offset


def modules(rtl: Path) -> tuple[str, ...]:
    """Names of the modules in a folder, sorted; each has its own file, packages are left out.

    Raises:
        UsageError: there is no such file.
    """
    found = [path.stem for path in sorted(rtl.glob("*.sv")) if not path.stem.endswith("_pkg")]
    if not found:
        raise UsageError(f"There is no SystemVerilog module (NAME.sv) in {rtl}.")
    return tuple(found)


def elaborate(rtl: Path, module: str) -> Elaborated:
    """Elaborate `module` as the top.

    Args:
        rtl: folder of the sources.
        module: name of a file in it, without ``.sv``.

    Raises:
        UsageError: there is no such module, or slang finds an error in what it needs.
    """
    path = rtl / f"{module}.sv"
    if not path.is_file():
        raise UsageError(f"There is no module {module}: {path} does not exist.")
    paths = sorted(rtl.glob("*.sv"), key=lambda path: (not _is_package(path), path.name))
    files = tuple((str(path), path.stat().st_mtime_ns) for path in paths)
    compilation = _compiled(files, module)
    tops = [top for top in compilation.getRoot().topInstances if top.name == module]
    if not tops:
        raise UsageError(f"{path} holds no module of the name {module}.")
    body = tops[0].body
    design, instances = _instances(files)
    values = {_values(body)}
    others: list[Node] = []
    for instance in instances.get(module, ()):
        if _values(instance) not in values:
            values.add(_values(instance))
            others.append(instance)
    source = Source(path.name, path.read_bytes())
    return Elaborated(module, source, body, tuple(others), (compilation, design))


def header_end(text: str, module: str, name: str) -> int:
    """Where the body of a module begins, in characters: behind the ``;`` of its header.

    Raises:
        UsageError: the text is not that of the module.
    """
    tree = syntax.SyntaxTree.fromText(text, name)
    root: Node = tree.root  # the module itself where the file holds nothing else
    for member in [root] if hasattr(root, "header") else root.members:
        header = getattr(member, "header", None)
        if header is not None and header.name.valueText == module:
            end: int = header.semi.location.offset + len(";")
            return len(text.encode()[:end].decode())
    raise UsageError(f"{name} holds no module of the name {module}.")


Files = tuple[tuple[str, int], ...]
"""Names, and when each was written."""


@functools.lru_cache(maxsize=2)
def _trees(files: Files) -> tuple[Node, list[Node]]:
    """Files, parsed; slang can elaborate a syntax tree again and again."""
    manager = pyslang.SourceManager()
    return manager, [syntax.SyntaxTree.fromFile(name, manager) for name, _ in files]


def _compiled(files: Files, top: str = "") -> Node:
    """All files, elaborated from one module on, or from those that none instantiates.

    Raises:
        UsageError: slang finds an error.
    """
    options = ast.CompilationOptions()
    if top:
        options.topModules = {top}
    compilation = ast.Compilation(pyslang.Bag([options]))
    manager, trees = _trees(files)
    for tree in trees:
        compilation.addSyntaxTree(tree)
    _refuse_errors(compilation, manager, top)
    return compilation


@functools.lru_cache(maxsize=2)
def _instances(files: Files) -> tuple[Node, dict[str, list[Node]]]:
    """All instances in the design by module."""
    compilation = _compiled(files)
    found: dict[str, list[Node]] = {}

    def look(node: Node) -> ast.VisitAction:
        if isinstance(node, ast.InstanceSymbol):
            found.setdefault(node.definition.name, []).append(node.body)
        return ast.VisitAction.Advance

    compilation.getRoot().visit(look)
    return compilation, found


def _values(body: Node) -> tuple[str, ...]:
    """The values of a module's parameters."""
    return tuple(
        f"{symbol.name}={symbol.value}"
        for symbol in body
        if isinstance(symbol, ast.ParameterSymbol) and symbol.isPortParam
    )


def _is_package(path: Path) -> bool:
    return path.stem.endswith("_pkg")


def _refuse_errors(compilation: Node, manager: Node, module: str) -> None:
    """Tell slang's errors.

    Raises:
        UsageError: there are some.
    """
    engine = pyslang.DiagnosticEngine(manager)
    client = pyslang.TextDiagnosticClient()
    client.showColors(False)
    engine.addClient(client)
    errors = [each for each in compilation.getAllDiagnostics() if each.isError()]
    for diagnostic in errors[:ERRORS]:
        engine.issue(diagnostic)
    said = client.getString().strip()
    if said:
        what = module or "The design"
        raise UsageError(f"{what} cannot be parsed, so it cannot be mutated: mend it.\n{said}")
