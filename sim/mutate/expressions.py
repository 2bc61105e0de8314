"""Goes through an expression and proposes changes of it and of all its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pyslang import ast

from sim.mutate import operators
from sim.mutate.elaborate import Node, span
from sim.mutate.names import Names, is_clock
from sim.mutate.operators import Operator, Texts, enclosed
from sim.mutate.shapes import ONE, is_constant, is_enum, shape_of, stripped
from sim.mutate.signals import VARIABLES


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
        summand: one more or less of it is proposed elsewhere.
        kind: how all changes are called here; none where each has its own name.
    """

    scopes: tuple[Node, ...]
    targets: frozenset[str] = frozenset()
    clocked: bool = False
    truth: bool = False
    constant: bool = False
    plain: bool = False
    summand: bool = False
    kind: Operator | None = None

    def by_itself(self) -> Around:
        """For an operand whose width is its own."""
        return replace(self, truth=False, plain=False, summand=False)

    def as_truth(self, *, plain: bool = False) -> Around:
        """For a condition."""
        return replace(self, truth=True, plain=plain, summand=False)


@dataclass
class Expressions:
    """Proposes changes of expressions.

    Attributes:
        names: what can be named in the module.
        proposals: what was found, in its order; a set that keeps it.
        visited: where there was an expression.
    """

    names: Names
    proposals: dict[Proposal, None] = field(default_factory=dict)
    visited: set[tuple[int, int]] = field(default_factory=set)

    @property
    def texts(self) -> Texts:
        """Source texts of nodes."""
        return Texts(self.names.source)

    def expression(self, node: Node, around: Around) -> None:
        """Propose changes of an expression and all in it."""
        node = stripped(node)
        if node.bad or isinstance(node, ast.InvalidExpression):
            return
        self.visited.add(span(node))
        if isinstance(node, ast.IntegerLiteral | ast.UnbasedUnsizedIntegerLiteral):
            if around.constant and around.summand:
                return
            for other in operators.literal(node, self.texts.of(node), summand=around.summand):
                self.propose(node, around.kind or "constant", other)
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
                self.propose(node, around.kind or "state", name)
        elif isinstance(node.symbol, ast.ParameterSymbol):
            if around.summand:
                return
            for other in operators.named_constant(node, text):
                self.propose(node, around.kind or "constant", other)
        elif isinstance(node.symbol, VARIABLES) and not is_clock(node.symbol):
            self._negated(node, around)
            for name in self.names.fitting(node, around.scopes, around.targets):
                self.propose(node, around.kind or "swap", name)

    def _selected(self, node: Node, around: Around) -> None:
        """Propose changes of a field, a bit or some bits of a signal."""
        self._negated(node, around)
        if isinstance(node, ast.MemberAccessExpression):
            value = self.texts.of(node.value)
            for name in self.names.siblings(node):
                self.propose(node, around.kind or "swap", f"{value}.{name}")
            return
        # Nothing can be selected from a choice, so another signal stands for the whole.
        base = node
        while isinstance(base, ast.ElementSelectExpression | ast.RangeSelectExpression):
            if isinstance(base, ast.ElementSelectExpression):
                self.index(base.selector, around)
            elif base.selectionKind != ast.RangeSelectionKind.Simple:
                self.index(base.left, around)
            base = stripped(base.value)
        if isinstance(base, ast.ValueExpressionBase) and isinstance(base.symbol, VARIABLES):
            selection = self.names.source.slice(span(base)[1], span(node)[1])
            for name in self.names.fitting(base, around.scopes, around.targets):
                self.propose(node, around.kind or "swap", operators.in_one_line(name + selection))

    def index(self, node: Node, around: Around) -> None:
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
            self.propose(node, "index", f"{text} + 1")
            self.propose(node, "index", f"{text} - 1")
            within = replace(within, summand=True)
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
                self.propose(each, "sign", f"$signed({{1'b0, {text}}})")
        self.expression(operand, replace(around.by_itself(), constant=around.constant))

    def _unary(self, node: Node, around: Around) -> None:
        self._changes(node, operators.unary(self.texts, node, truth=around.truth), around)
        logical = node.op == ast.UnaryOperator.LogicalNot
        if logical:
            self.expression(node.operand, around.as_truth(plain=True))
        else:
            self.expression(node.operand, replace(around.by_itself(), plain=True))

    def _binary(self, node: Node, around: Around) -> None:
        summed = node.op in (ast.BinaryOperator.Add, ast.BinaryOperator.Subtract)
        if around.constant or is_constant(node):
            inner = replace(around.by_itself(), constant=True)
            self.expression(node.left, replace(inner, summand=summed and around.summand))
            self.expression(node.right, replace(inner, summand=summed))
            return
        self._changes(node, operators.binary(self.texts, node, truth=around.truth), around)
        if node.op in (ast.BinaryOperator.LogicalAnd, ast.BinaryOperator.LogicalOr):
            inner = around.as_truth()
        elif node.op in (ast.BinaryOperator.Equality, ast.BinaryOperator.Inequality):
            inner = replace(around.by_itself(), plain=True)
        else:
            inner = replace(around.by_itself(), summand=summed)
        self.expression(node.left, inner)
        self.expression(node.right, inner)

    def _conditional(self, node: Node, around: Around) -> None:
        kind = around.kind or "ternary"
        if not is_constant(node.conditions[0].expr):
            self._changes(node, operators.conditional(self.texts, node), around)
            predicate = node.conditions[0].expr
            self.propose(predicate, kind, "1'b1")
            self.propose(predicate, kind, "1'b0")
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
        self.propose(node, around.kind or "unary", f"!{self.texts.of(node)}")

    def _changes(self, node: Node, changes: Iterable[operators.Change], around: Around) -> None:
        for operator, after in changes:
            self.propose(node, around.kind or operator, after)

    def propose(self, node: Node, operator: Operator, after: str) -> None:
        """Enter a change of a node's text."""
        start, end = span(node)
        self.proposals[Proposal(start, end, operator, after)] = None


def _signed_parts(node: Node) -> Iterator[Node]:
    """Uses of ``$signed`` that an expression is made of, as far as its width reaches."""
    node = stripped(node)
    if isinstance(node, ast.CallExpression) and node.isSystemCall:
        if node.subroutineName == "$signed":
            yield node
    elif isinstance(node, ast.BinaryExpression) and shape_of(node) != ONE:
        yield from _signed_parts(node.left)
        yield from _signed_parts(node.right)
