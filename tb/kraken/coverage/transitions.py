"""Coverage of what follows what in the engine, which neither flushes nor is told in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from golden.kraken import PIXEL, Packet, PacketClocks, axes
from tb.coverage.model import Group
from tb.kraken.coverage.features import Feature, chosen, crossing, group_of
from tb.kraken.coverage.kinds import against, bound, few, hand_over

SAME_KERNEL = ("1 then 1", "more then as many")
"""What goes on from held sums has their K_W."""
CHANGE = ("less", "the same", "more")


@dataclass(frozen=True, eq=False)
class Following:
    """Two packets one behind the other.

    Attributes:
        before: the first.
        packet: the second.
        at_once: it is offered as soon as the engine takes it, and not after a rest.
        clocks: of the first, by the clock model; None where there is none.
    """

    before: Packet
    packet: Packet
    at_once: bool
    clocks: PacketClocks | None = None


def _pair(first: str, second: str) -> str:
    return f"{first} then {second}"


def _pairs(*kinds: str) -> tuple[str, ...]:
    return tuple(_pair(first, second) for first in kinds for second in kinds)


def _kernel(f: Following) -> str:
    """K_W of both: what K = 1 leaves behind is found by K > 1, and the other way round."""
    before, now = f.before.shape.kw, f.packet.shape.kw
    if 1 in (before, now):
        return _pair("1" if before == 1 else "more", "1" if now == 1 else "more")
    return against(now, before, ("more then fewer", "more then as many", "fewer then more"))


def _changes(get: Callable[[Packet], int]) -> Callable[[Following], str]:
    return lambda f: against(get(f.packet), get(f.before), CHANGE)


def _pixel_beats(packet: Packet) -> str:
    return few(axes(packet.tiling, PIXEL).body_beats)


def _drains(f: Following) -> str | None:
    """Whether the second one's header is read while sums of the first one still leave."""
    if f.clocks is None or not f.at_once:
        return None
    if f.clocks.last_sum is None:
        return "nothing leaves"
    # A header is read from the second clock behind the last step on.
    return "sums leave" if f.clocks.last_sum >= f.clocks.last_step + 2 else "all sums have left"


def _bounds(f: Following) -> str | None:
    """Only those two matter here: the array waits for the output, or does not."""
    before, now = bound(f.before), bound(f.packet)
    kinds = ("compute", "output")
    return _pair(before, now) if before in kinds and now in kinds else None


FEATURES: tuple[Feature[Following], ...] = (
    Feature(
        "behind",
        "how soon the second packet follows",
        ("at once", "after a rest"),
        lambda f: "at once" if f.at_once else "after a rest",
    ),
    Feature(
        "kernel_w",
        "K_W of both",
        (
            *_pairs("1", "more")[:3],
            "more then fewer",
            "more then as many",
            "fewer then more",
        ),
        _kernel,
    ),
    Feature("kernel_h", "K_H against that before", CHANGE, _changes(lambda p: p.shape.kh)),
    Feature("stride_w", "S_W against that before", CHANGE, _changes(lambda p: p.shape.sw)),
    Feature("stride_h", "S_H against that before", CHANGE, _changes(lambda p: p.shape.sh)),
    Feature("tile", "rows of a weight tile", CHANGE, _changes(lambda p: p.tiling.tile_rows)),
    Feature("buses", "sets of pixels of a load", CHANGE, _changes(lambda p: p.sharing.sets)),
    Feature("stack", "blocks of a stack", CHANGE, _changes(lambda p: p.sharing.stack)),
    Feature("zero_point", "of the pixels", CHANGE, _changes(lambda p: p.x_zp)),
    Feature(
        "pixel_beats",
        "beats of pixels of both",
        _pairs("one", "more"),
        lambda f: _pair(_pixel_beats(f.before), _pixel_beats(f.packet)),
    ),
    Feature(
        "sums_kept",
        "whether sums stay in the array, in both",
        (
            _pair("begins, sends", "begins, sends"),
            _pair("begins, sends", "begins, holds"),
            _pair("begins, holds", "goes on, holds"),
            _pair("begins, holds", "goes on, sends"),
            _pair("goes on, holds", "goes on, holds"),
            _pair("goes on, holds", "goes on, sends"),
            _pair("goes on, sends", "begins, sends"),
            _pair("goes on, sends", "begins, holds"),
        ),
        lambda f: _pair(hand_over(f.before), hand_over(f.packet)),
    ),
    Feature("bound", "what takes longest in both", _pairs("compute", "output"), _bounds),
    Feature(
        "drain",
        "what leaves as the second header is read, where no stream waits",
        ("sums leave", "all sums have left", "nothing leaves"),
        _drains,
    ),
)

CROSSES = (
    crossing(FEATURES, "kernel_by_rest", ("kernel_w", "behind"), "flushed or not"),
    crossing(
        FEATURES, "kernel_by_stride", ("kernel_w", "stride_w"), "cores of a group change both ways"
    ),
    crossing(
        FEATURES,
        "kernel_by_drain",
        ("kernel_w", "drain"),
        "sums of another kernel still leave",
        lambda kernel, drain: drain == "nothing leaves" and kernel not in SAME_KERNEL,
    ),
)

ALL = (*(feature.name for feature in FEATURES), *(cross.name for cross in CROSSES))


def transition_group(
    packets: Callable[[Any], Sequence[tuple[Packet, PacketClocks | None]]],
    names: Sequence[str] = ALL,
) -> Group:
    """The group ``transition`` of a design that holds the engine.

    Args:
        packets: those of a case with their clocks by the clock model.
        names: of the points and crosses that are counted.
    """
    features, crosses = chosen(FEATURES, CROSSES, names)

    def things(case: Any, before: Any, values: Any) -> Iterator[Following]:
        now = packets(case)
        earlier = packets(before) if before is not None else ()
        if earlier and now:
            yield Following(earlier[-1][0], now[0][0], at_once=False)
        for (first, clocks), (second, _) in pairwise(now):
            yield Following(first, second, at_once=True, clocks=clocks)

    return group_of("transition", "packets one behind another", features, things, crosses)
