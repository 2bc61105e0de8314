"""Coverage of resets in mid-work: where each stream stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden.streams.frame import Frame
from tb.coverage.model import Group, Point

ABORTED = "aborted"
"""Name of the group."""

INPUT = ("nothing yet", "in a header", "in a body", "between packets", "all")
OUTPUT = ("nothing yet", "in a packet", "between packets", "all")
LENGTH = ("one clock", "several clocks")


def aborted_group(inputs: Sequence[str], outputs: Sequence[str]) -> Group:
    """The group ``aborted``, which a test samples once all is well behind the reset.

    Args:
        inputs: ports whose packets have a header.
        outputs: other ports.
    """
    points = [Point(port, INPUT, f"how far {port} had come") for port in inputs]
    points += [Point(port, OUTPUT, f"how far {port} had come") for port in outputs]
    length = Point("reset", LENGTH, "how long the reset was")
    return Group(ABORTED, "resets in mid-work, and work behind them", [*points, length])


def stood(
    group: Group, frames: Mapping[str, Sequence[Frame]], moved: Mapping[str, int], clocks: int
) -> dict[str, str]:
    """A sample of the group; a port without packets is left out.

    Args:
        group: as `aborted_group` gives it.
        frames: packets by port.
        moved: beats of them that had passed, by port.
        clocks: of the reset.
    """
    bins = {point.name: point.bins for point in group.points}
    seen = {
        port: _place(frames[port], count, headers=bins[port] == INPUT)
        for port, count in moved.items()
        if port in bins and frames.get(port)
    }
    return {**seen, "reset": LENGTH[clocks > 1]}


def _place(frames: Sequence[Frame], moved: int, *, headers: bool) -> str:
    if moved == 0:
        return "nothing yet"
    for frame in frames:
        if moved < frame.beats:
            break
        moved -= frame.beats
    else:
        return "all"
    if moved == 0:
        return "between packets"
    if not headers:
        return "in a packet"
    return "in a header" if moved < frame.header_beats else "in a body"
