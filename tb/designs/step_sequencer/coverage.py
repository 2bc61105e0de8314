"""What is counted of packets that are walked."""

from __future__ import annotations

from golden.kraken import Header
from tb.coverage.model import Group, Point
from tb.designs.step_sequencer.cases import SequencerCase, array_for
from tb.kraken.coverage.features import Feature, group_of, number
from tb.kraken.coverage.headers import header_group

MISMATCH = "mismatch"
"""The group of packets whose first tile is of another one; a test samples it."""

LATE = ("at once", "a clock late", "later")
LAST = ("right", "missing", "early")


def late(clocks: int) -> str:
    """When a header was compared, of `LATE`."""
    return LATE[min(clocks, 2)]


def _headers(case: SequencerCase) -> tuple[Header, ...]:
    return (case.walk.header,)


def _last(case: SequencerCase) -> str:
    last = case.walk.loads.beats - 1
    if case.last_at is None or case.last_at == (last,):
        return "right"
    return "early" if case.last_at else "missing"


WALKS: tuple[Feature[SequencerCase], ...] = (
    Feature("first_tile", "when its header is compared", LATE, lambda c: late(c.known_after)),
    Feature("last", "marks of the last pixels", LAST, _last),
    Feature(
        "stop",
        "clocks of a packet with stop",
        ("none", "some"),
        lambda c: ("none", "some")[c.stopped > 0],
    ),
    number("steps", "of a packet", lambda c: c.walk.count, 3),
)
GROUPS = (
    header_group(_headers, array_for),
    group_of("walk", "what is told beside a packet", WALKS, lambda case, before, values: [case]),
    Group(
        MISMATCH,
        "packets whose first tile is of another one",
        (Point("told", LATE, "when the headers are compared"),),
    ),
)
