"""Coverage of packets whose words are added, subtracted, multiplied or let through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.kraken.stages.adder import AdderOp
from tb.coverage.model import Group, Values
from tb.kraken.coverage.features import Feature, Found, crossing, group_of
from tb.kraken.coverage.kinds import few
from tb.kraken.coverage.operands import Operands
from tb.kraken.coverage.scaling import ENDS, GREATEST, LEAST, ROUNDINGS, Scaled, ends_of
from tb.kraken.works import AdderWork

OPS = tuple(op.name for op in AdderOp)
PASS = AdderOp.PASS.name


@dataclass(frozen=True, eq=False)
class Added:
    """A packet.

    Attributes:
        work: it.
        before: operation of the one in front of it in its case, or None.
    """

    work: AdderWork
    before: AdderOp | None

    @property
    def op(self) -> str:
        """Its operation."""
        return self.work.config.op.name


def _rounding(a: Added) -> str | None:
    return a.work.config.rounding.name if a.work.config.works else None


def _before(a: Added) -> str | None:
    return None if a.before is None else a.before.name


def _words(a: Added) -> Found:
    words = a.work.first[a.work.marks]
    return ends_of(words, LEAST, GREATEST)


def _zero_point(name: str) -> Callable[[Added], Found]:
    """Kinds of one of the operands' zero points."""

    def kind(a: Added) -> Found:
        if not a.work.config.works:
            return None
        return ends_of(np.asarray(getattr(a.work.config, name)), LEAST, GREATEST)

    return kind


FEATURES: tuple[Feature[Added], ...] = (
    Feature("op", "what becomes of the words", OPS, lambda a: a.op),
    Feature(
        "before",
        "the packet in front",
        OPS,
        _before,
    ),
    Feature("rounding", "of the result", ROUNDINGS, _rounding),
    Feature("beats", "of the packet", ("one", "more"), lambda a: few(len(a.work.marks))),
    Feature("word", "of the first stream", ENDS, _words),
    Feature("zero_point_1", "of the first operand", ENDS, _zero_point("zero_point_1")),
    Feature("zero_point_2", "of the second operand", ENDS, _zero_point("zero_point_2")),
)
CROSSES = (
    crossing(FEATURES, "op_behind_op", ("before", "op"), "each configuration behind each"),
    crossing(
        FEATURES,
        "op_by_rounding",
        ("op", "rounding"),
        "each operation in each rounding",
        lambda op, rounding: op == PASS,
    ),
    crossing(FEATURES, "op_by_beats", ("op", "beats"), "packets of one beat"),
)


def adding_group(works: Callable[[Any], Sequence[AdderWork]]) -> Group:
    """The group ``adding``.

    Args:
        works: the packets of a case.
    """

    def things(case: Any, before: Any, values: Values) -> Iterator[Added]:
        earlier: AdderOp | None = None
        for work in works(case):
            yield Added(work, earlier)
            earlier = work.config.op

    return group_of("adding", "packets of two streams", FEATURES, things, CROSSES)


def operands_of(work: AdderWork) -> Iterator[Operands]:
    """Both operands of a sum or difference, less their zero points."""
    c = work.config
    if c.op not in (AdderOp.ADD, AdderOp.SUB):
        return
    for words, zero_point, mantissa, shift in (
        (work.first, c.zero_point_1, c.mantissa_1, c.shift_1),
        (work.second, c.zero_point_2, c.mantissa_2, c.shift_2),
    ):
        values = words[work.marks].astype(np.int64) - zero_point
        yield Operands(values, np.asarray(mantissa), np.asarray(shift))


def scaled_of(work: AdderWork) -> Iterator[Scaled]:
    """What is scaled to a word, where there are two operands."""
    c = work.config
    if c.works:
        yield Scaled.alike(c.total(work.first, work.second)[work.marks], c)
