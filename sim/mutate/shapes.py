"""Widths and signs of expressions by themselves, before what is around them widens them.

A mutant and what it replaces must agree in these: then both mean the same wherever one stands, also
as the branches of a conditional operator.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyslang import ast

from sim.mutate.elaborate import Node, written

BIT = ast.BinaryOperator
ARITHMETIC = {BIT.Add, BIT.Subtract, BIT.Multiply, BIT.Divide, BIT.Mod}
BITWISE = {BIT.BinaryAnd, BIT.BinaryOr, BIT.BinaryXor, BIT.BinaryXnor}
SHIFTS = {
    BIT.LogicalShiftLeft,
    BIT.LogicalShiftRight,
    BIT.ArithmeticShiftLeft,
    BIT.ArithmeticShiftRight,
}
PASSING = {ast.UnaryOperator.Plus, ast.UnaryOperator.Minus, ast.UnaryOperator.BitwiseNot}
"""Unary operators whose result is as wide as their operand."""


@dataclass(frozen=True)
class Shape:
    """Width in bits and sign."""

    width: int
    signed: bool = False


ONE = Shape(1)


def stripped(node: Node) -> Node:
    """The expression without the conversions that its surroundings bring."""
    while isinstance(node, ast.ConversionExpression) and node.isImplicit:
        node = node.operand
    return node


def shape_of(node: Node) -> Shape | None:
    """Width and sign of an expression by itself; none of what is no vector of bits."""
    node = stripped(node)
    if isinstance(node, ast.UnbasedUnsizedIntegerLiteral):
        return ONE
    if isinstance(node, ast.UnaryExpression):
        return shape_of(node.operand) if node.op in PASSING else ONE
    if isinstance(node, ast.BinaryExpression):
        if node.op in SHIFTS:
            return shape_of(node.left)
        if node.op in ARITHMETIC or node.op in BITWISE:
            return _wider(node.left, node.right)
        return ONE
    if isinstance(node, ast.ConditionalExpression):
        return _wider(node.left, node.right)
    if isinstance(node, ast.IntegerLiteral):
        return _literal(str(written(node)))
    if not node.type.isIntegral:
        return None
    return Shape(node.type.bitWidth, node.type.isSigned)


def is_enum(node: Node) -> bool:
    """Whether the expression has a type of enumerated values."""
    return bool(stripped(node).type.isEnum)


def is_constant(node: Node) -> bool:
    """Whether the expression is made of literals, parameters and genvars alone."""
    constant = True

    def look(each: Node) -> ast.VisitAction:
        nonlocal constant
        if isinstance(each, ast.ValueExpressionBase):
            kinds = (ast.ParameterSymbol, ast.EnumValueSymbol)
            constant = constant and isinstance(each.symbol, kinds)
        elif isinstance(each, ast.CallExpression) and not each.isSystemCall:
            constant = False
        return ast.VisitAction.Advance

    node.visit(look)
    return constant


def _wider(left: Node, right: Node) -> Shape | None:
    one, other = shape_of(left), shape_of(right)
    if one is None or other is None:
        return None
    return Shape(max(one.width, other.width), one.signed and other.signed)


def _literal(text: str) -> Shape:
    """Shape of a number as it is written."""
    size, tick, rest = text.split()[-1].partition("'")
    if not tick:
        return Shape(32, signed=True)
    return Shape(int(size.replace("_", "") or 32), rest[:1] in "sS")
