"""What is counted of one channel's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tb.bench import Values
from tb.kraken.coverage.features import Feature, group_of
from tb.kraken.coverage.scaling import ENDS, ends_of, scaling_group
from tb.kraken.steps import Ints


def _words(case: Any, before: Any, values: Values) -> Iterator[tuple[Ints, int]]:
    """Words, and half of the range of their bits."""
    return ((work.x, 1 << (values["XWidth"] - 1)) for work in case.works)


VALUE: Feature[tuple[Ints, int]] = Feature(
    "value", "in the range of its bits", ENDS, lambda word: ends_of(word[0], -word[1], word[1] - 1)
)

GROUPS = (
    scaling_group(lambda case, before, values: case.works),
    group_of("word", "words before they are scaled", (VALUE,), _words),
)
