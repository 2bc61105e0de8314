"""Coverage of blocks that follow the steps of packets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from golden.kraken import ArrayParams
from tb.coverage.model import Group, Values
from tb.kraken.course import Stretch
from tb.kraken.coverage.features import Feature, group_of
from tb.kraken.coverage.headers import header_group

IDLE = ("none", "some")
NEXT = ("at once", "a clock later", "later")

Pair = tuple[Stretch, Stretch | None]
"""A packet, and the one before it in its case."""


def _idle(pair: Pair) -> str:
    """Clocks without a step between the first and the last one."""
    steps = np.flatnonzero(pair[0].step)
    return IDLE[int(len(steps) <= steps[-1] - steps[0])]


def _wait(pair: Pair) -> str | None:
    before = pair[1]
    if before is None:
        return None
    behind = before.clocks - 1 - int(np.flatnonzero(before.step)[-1])
    return NEXT[min(behind, 2)]


FEATURES: tuple[Feature[Pair], ...] = (
    Feature("idle", "clocks without a step in mid-packet", IDLE, _idle),
    Feature("start", "of a packet, behind the last step of the one before", NEXT, _wait),
)


def _parts(case: Any, before: Any, values: Values) -> Iterator[Pair]:
    parts: tuple[Stretch | None, ...] = (None, *case.course)
    for earlier, part in pairwise(parts):
        assert part is not None
        yield part, earlier


def course_groups(
    array: Callable[[Values], ArrayParams], without: Sequence[str] = ()
) -> tuple[Group, ...]:
    """The groups of such a block.

    Args:
        array: what its packets are for.
        without: points of packets that say nothing of the block.
    """
    return (
        header_group(lambda case: [part.walk.header for part in case.course], array, without),
        group_of("time", "when packets begin and step", FEATURES, _parts),
    )
