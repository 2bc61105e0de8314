"""What one expression can become: texts that take its place, with the kind of change.

Every one has the width and the sign of what it replaces, or stands where these do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pyslang import ast

from sim.mutate.elaborate import Node, Source, span, written
from sim.mutate.shapes import ARITHMETIC, BITWISE, ONE, SHIFTS, is_enum, shape_of, stripped

Operator = Literal[
    "arithmetic",
    "bitwise",
    "comparison",
    "concatenation",
    "condition",
    "connection",
    "constant",
    "drop",
    "enable",
    "index",
    "logic",
    "operand",
    "reset",
    "shift",
    "sign",
    "state",
    "stuck",
    "swap",
    "ternary",
    "unary",
]
Change = tuple[Operator, str]
"""Kind of change and the text that takes the place."""

OTHERS: dict[str, tuple[str, ...]] = {
    "+": ("-",),
    "-": ("+",),
    "*": ("+",),
    "/": ("*",),
    "%": ("/",),
    "&": ("|", "^"),
    "|": ("&", "^"),
    "^": ("&", "|"),
    "<": ("<=", ">", ">="),
    "<=": ("<", ">", ">="),
    ">": (">=", "<", "<="),
    ">=": (">", "<", "<="),
    "==": ("!=",),
    "!=": ("==",),
    "&&": ("||",),
    "||": ("&&",),
    "<<": (">>",),
    ">>": ("<<",),
    ">>>": (">>", "<<"),
}
"""What a binary operator becomes. ``==`` to ``>=`` is left out: counters stop where they are equal,
so most of these would change nothing."""
OPPOSITES = {"==", "!=", "<", "<=", ">", ">="}
"""Operators whose opposite is among `OTHERS`."""
REDUCTIONS = {"&": ("|",), "|": ("&", "^"), "^": ("|",)}
PLAIN = re.compile(r"[\w$.']+|\([^()]*\)|\{[^{}]*\}|[\w$.]+\[[^\[\]]*\]")
"""Text that needs no parentheses before it gets an operator."""
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
SIZED = re.compile(r"(\d+)'([bdhoBDHO])([0-9a-fA-F_]+)")
BASES = {"b": 2, "o": 8, "d": 10, "h": 16}


def in_one_line(text: str) -> str:
    """Source text without comments and line breaks."""
    return " ".join(COMMENT.sub(" ", text).split())


def enclosed(text: str) -> str:
    """The text as an operand: in parentheses if it needs any."""
    return text if PLAIN.fullmatch(text) else f"({text})"


@dataclass(frozen=True)
class Texts:
    """Source texts of nodes."""

    source: Source

    def of(self, node: Node) -> str:
        """Text of an expression, or of a node of syntax."""
        return in_one_line(self.source.slice(*span(node)))


def opposite(texts: Texts, node: Node) -> str | None:
    """The expression negated, as truth; none where another mutant says the same."""
    node = stripped(node)
    if isinstance(node, ast.BinaryExpression) and _operator(node) in OPPOSITES:
        return None
    if isinstance(node, ast.UnaryExpression) and node.op == ast.UnaryOperator.LogicalNot:
        return None
    return f"!{enclosed(texts.of(node))}"


def binary(texts: Texts, node: Node, *, truth: bool) -> Iterator[Change]:
    """Another operator between the operands, and one operand alone.

    Args:
        texts: the source.
        node: expression of two operands.
        truth: only whether it is true matters, so that its width does not.
    """
    sign = _operator(node)
    left, right = texts.of(written(node).left), texts.of(written(node).right)
    kind: Operator
    if node.op in ARITHMETIC:
        kind = "arithmetic"
    elif node.op in BITWISE:
        kind = "bitwise"
    elif node.op in SHIFTS:
        kind = "shift"
    elif sign in ("&&", "||"):
        kind = "logic"
    else:
        kind = "comparison"
    one, two = (left, right) if kind in ("arithmetic", "comparison") else _apart(left, right)
    for other in OTHERS.get(sign, ()):
        yield kind, f"{one} {other} {two}"
    if kind == "comparison":
        return
    whole = shape_of(node)
    operands = [node.left] if kind == "shift" else [node.left, node.right]
    for operand, text in zip(operands, (left, right), strict=False):
        shape = shape_of(operand)
        if shape == whole or (truth and shape is not None):
            yield "operand", text


def unary(texts: Texts, node: Node, *, truth: bool) -> Iterator[Change]:
    """The operand without its operator, or another reduction of it."""
    operand = texts.of(written(node).operand)
    sign = in_one_line(str(written(node).operatorToken))
    if node.op == ast.UnaryOperator.LogicalNot:
        if truth or shape_of(node.operand) == ONE:
            yield "unary", operand
    elif node.op in (ast.UnaryOperator.BitwiseNot, ast.UnaryOperator.Minus):
        yield "unary", operand
    for other in REDUCTIONS.get(sign, ()):
        yield "unary", f"{other}{operand}"


def conditional(texts: Texts, node: Node) -> Iterator[Change]:
    """The branches swapped, unless another mutant of the condition says the same."""
    predicate = node.conditions[0].expr
    if opposite(texts, predicate) is not None:
        syntax = written(node)
        condition, yes, no = (
            texts.of(part) for part in (syntax.predicate, syntax.left, syntax.right)
        )
        yield "ternary", f"{condition} ? {no} : {yes}"


def literal(node: Node, text: str, *, summand: bool = False) -> Iterator[str]:
    """Other numbers of the same width: one more, one less, 0, all ones.

    Args:
        node: the number.
        text: how it is written.
        summand: it is part of a sum. The sum without it and the difference are mutants already, so
            that 0 and all ones would say nothing new.
    """
    if isinstance(node, ast.UnbasedUnsizedIntegerLiteral):
        ones = ("1'b1",) if node.type.bitWidth == 1 else ("1'b1", "'1")
        yield from {"'0": ones, "'1": ("'0",)}.get(text, ())
        return
    sized = SIZED.fullmatch(text)
    if sized:
        width, base = int(sized[1]), sized[2]
        value = int(sized[3].replace("_", ""), BASES[base.lower()])
        top = (1 << width) - 1
        known = (0, top) if summand else ()
        others = _others(value, (value + 1) & top, (value - 1) & top, 0, top)
        for other in (each for each in others if each not in known):
            yield f"{width}'{base}{_digits(other, base)}"
    elif text.isdecimal():
        value = int(text)
        others = _others(value, value + 1, max(value - 1, 0), 0)
        yield from (str(other) for other in others if not (summand and other == 0))


def named_constant(node: Node, text: str) -> Iterator[str]:
    """A parameter's or genvar's value and one more or less."""
    shape = shape_of(node)
    if shape is None or is_enum(node):
        return
    if shape == ONE:
        yield f"!{text}"
    elif shape.signed and shape.width == 32:
        yield f"{text} + 1"
        yield f"{text} - 1"
    elif not shape.signed:
        yield f"{text} + {shape.width}'d1"
        yield f"{text} - {shape.width}'d1"


def enumerated(node: Node) -> Iterator[str]:
    """The values before and behind one of an enumeration."""
    values = [each for each in node.type.canonicalType if isinstance(each, ast.EnumValueSymbol)]
    names = [value.name for value in values]
    at = names.index(node.symbol.name)
    yield from dict.fromkeys(
        name for step in (1, -1) if (name := names[(at + step) % len(names)]) != names[at]
    )


def order(texts: Texts, node: Node) -> Iterator[Change]:
    """Two neighbours of a concatenation swapped."""
    parts = [texts.of(each) for each in node.operands]
    for i in range(len(parts) - 1):
        if parts[i] != parts[i + 1]:
            swapped = [*parts[:i], parts[i + 1], parts[i], *parts[i + 2 :]]
            yield "concatenation", f"{{{', '.join(swapped)}}}"


def _apart(left: str, right: str) -> tuple[str, str]:
    """Operands that another operator cannot tear apart."""
    return enclosed(left), enclosed(right)


def _operator(node: Node) -> str:
    return in_one_line(str(written(node).operatorToken))


def _others(value: int, *candidates: int) -> list[int]:
    """The candidates that differ from the value, each once."""
    return [other for other in dict.fromkeys(candidates) if other != value]


def _digits(value: int, base: str) -> str:
    shown = format(value, {"b": "b", "o": "o", "d": "d", "h": "X"}[base.lower()])
    return shown if base.lower() != "h" else shown.upper()
