"""What is counted of packets that go through a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.kraken.stages.activation import ENTRIES
from tb.bench import Values
from tb.kraken.coverage.features import Feature, Found, crossing, group_of
from tb.kraken.coverage.kinds import few
from tb.kraken.works import TableWork

PART = 32
"""Entries of a bin."""
PARTS = tuple(f"{first} to {first + PART - 1}" for first in range(0, ENTRIES, PART))
KINDS = ("none", "a table")


@dataclass(frozen=True, eq=False)
class Packet:
    """A packet.

    Attributes:
        work: it.
        before: the one in front of it in its case, or None.
    """

    work: TableWork
    before: TableWork | None


def _kind(work: TableWork) -> str:
    return KINDS[work.config.works]


def _before(p: Packet) -> str | None:
    return None if p.before is None else _kind(p.before)


def _entry(p: Packet) -> Found:
    """Entries that are asked for, by the bits of the word."""
    if not p.work.config.works:
        return None
    part = p.work.words[p.work.marks].astype(np.int8).view(np.uint8) // PART
    return {name: part == i for i, name in enumerate(PARTS)}


FEATURES: tuple[Feature[Packet], ...] = (
    Feature("table", "of the packet", KINDS, lambda p: _kind(p.work)),
    Feature("before", "of the packet in front", KINDS, _before),
    Feature("beats", "of the packet", ("one", "more"), lambda p: few(len(p.work.words))),
    Feature("entry", "of the table, that a word asks for", PARTS, _entry),
)
CROSSES = (
    crossing(FEATURES, "table_behind_table", ("before", "table"), "tables come and go"),
    crossing(FEATURES, "table_by_beats", ("table", "beats"), "no time for the next table to come"),
)


def _packets(case: Any, before: Any, values: Values) -> Iterator[Packet]:
    earlier = None
    for work in case.works:
        yield Packet(work, earlier)
        earlier = work


GROUPS = (group_of("table", "packets that go through a table", FEATURES, _packets, CROSSES),)
