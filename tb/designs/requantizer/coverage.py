"""What is counted of sums that become int8."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tb.bench import Values
from tb.kraken.coverage.entries import entry_group, scaled_of, tiles_group
from tb.kraken.coverage.scaling import Scaled, scaling_group


def _scaled(case: Any, before: Any, values: Values) -> Iterator[Scaled]:
    for work in case.works:
        yield from scaled_of(work)


GROUPS = (
    scaling_group(_scaled),
    entry_group(lambda case: case.works),
    tiles_group(lambda case: case.works, lambda values: values["Depth"]),
)
