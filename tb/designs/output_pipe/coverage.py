"""What is counted of captures on their way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from golden.kraken import ArrayParams
from golden.streams.frame import Frame
from tb.coverage.model import Values
from tb.designs.output_pipe.cases import array_for
from tb.kraken.coverage.features import Feature, crossing, group_of, number
from tb.kraken.coverage.kinds import REMAINDER, few, remainder
from tb.kraken.words import CAPTURE

FEW = ("one", "more")
PART = ("in part", "whole")
ROWS = ("all cores have all", "some have fewer", "all have fewer")
CLOSED = ("in mid-packet", "behind a packet", "at once")


@dataclass(frozen=True, eq=False)
class Left:
    """A capture, with what described the one before it in its packet.

    Attributes:
        info: members of ``capture_t``.
        before: those of the capture before, or None.
        array: whose sums leave.
    """

    info: dict[str, int]
    before: dict[str, int] | None
    array: ArrayParams

    @property
    def beats(self) -> int:
        """Beats of a column."""
        return -(-self.info["channels_valid"] // self.array.out_channels)

    @property
    def whole(self) -> bool:
        """Whether the last beat of a column has all channels of a beat."""
        return self.info["channels_valid"] % self.array.out_channels == 0


def _infos(frame: Frame) -> list[dict[str, int]]:
    """Members of each capture of a packet."""
    columns = {name: frame.body[name] for name in CAPTURE.members}
    return [
        {name: int.from_bytes(rows[i].tobytes(), "little") for name, rows in columns.items()}
        for i in range(frame.beats)
    ]


def _captures(case: Any, before: Any, values: Values) -> Iterator[Left]:
    array = array_for(values)
    for frame in case.frames["capture"]:
        if "close" not in frame.body:
            infos: list[dict[str, int] | None] = [None, *_infos(frame)]
            for earlier, info in pairwise(infos):
                assert info is not None
                yield Left(info, earlier, array)


def _rows(c: Left) -> str:
    size = c.info["kernel_w"] + c.info["stride_w"] - 1
    last = (c.info["channels_valid"] - 1) // c.info["stride_w"] * size
    if c.info["rows_valid"] == c.array.rows or c.info["rows_from"] > last:
        return ROWS[0]
    return ROWS[1] if c.info["rows_from"] else ROWS[2]


def _packets(c: Left) -> str | None:
    return None if c.before is None else ("goes on", "begins")[c.before["packet_last"]]


FEATURES: tuple[Feature[Left], ...] = (
    number("columns", "that leave", lambda c: c.info["columns"], 3),
    Feature("kernel", "K_W", FEW, lambda c: few(c.info["kernel_w"])),
    Feature("stride", "S_W", FEW, lambda c: few(c.info["stride_w"])),
    Feature(
        "tap",
        "of the first column",
        ("first", "later"),
        lambda c: ("first", "later")[c.info["tap"] > 0],
    ),
    number("beats", "of a column", lambda c: c.beats, 3),
    Feature("last_beat", "of a column", PART, lambda c: PART[c.whole]),
    Feature("rows", "output rows of the cores whose sums leave", ROWS, _rows),
    Feature(
        "last_rows",
        "rows where there are fewer",
        REMAINDER,
        lambda c: remainder(c.info["rows_valid"], c.array.rows),
    ),
    Feature(
        "packet", "whether a packet begins with it, behind another", ("goes on", "begins"), _packets
    ),
)
CROSSES = (
    crossing(FEATURES, "beats_of_columns", ("columns", "beats"), "how soon the next is taken"),
    crossing(
        FEATURES,
        "marks",
        ("rows", "last_beat"),
        "words that carry nothing, by rows and by channels",
    ),
)


def _closed(case: Any, before: Any, values: Values) -> Iterator[str]:
    frames = case.frames["capture"]
    if "close" in frames[-1].body:
        if len(frames) == 1:
            yield CLOSED[2]
        else:
            yield CLOSED[_infos(frames[-2])[-1]["packet_last"]]


CLOSE: tuple[Feature[str], ...] = (Feature("when", "the pipe is closed", CLOSED, lambda c: c),)
GROUPS = (
    group_of("capture", "captures that leave", FEATURES, _captures, CROSSES),
    group_of("close", "packets that are closed", CLOSE, _closed),
)
