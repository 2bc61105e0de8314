"""Coverage of the front of an input stream: what it refuses, and when it is told to drop."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken import ErrorCode
from tb.coverage.model import Group, Point

REFUSED, DRAINED = "refused", "drained"
"""Names of the groups; `tb.kraken.refusal` and `tb.kraken.draining` sample them."""

LASTS = (ErrorCode.PIXEL_LAST, ErrorCode.WEIGHT_LAST)
OF_HEADERS = tuple(c.name for c in ErrorCode if c not in (*LASTS, ErrorCode.MISMATCH))
LAST = "tlast"
"""In place of the code of the stream's own ``tlast``, whichever stream it is."""

WHOLE, FIRST, INSIDE, END = "whole header", "first beat", "inside", "last beat"
BEHIND = ("packet", "packet that holds its sums")
STAGES = ("first beat", "header", "check", "body", "behind the body")


def code_name(code: ErrorCode) -> str:
    """The bin of a code."""
    return LAST if code in LASTS else code.name


def place(last_at: Sequence[int], beats: int) -> str:
    """Where in a header of so many beats its fault shows.

    Args:
        last_at: the beat that is marked as last; none where the header itself is at fault.
        beats: of the header.
    """
    if not last_at:
        return WHOLE
    at = last_at[0]
    return FIRST if at == 0 else END if at == beats - 1 else INSIDE


REFUSED_GROUP = Group(
    REFUSED,
    "packets that are refused",
    (
        Point("code", (*OF_HEADERS, LAST), "what is told"),
        Point("place", (WHOLE, FIRST, INSIDE, END), "where in the header the fault lies"),
        Point("behind", BEHIND, "what has gone before"),
    ),
)
DRAINED_GROUP = Group(
    DRAINED,
    "packets that are dropped from some clock on",
    (
        Point("stage", STAGES, "what the reader was at in the first clock of drain"),
        Point("packet", ("first", "later"), "which packet it was at"),
    ),
)
GROUPS = (REFUSED_GROUP, DRAINED_GROUP)
