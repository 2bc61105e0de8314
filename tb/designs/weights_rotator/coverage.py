"""What is counted of tiles of weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from golden.kraken.format.header import FIELDS
from tb.coverage.model import Group, Point, Values
from tb.designs.weights_rotator.definition import rows_needed
from tb.designs.weights_rotator.parameters import array_for
from tb.kraken.coverage.features import Feature, group_of, number
from tb.kraken.coverage.headers import header_group
from tb.kraken.coverage.kinds import few
from tb.kraken.steps import Steps

HEADER, LAST = "header", "wrong_last"
"""Groups that tests sample."""

ROWS = ("one", "some", "all that there is room for")
LASTS = ("first row", "inside", "row before the last", "end of a tile", "missing")


def _walks(case: Any, before: Any, values: Values) -> Iterator[Steps]:
    yield from getattr(case, "walks", ())


def _rows(steps: Steps) -> str:
    rows = steps.packet.tiling.tile_rows
    return (
        ROWS[0] if rows == 1 else ROWS[2] if rows == steps.packet.params.weight_depth else ROWS[1]
    )


def _uses(steps: Steps) -> str:
    return few(int(np.bincount(rows_needed(steps)).max() // steps.packet.tiling.t))


def _unread(steps: Steps) -> str:
    used = len(set(rows_needed(steps).tolist()))
    return ("none", "some")[used < steps.packet.tiling.tile_rows]


FEATURES: tuple[Feature[Steps], ...] = (
    Feature("rows", "of a tile", ROWS, _rows),
    Feature("uses", "reads of a row of a tile", ("one", "more"), _uses),
    Feature("unread", "rows of a tile that no step needs", ("none", "some"), _unread),
    number("tiles", "of a packet; there are two buffers", lambda s: s.packet.tiling.t, 4),
)
GROUPS = (
    header_group(
        lambda case: [s.packet.header for s in _walks(case, None, {})],
        array_for,
        without=("sharing", "last_rows", "last_channels", "sums_kept"),
    ),
    group_of("tiles", "tiles of weights", FEATURES, _walks),
    Group(
        HEADER,
        "rows of another packet than the one that reads",
        (Point("field", tuple(FIELDS), "the field of the header that differs"),),
    ),
    Group(LAST, "packets that end with a fault", (Point("place", LASTS, "where tlast is"),)),
)
