"""What is counted of configurations that are read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from golden.streams.frame import Frame
from tb.coverage.model import Values
from tb.kraken.coverage.features import Feature, crossing, group_of

BODY = ("none", "one beat", "more")
HEADER = ("one beat", "more")
END = ("at the end of a beat", "inside a beat")

Read = tuple[Frame, Frame | None, Values]
"""A packet, the one before it in its case, and the parameters."""


def _body(frame: Frame | None) -> str | None:
    return None if frame is None else BODY[min(frame.body_beats, 2)]


def _packets(case: Any, before: Any, values: Values) -> Iterator[Read]:
    frames: tuple[Frame | None, ...] = (None, *case.frames["config"])
    for earlier, frame in pairwise(frames):
        assert frame is not None
        yield frame, earlier, values


FEATURES: tuple[Feature[Read], ...] = (
    Feature("body", "behind the header", BODY, lambda r: _body(r[0])),
    Feature("before", "body of the packet before", BODY, lambda r: _body(r[1])),
    Feature("header", "of the packet", HEADER, lambda r: HEADER[r[0].header_beats > 1]),
    Feature(
        "header_end",
        "where the header ends",
        END,
        lambda r: END[r[2]["HeaderBits"] % r[2]["ConfigWidth"] != 0],
    ),
)
CROSSES = (
    crossing(FEATURES, "changes", ("before", "body"), "a header right behind each end"),
    crossing(FEATURES, "ends", ("header", "body"), "packets of every shape"),
)
GROUPS = (group_of("packet", "configurations", FEATURES, _packets, CROSSES),)
