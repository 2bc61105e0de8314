"""Goes through the statements and expressions of a module and proposes changes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pyslang import ast

from sim.mutate import operators
from sim.mutate.elaborate import Node, Source, span, written
from sim.mutate.operators import Operator, Texts, enclosed
from sim.mutate.shapes import ONE, is_constant, is_enum, shape_of, stripped
from sim.mutate.signals import VARIABLES, Item, path, references, targets_of

SWAPS = 2
"""Signals that one use of a signal is swapped with, of all that would fit."""
RESETS = ("rst", "reset")
EMPTY = ";"
"""Text of a statement that does nothing."""


@dataclass(frozen=True)
class Proposal:
    """A change of the text between two offsets of slang."""

    start: int
    end: int
    operator: Operator
    after: str

    @property
    def span(self) -> tuple[int, int]:
        """Both offsets."""
        return self.start, self.end


@dataclass(frozen=True)
class Around:
    """What surrounds an expression.

    Attributes:
        scopes: slang's scopes in which names are looked up, the module's or function's last.
        targets: signals that follow from it within the clock.
        clocked: it is in a process of registers.
        truth: only whether it is true matters.
        constant: it must stay constant but for one leaf, as an index made of genvars.
        plain: a negation of it is proposed elsewhere.
        kind: how all changes are called here; none where each has its own name.
    """

    scopes: tuple[Node, ...]
    targets: frozenset[str] = frozenset()
    clocked: bool = False
    truth: bool = False
    constant: bool = False
    plain: bool = False
    kind: Operator | None = None

    def by_itself(self) -> Around:
        """For an operand whose width is its own."""
        return replace(self, truth=False, plain=False)

    def as_truth(self, *, plain: bool = False) -> Around:
        """For a condition."""
        return replace(self, truth=True, plain=plain)


@dataclass
class Walk:
    """One walk through a module.

    Attributes:
        source: the module's file.
        follows: for each signal those that it follows from within a clock.
        same: for each signal the one that it is another name of.
        fixed: names of functions that constants are made with, which cannot be changed at run time.
        proposals: what was found, in the order of the walk; a set that keeps its order.
        visited: where there was an expression or a statement.
    """

    source: Source
    follows: Mapping[str, set[str]]
    same: Mapping[str, str]
    fixed: frozenset[str] = frozenset()
    proposals: dict[Proposal, None] = field(default_factory=dict)
    visited: set[tuple[int, int]] = field(default_factory=set)

    @property
    def texts(self) -> Texts:
        """Source texts of nodes."""
        return Texts(self.source)

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
        of_reset = around.clocked and any(part in name for name in names for part in RESETS)
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
                self._propose(stop, "comparison", f"{left} {other} {right}")
        self.statement(node.body, around, assigned, reset=reset)

    def _assignment(self, node: Node, around: Around, assigned: set[str], *, reset: bool) -> None:
        assignment = node.expr
        names = {path(target) for target in targets_of(assignment.left)}
        # The first assignment of a process without registers makes sure that there is a value.
        if around.clocked or names <= assigned:
            self._propose(node, "reset" if reset else "drop", EMPTY)
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
                self._index(node.selector, around)
            self._left_side(node.value, around)
        elif isinstance(node, ast.RangeSelectExpression):
            if node.selectionKind != ast.RangeSelectionKind.Simple and not is_constant(node.left):
                self._index(node.left, around)
            self._left_side(node.value, around)

    def _right_side(self, assignment: Node, around: Around) -> None:
        if assignment.op is not None:  # as of `+=`: the left side is read too
            self.expression(stripped(assignment.right).right, around.by_itself())
            return
        left = shape_of(assignment.left)
        self._value(assignment.right, around, width=left.width if left else None)

    def _value(self, node: Node, around: Around, *, width: int | None = None) -> None:
        """Propose changes of what is assigned, also to 0 and to all ones.

        Args:
            node: the expression.
            around: what surrounds it.
            width: bits of what it is assigned to, where known.
        """
        shape = shape_of(node)
        fits = shape is not None and (not shape.signed or shape.width == width)
        struct = stripped(node).type.canonicalType.isStruct
        literal = isinstance(stripped(node), ast.UnbasedUnsizedIntegerLiteral | ast.IntegerLiteral)
        if fits and not literal and not struct and not is_enum(node):
            # A sign that is not needed for an extension is not missed either.
            texts = ("1'b0", "1'b1") if shape == ONE else ("'0", "'1")
            for text in texts:
                if shape is not None and not shape.signed:
                    self._propose(node, "stuck", text)
        self.expression(node, around.by_itself())

    def _condition(self, node: Node, around: Around, kind: Operator) -> None:
        """Propose a condition's opposite, and that it always or never holds."""
        opposite = operators.opposite(self.texts, node)
        if opposite is not None:
            self._propose(node, kind, opposite)
        if not is_constant(node):
            self._propose(node, kind, "1'b1")
            self._propose(node, kind, "1'b0")
        self.expression(node, around.as_truth(plain=True))

    def _connections(self, instance: Node, around: Around) -> None:
        for connection in instance.portConnections:
            node = connection.expression
            if node is None or connection.port.direction != ast.ArgumentDirection.In:
                continue
            if stripped(node).syntax is None or _is_clock(node):
                continue
            self.expression(node, replace(around.by_itself(), kind="connection"))

    def expression(self, node: Node, around: Around) -> None:
        """Propose changes of an expression and all in it."""
        node = stripped(node)
        if node.bad or isinstance(node, ast.InvalidExpression):
            return
        self.visited.add(span(node))
        if isinstance(node, ast.IntegerLiteral | ast.UnbasedUnsizedIntegerLiteral):
            for other in operators.literal(node, self.texts.of(node)):
                self._propose(node, around.kind or "constant", other)
        elif isinstance(node, ast.ValueExpressionBase):
            self._named(node, around)
        elif isinstance(node, ast.ConversionExpression):
            self._cast(node, around)
        elif isinstance(node, ast.UnaryExpression):
            self._unary(node, around)
        elif isinstance(node, ast.BinaryExpression):
            self._binary(node, around)
        elif isinstance(node, ast.ConditionalExpression):
            self._conditional(node, around)
        elif isinstance(node, ast.ConcatenationExpression):
            self._changes(node, operators.order(self.texts, node), around)
            for each in node.operands:
                self.expression(each, around.by_itself())
        elif isinstance(node, ast.ReplicationExpression):
            repeated: Node = node.concat
            for each in repeated.operands:
                self.expression(each, around.by_itself())
        elif isinstance(node, ast.CallExpression):
            self._call(node, around)
        else:
            self._selected(node, around)

    def _named(self, node: Node, around: Around) -> None:
        text = self.texts.of(node)
        if isinstance(node.symbol, ast.EnumValueSymbol):
            for name in operators.enumerated(node):
                self._propose(node, around.kind or "state", name)
        elif isinstance(node.symbol, ast.ParameterSymbol):
            for other in operators.named_constant(node, text):
                self._propose(node, around.kind or "constant", other)
        elif isinstance(node.symbol, VARIABLES) and not _is_clock(node):
            self._negated(node, around)
            for name in self._fitting(node, around):
                self._propose(node, around.kind or "swap", name)

    def _selected(self, node: Node, around: Around) -> None:
        """Propose changes of a field, a bit or some bits of a signal."""
        self._negated(node, around)
        if isinstance(node, ast.MemberAccessExpression):
            for name in self._siblings(node):
                self._propose(node, around.kind or "swap", name)
            return
        # Nothing can be selected from a choice, so another signal stands for the whole.
        base = node
        while isinstance(base, ast.ElementSelectExpression | ast.RangeSelectExpression):
            if isinstance(base, ast.ElementSelectExpression):
                self._index(base.selector, around)
            elif base.selectionKind != ast.RangeSelectionKind.Simple:
                self._index(base.left, around)
            base = stripped(base.value)
        if isinstance(base, ast.ValueExpressionBase) and isinstance(base.symbol, VARIABLES):
            selection = self.source.slice(span(base)[1], span(node)[1])
            for name in self._fitting(base, around):
                self._propose(node, around.kind or "swap", operators.in_one_line(name + selection))

    def _index(self, node: Node, around: Around) -> None:
        """Propose changes of an index, which has its own width."""
        node = stripped(node)
        if node.bad:
            return
        constant = is_constant(node)
        shape = shape_of(node)
        within = replace(around.by_itself(), constant=constant, kind="index")
        leaf = isinstance(node, ast.IntegerLiteral | ast.ValueExpressionBase) and constant
        if not leaf and shape is not None and shape != ONE:
            text = enclosed(self.texts.of(node))
            self._propose(node, "index", f"{text} + 1")
            self._propose(node, "index", f"{text} - 1")
        self.expression(node, within if constant else replace(within, kind=around.kind))

    def _cast(self, node: Node, around: Around) -> None:
        operand = stripped(node.operand)
        if is_enum(node):
            return
        whole = shape_of(node.operand)
        for each in _signed_parts(operand):
            inner = shape_of(each.arguments[0])
            # The zero in front must not make the whole wider.
            if inner and whole and (each is operand or inner.width < whole.width):
                text = self.texts.of(each.arguments[0])
                self._propose(each, "sign", f"$signed({{1'b0, {text}}})")
        self.expression(operand, replace(around.by_itself(), constant=around.constant))

    def _unary(self, node: Node, around: Around) -> None:
        self._changes(node, operators.unary(self.texts, node, truth=around.truth), around)
        logical = node.op == ast.UnaryOperator.LogicalNot
        if logical:
            self.expression(node.operand, around.as_truth(plain=True))
        else:
            self.expression(node.operand, replace(around.by_itself(), plain=True))

    def _binary(self, node: Node, around: Around) -> None:
        if around.constant or is_constant(node):
            inner = replace(around.by_itself(), constant=True)
            self.expression(node.left, inner)
            self.expression(node.right, inner)
            return
        self._changes(node, operators.binary(self.texts, node, truth=around.truth), around)
        if node.op in (ast.BinaryOperator.LogicalAnd, ast.BinaryOperator.LogicalOr):
            inner = around.as_truth()
        elif node.op in (ast.BinaryOperator.Equality, ast.BinaryOperator.Inequality):
            inner = replace(around.by_itself(), plain=True)
        else:
            inner = around.by_itself()
        self.expression(node.left, inner)
        self.expression(node.right, inner)

    def _conditional(self, node: Node, around: Around) -> None:
        kind = around.kind or "ternary"
        if not is_constant(node.conditions[0].expr):
            self._changes(node, operators.conditional(self.texts, node), around)
            predicate = node.conditions[0].expr
            self._propose(predicate, kind, "1'b1")
            self._propose(predicate, kind, "1'b0")
        self.expression(node.conditions[0].expr, around.as_truth(plain=True))
        branches = replace(around, plain=False)
        self.expression(node.left, branches)
        self.expression(node.right, branches)

    def _call(self, node: Node, around: Around) -> None:
        if node.isSystemCall:
            if node.subroutineName in ("$signed", "$unsigned"):
                self.expression(node.arguments[0], around.by_itself())
            return
        for each in node.arguments:
            self.expression(each, around.by_itself())

    def _negated(self, node: Node, around: Around) -> None:
        """Propose a bit's opposite where a condition around it does not do so."""
        if around.plain or is_enum(node) or not node.type.isScalar:
            return
        self._propose(node, around.kind or "unary", f"!{self.texts.of(node)}")

    def _changes(self, node: Node, changes: Iterable[operators.Change], around: Around) -> None:
        for operator, after in changes:
            self._propose(node, around.kind or operator, after)

    def _propose(self, node: Node, operator: Operator, after: str) -> None:
        start, end = span(node)
        self.proposals[Proposal(start, end, operator, after)] = None

    def _siblings(self, node: Node) -> list[str]:
        """Other fields of the same type in the structure that a field belongs to."""
        base = self.texts.of(node.value)
        fields = [
            each for each in node.value.type.canonicalType if isinstance(each, ast.FieldSymbol)
        ]
        names = [
            each.name
            for each in fields
            if each.name != node.member.name and each.type.isMatching(node.type)
        ]
        return [f"{base}.{name}" for name in self._drawn(node, names)]

    def _fitting(self, node: Node, around: Around) -> list[str]:
        """Other signals of the same type that can be read here and close no loop."""
        names = [
            symbol.name
            for symbol in _visible(around.scopes)
            if self._true_name(symbol) != self._true_name(node.symbol)
            and not symbol.name.startswith("unused")
            and not symbol.name.startswith("clk")
            and symbol.location.offset < span(node)[0]
            and _alike(symbol, node.symbol)
            and not self._loops(path(symbol), around.targets)
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


def _visible(scopes: Iterable[Node]) -> Iterator[Node]:
    """Signals of these scopes."""
    for scope in scopes:
        for symbol in scope:
            if isinstance(symbol, VARIABLES) and symbol.name and symbol.type.isIntegral:
                yield symbol


def _alike(one: Node, other: Node) -> bool:
    """Whether two signals have the same type, whatever the parameters are."""
    return bool(one.type.isMatching(other.type)) and _declared(one) == _declared(other)


def _declared(symbol: Node) -> str:
    """What a declaration says of a type's size in terms of parameters; nothing of a fixed one."""
    syntax = symbol.declaredType.typeSyntax
    dimensions = "".join(str(each) for each in getattr(syntax, "dimensions", ()))
    return "".join(dimensions.split()) if re.search(r"[A-Za-z]", dimensions) else ""


def _signed_parts(node: Node) -> Iterator[Node]:
    """Uses of ``$signed`` that an expression is made of, as far as its width reaches."""
    node = stripped(node)
    if isinstance(node, ast.CallExpression) and node.isSystemCall:
        if node.subroutineName == "$signed":
            yield node
    elif isinstance(node, ast.BinaryExpression) and shape_of(node) != ONE:
        yield from _signed_parts(node.left)
        yield from _signed_parts(node.right)


def _is_clock(node: Node) -> bool:
    node = stripped(node)
    return isinstance(node, ast.ValueExpressionBase) and node.symbol.name.startswith("clk")
