"""Names that can stand for another one: signals and fields that are declared alike."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyslang import ast

from sim.mutate.elaborate import Node, Source, span
from sim.mutate.signals import UNUSED, VARIABLES, path

SWAPS = 2
"""Signals that one use of a signal is swapped with, of all that would fit."""


@dataclass(frozen=True)
class Names:
    """What can be named in a module.

    Attributes:
        source: the module's file.
        follows: for each signal those that it follows from within a clock.
        same: for each signal the one that it is another name of.
    """

    source: Source
    follows: Mapping[str, set[str]]
    same: Mapping[str, str]

    def fitting(self, node: Node, scopes: Iterable[Node], targets: frozenset[str]) -> list[str]:
        """Other signals of the same type that can be read here and close no loop."""
        names = [
            symbol.name
            for symbol in _visible(scopes)
            if self._true_name(symbol) != self._true_name(node.symbol)
            and not symbol.name.startswith(UNUSED)
            and not is_clock(symbol)
            and symbol.location.offset < span(node)[0]
            and _alike(symbol, node.symbol)
            and not self._loops(path(symbol), targets)
        ]
        return self._drawn(node, names)

    def siblings(self, node: Node) -> list[str]:
        """Other fields of the same type in the structure that a field belongs to."""
        fields = [
            each for each in node.value.type.canonicalType if isinstance(each, ast.FieldSymbol)
        ]
        names = [
            each.name
            for each in fields
            if each.name != node.member.name and each.type.isMatching(node.type)
        ]
        return self._drawn(node, names)

    def _true_name(self, symbol: Node) -> str:
        name = path(symbol)
        return self.same.get(name, name)

    def _loops(self, name: str, targets: frozenset[str]) -> bool:
        return name in targets or bool(self.follows.get(name, set()) & targets)

    def _drawn(self, node: Node, names: Iterable[str]) -> list[str]:
        """A few of the names, others at each use, the same on every machine."""
        start, _ = span(node)

        def rank(name: str) -> str:
            return hashlib.sha256(f"{self.source.name}:{start}:{name}".encode()).hexdigest()

        return sorted(set(names), key=rank)[:SWAPS]


def is_clock(symbol: Node) -> bool:
    """Whether a signal is a clock, by its name."""
    return bool(symbol.name.startswith("clk"))


def _visible(scopes: Iterable[Node]) -> Iterator[Node]:
    """Signals of these scopes."""
    for scope in scopes:
        for symbol in scope:
            result = isinstance(scope, ast.SubroutineSymbol) and symbol.name == scope.name
            if isinstance(symbol, VARIABLES) and symbol.type.isIntegral and not result:
                yield symbol


def _alike(one: Node, other: Node) -> bool:
    """Whether two signals have the same type, whatever the parameters are."""
    return bool(one.type.isMatching(other.type)) and _declared(one) == _declared(other)


def _declared(symbol: Node) -> str:
    """What a declaration says of a type's size in terms of parameters; nothing of a fixed one."""
    syntax = symbol.declaredType.typeSyntax
    dimensions = "".join(str(each) for each in getattr(syntax, "dimensions", ()))
    return "".join(dimensions.split()) if re.search(r"[A-Za-z]", dimensions) else ""
