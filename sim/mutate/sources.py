"""Mutants of the SystemVerilog source of a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyslang import ast

from sim.mutate.elaborate import Elaborated, Node, Source, elaborate
from sim.mutate.expressions import Proposal
from sim.mutate.model import Mutant
from sim.mutate.names import Names
from sim.mutate.signals import Item, aliases, dependencies, items_of, live, path
from sim.mutate.walk import Walk


def source_mutants(rtl: Path, module: str) -> list[Mutant]:
    """All mutants of one module, in the order of its text.

    Args:
        rtl: folder of the sources.
        module: the module.

    Raises:
        UsageError: the module is not there or cannot be parsed.
    """
    elaborated = elaborate(rtl, module)
    walks = [_walked(elaborated.source, body) for body in (elaborated.body, *elaborated.others)]
    # Widths that are equal for some parameters only do not count as equal.
    proposals = [
        each
        for each in dict.fromkeys(proposal for walk in walks for proposal in walk.proposals)
        if all(each in walk.proposals or each.span not in walk.visited for walk in walks)
    ]
    return list(_mutants(elaborated, proposals))


def _walked(source: Source, body: Node) -> Walk:
    """A walk through a module with the parameters of `body`."""
    items = items_of(body)
    outputs = [
        path(port.internalSymbol)
        for port in body.portList
        if port.direction != ast.ArgumentDirection.In
    ]
    names = Names(source, dependencies(items), aliases(items))
    walk = Walk(names, fixed=_fixed(body))
    walked: set[tuple[int, int]] = set()
    for item in live(items, outputs):
        place = _place(item)
        if place not in walked:
            walked.add(place)
            walk.item(item)
    for symbol in body:
        if isinstance(symbol, ast.SubroutineSymbol):
            walk.function(symbol)
    return walk


def _place(item: Item) -> tuple[int, int]:
    """Where an item is written; a loop of the elaboration makes many of one."""
    node = item.node.assignment if isinstance(item.node, ast.ContinuousAssignSymbol) else item.node
    extent = node.syntax.sourceRange
    return extent.start.offset, extent.end.offset


def _fixed(body: Node) -> frozenset[str]:
    """Functions that parameters are computed with, before there is a simulation."""
    found: set[str] = set()

    def called(node: Node) -> ast.VisitAction:
        if isinstance(node, ast.CallExpression) and not node.isSystemCall:
            found.add(node.subroutineName)
        return ast.VisitAction.Advance

    def look(node: Node) -> ast.VisitAction:
        if isinstance(node, ast.ParameterSymbol) and node.initializer is not None:
            node.initializer.visit(called)
        return ast.VisitAction.Advance

    body.visit(look)
    return frozenset(found)


def _mutants(elaborated: Elaborated, proposals: list[Proposal]) -> Iterator[Mutant]:
    """The mutants that these proposals make; of those with the same text one is left."""
    source = elaborated.source
    seen: set[tuple[int, str, str]] = set()
    for each in sorted(proposals, key=lambda each: (each.start, -each.end)):
        before = source.slice(each.start, each.end)
        changed = _changed(source.raw, each)
        if changed in seen or not (changed[1] or changed[2]):
            continue
        seen.add(changed)
        offset = source.characters(each.start)
        yield Mutant.of(
            "source",
            elaborated.module,
            source.place(each.start),
            each.operator,
            (before, each.after),
            (offset, len(before)),
        )


def _changed(raw: bytes, proposal: Proposal) -> tuple[int, str, str]:
    """What a proposal changes at the least, blanks aside: place, what goes, what comes."""
    before = "".join(raw[proposal.start : proposal.end].decode().split())
    after = "".join(proposal.after.split())
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    start = len(b"".join(raw[: proposal.start].split())) + same
    before, after = before[same:], after[same:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return start, before, after
