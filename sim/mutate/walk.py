"""Goes through the statements of a module and proposes changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pyslang import ast

from sim.mutate import operators
from sim.mutate.elaborate import Node, written
from sim.mutate.expressions import Around, Expressions
from sim.mutate.names import is_clock
from sim.mutate.operators import Operator
from sim.mutate.shapes import ONE, is_constant, shape_of, stripped
from sim.mutate.signals import Item, path, references, targets_of

RESET = re.compile(r"(?:^|_)a?(?:rst|reset)(?:_?n)?(?:_|$)")
"""How a reset is called."""
EMPTY = ";"
"""Text of a statement that does nothing."""


@dataclass
class Walk(Expressions):
    """One walk through a module.

    Attributes:
        fixed: names of functions that constants are made with, which cannot be changed at run time.
    """

    fixed: frozenset[str] = frozenset()

    def item(self, item: Item) -> None:
        """Propose changes of an assignment, a process or an instance."""
        around = Around(
            item.scopes,
            frozenset(() if item.clocked else item.targets),
            clocked=item.clocked,
        )
        if isinstance(item.node, ast.ContinuousAssignSymbol):
            self._right_side(item.node.assignment, around)
        elif isinstance(item.node, ast.InstanceSymbol):
            self._connections(item.node, around)
        else:
            self.statement(item.node.body, around, set())

    def function(self, symbol: Node) -> None:
        """Propose changes of the body of a function."""
        if symbol.name not in self.fixed:
            self.statement(symbol.body, Around((symbol,)), set())

    def statement(
        self, node: Node, around: Around, assigned: set[str], *, reset: bool = False
    ) -> None:
        """Propose changes of a statement and all in it.

        Args:
            node: the statement.
            around: what surrounds it.
            assigned: signals that statements before it have assigned; grows.
            reset: it is what a reset does.
        """
        if isinstance(node, ast.TimedStatement):
            self.statement(node.stmt, around, assigned)
        elif isinstance(node, ast.StatementList):
            for each in node.list:
                self.statement(each, around, assigned, reset=reset)
        elif isinstance(node, ast.BlockStatement):
            self.statement(node.body, around, assigned, reset=reset)
        elif isinstance(node, ast.ConditionalStatement):
            self._if(node, around, assigned, reset=reset)
        elif isinstance(node, ast.CaseStatement):
            self._case(node, around, assigned, reset=reset)
        elif isinstance(node, ast.ForLoopStatement):
            self._loop(node, around, assigned, reset=reset)
        elif isinstance(node, ast.ReturnStatement):
            if node.expr is not None:
                self._value(node.expr, around)
        elif isinstance(node, ast.ExpressionStatement) and isinstance(
            node.expr, ast.AssignmentExpression
        ):
            self._assignment(node, around, assigned, reset=reset)

    def _if(self, node: Node, around: Around, assigned: set[str], *, reset: bool) -> None:
        condition = node.conditions[0].expr
        names = {symbol.name for symbol in references(condition)}
        of_reset = around.clocked and any(RESET.search(name) for name in names)
        kind: Operator = "reset" if of_reset else "enable" if around.clocked else "condition"
        self._condition(condition, replace(around, kind="reset" if of_reset else None), kind)
        self.statement(node.ifTrue, around, assigned, reset=reset or of_reset)
        if node.ifFalse is not None:
            self.statement(node.ifFalse, around, assigned, reset=reset)

    def _case(self, node: Node, around: Around, assigned: set[str], *, reset: bool) -> None:
        self.expression(node.expr, around.by_itself())
        for item in node.items:
            for each in item.expressions:
                self.expression(each, replace(around.by_itself(), kind="condition"))
            self.statement(item.stmt, around, assigned, reset=reset)
        if node.defaultCase is not None:
            self.statement(node.defaultCase, around, assigned, reset=reset)

    def _loop(self, node: Node, around: Around, assigned: set[str], *, reset: bool) -> None:
        # Only bounds: a step or another comparison would make a loop that never ends.
        stop = node.stopExpr
        if isinstance(stop, ast.BinaryExpression):
            left, right = (
                self.texts.of(part) for part in (written(stop).left, written(stop).right)
            )
            sign = operators.in_one_line(str(written(stop).operatorToken))
            for other in {"<": ("<=",), "<=": ("<",)}.get(sign, ()):
                self.propose(stop, "comparison", f"{left} {other} {right}")
        self.statement(node.body, around, assigned, reset=reset)

    def _assignment(self, node: Node, around: Around, assigned: set[str], *, reset: bool) -> None:
        assignment = node.expr
        names = {path(target) for target in targets_of(assignment.left)}
        # The first assignment of a process without registers makes sure that there is a value.
        if around.clocked or names <= assigned:
            self.propose(node, "reset" if reset else "drop", EMPTY)
        assigned |= names
        self._left_side(assignment.left, around)
        targets = frozenset(() if around.clocked else names) | around.targets
        self._right_side(
            assignment, replace(around, targets=targets, kind="reset" if reset else None)
        )

    def _left_side(self, node: Node, around: Around) -> None:
        """Propose changes of what selects a part at run time; a constant part has one driver."""
        node = stripped(node)
        if isinstance(node, ast.ConcatenationExpression):
            for each in node.operands:
                self._left_side(each, around)
        elif isinstance(node, ast.ElementSelectExpression):
            if not is_constant(node.selector):
                self.index(node.selector, around)
            self._left_side(node.value, around)
        elif isinstance(node, ast.RangeSelectExpression):
            if node.selectionKind != ast.RangeSelectionKind.Simple and not is_constant(node.left):
                self.index(node.left, around)
            self._left_side(node.value, around)

    def _right_side(self, assignment: Node, around: Around) -> None:
        if assignment.op is not None:  # as of `+=`: the left side is read too
            self.expression(stripped(assignment.right).right, around.by_itself())
            return
        self._value(assignment.right, around)

    def _value(self, node: Node, around: Around) -> None:
        """Propose changes of what is assigned, also to 0 and to all ones."""
        bare, shape = stripped(node), shape_of(node)
        literal = isinstance(bare, ast.UnbasedUnsizedIntegerLiteral | ast.IntegerLiteral)
        named = bare.type.isEnum or bare.type.canonicalType.isStruct
        # Beside an unsigned number a signed expression would be widened in another way.
        if shape is not None and not shape.signed and not literal and not named:
            for text in ("1'b0", "1'b1") if shape == ONE else ("'0", "'1"):
                self.propose(node, "stuck", text)
        self.expression(node, around.by_itself())

    def _condition(self, node: Node, around: Around, kind: Operator) -> None:
        """Propose a condition's opposite, and that it always or never holds."""
        opposite = operators.opposite(self.texts, node)
        if opposite is not None:
            self.propose(node, kind, opposite)
        if not is_constant(node):
            self.propose(node, kind, "1'b1")
            self.propose(node, kind, "1'b0")
        self.expression(node, around.as_truth(plain=True))

    def _connections(self, instance: Node, around: Around) -> None:
        for connection in instance.portConnections:
            node = connection.expression
            if node is None or connection.port.direction != ast.ArgumentDirection.In:
                continue
            bare = stripped(node)
            if bare.syntax is None or (hasattr(bare, "symbol") and is_clock(bare.symbol)):
                continue
            self.expression(node, replace(around.by_itself(), kind="connection"))
