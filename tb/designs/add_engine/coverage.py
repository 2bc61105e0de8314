"""What is counted of the adder's packets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tb.bench import Values
from tb.kraken.coverage.adding import adding_group, operands_of, scaled_of
from tb.kraken.coverage.operands import Operands, operand_group
from tb.kraken.coverage.scaling import Scaled, scaling_group


def _operands(case: Any, before: Any, values: Values) -> Iterator[Operands]:
    for work in case.works:
        yield from operands_of(work)


def _scaled(case: Any, before: Any, values: Values) -> Iterator[Scaled]:
    for work in case.works:
        yield from scaled_of(work)


GROUPS = (
    adding_group(lambda case: case.works),
    operand_group(_operands),
    scaling_group(_scaled),
)
