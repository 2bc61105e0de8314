"""What of a module matters, and which signal depends on which without a register between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyslang import ast

from sim.mutate.elaborate import Node

UNUSED = "unused"
"""How the names of signals begin that only gather what nobody reads."""
VARIABLES = (ast.VariableSymbol, ast.NetSymbol, ast.FormalArgumentSymbol)


@dataclass
class Item:
    """One assignment, process or instance.

    Attributes:
        node: slang's symbol.
        targets: names, with the scope, of the signals it drives.
        reads: likewise of those it reads.
        clocked: it drives registers.
        instance: it is an instance.
        instantiated: it is there with the module's own parameters.
        scopes: scopes in which its names are looked up, the module's last.
    """

    node: Node
    targets: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    clocked: bool = False
    instance: bool = False
    instantiated: bool = True
    scopes: tuple[Node, ...] = ()


def path(symbol: Node) -> str:
    """Names a symbol in its module, with its scope."""
    return str(symbol.hierarchicalPath)


def references(node: Node) -> Iterator[Node]:
    """Symbols of the signals that a tree names; those in assertions are left out."""
    found: list[Node] = []

    def look(each: Node) -> ast.VisitAction:
        if isinstance(each, ast.ImmediateAssertionStatement | ast.ConcurrentAssertionStatement):
            return ast.VisitAction.Skip
        if isinstance(each, ast.ValueExpressionBase) and isinstance(each.symbol, VARIABLES):
            found.append(each.symbol)
        return ast.VisitAction.Advance

    node.visit(look)
    yield from found


def targets_of(left: Node) -> Iterator[Node]:
    """Symbols of the signals that an assignment to `left` drives."""
    if isinstance(left, ast.ConcatenationExpression):
        for each in left.operands:
            yield from targets_of(each)
        return
    while isinstance(
        left,
        ast.ElementSelectExpression
        | ast.RangeSelectExpression
        | ast.MemberAccessExpression
        | ast.ConversionExpression,
    ):
        left = left.operand if isinstance(left, ast.ConversionExpression) else left.value
    if isinstance(left, ast.ValueExpressionBase):
        yield left.symbol


def items_of(body: Node) -> list[Item]:
    """All that drives signals in a module, those of instantiated generate blocks first."""
    items: list[Item] = []

    def take(scopes: tuple[Node, ...], *, instantiated: bool) -> None:
        for symbol in scopes[0]:
            if isinstance(symbol, ast.GenerateBlockSymbol | ast.GenerateBlockArraySymbol):
                there = not getattr(symbol, "isUninstantiated", False)
                take((symbol, *scopes), instantiated=instantiated and there)
            elif (item := _item(symbol)) is not None:
                item.instantiated = instantiated
                item.scopes = scopes
                items.append(item)

    take((body,), instantiated=True)
    return sorted(items, key=lambda item: not item.instantiated)


def live(items: Iterable[Item], outputs: Iterable[str]) -> list[Item]:
    """The items that have an effect on an output or an instance, assertions being none."""
    waiting = list(items)
    needed = set(outputs)
    kept: list[Item] = []
    while True:
        found = [item for item in waiting if item.instance or item.targets & needed]
        if not found:
            return sorted(kept, key=lambda item: not item.instantiated)
        kept += found
        waiting = [item for item in waiting if item not in found]
        needed |= {name for item in found for name in item.reads}


def dependencies(items: Iterable[Item]) -> dict[str, set[str]]:
    """For each signal those that it follows from within a clock; instances pass all through."""
    direct: dict[str, set[str]] = defaultdict(set)
    for item in items:
        if not item.clocked:
            for target in item.targets:
                direct[target] |= item.reads
    closed: dict[str, set[str]] = {}
    for name in direct:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            for read in direct.get(waiting.pop(), ()):
                if read not in seen:
                    seen.add(read)
                    waiting.append(read)
        closed[name] = seen
    return closed


def aliases(items: Iterable[Item]) -> dict[str, str]:
    """For each signal that is assigned another one as it is: that one, or what that one is."""
    direct: dict[str, str] = {}
    for item in items:
        if isinstance(item.node, ast.ContinuousAssignSymbol):
            assignment: Node = item.node.assignment
            left, right = assignment.left, assignment.right
            if isinstance(left, ast.NamedValueExpression) and isinstance(
                right, ast.NamedValueExpression
            ):
                direct[path(left.symbol)] = path(right.symbol)

    def origin(name: str) -> str:
        return origin(direct[name]) if name in direct else name

    return {name: origin(name) for name in direct}


def _item(symbol: Node) -> Item | None:
    if isinstance(symbol, ast.ContinuousAssignSymbol):
        if not isinstance(symbol.assignment, ast.AssignmentExpression):
            return None  # makes no sense with these parameters, and is not there with them
        item = Item(symbol)
        _assignments(symbol.assignment, item)
        return item
    if isinstance(symbol, ast.ProceduralBlockSymbol):
        kinds = ast.ProceduralBlockKind
        if symbol.procedureKind in (kinds.Initial, kinds.Final):
            return None
        item = Item(symbol, clocked=symbol.procedureKind in (kinds.AlwaysFF, kinds.Always))
        _assignments(symbol.body, item)
        return item
    if isinstance(symbol, ast.InstanceSymbol):
        item = Item(symbol, instance=True)
        for connection in symbol.portConnections:
            expression = connection.expression
            if expression is None:
                continue
            if connection.port.direction == ast.ArgumentDirection.In:
                item.reads |= {path(each) for each in references(expression)}
            else:
                left = getattr(expression, "left", expression)
                item.targets |= {path(each) for each in targets_of(left)}
        return item
    return None


def _assignments(node: Node, item: Item) -> None:
    """Enter what the assignments in a tree drive, and all signals that it names."""

    def look(each: Node) -> ast.VisitAction:
        if isinstance(each, ast.AssignmentExpression):
            item.targets.update(path(target) for target in targets_of(each.left))
        return ast.VisitAction.Advance

    node.visit(look)
    item.reads |= {path(each) for each in references(node)} - _only_driven(node)


def _only_driven(node: Node) -> set[str]:
    """Signals that a tree drives and never reads."""
    driven: list[str] = []
    named: list[str] = []

    def look(each: Node) -> ast.VisitAction:
        if isinstance(each, ast.AssignmentExpression):
            driven.extend(path(target) for target in targets_of(each.left))
        return ast.VisitAction.Advance

    node.visit(look)
    named.extend(path(each) for each in references(node))
    return {name for name in driven if named.count(name) == driven.count(name)}
