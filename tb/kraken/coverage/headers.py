"""Coverage of the headers that a block of the engine is given, and of what follows what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from golden.kraken import ArrayParams, Header
from tb.coverage.model import Group, Values
from tb.kraken.coverage.features import Feature, crossing, group_of, number
from tb.kraken.coverage.kinds import (
    HAND_OVER,
    REMAINDER,
    SIDE,
    STRIDE,
    against,
    few,
    remainder,
    side,
)

FEW = ("one", "more")
SHARING = ("no share", "fixed shares", "stack of blocks")
KERNELS = ("1 then 1", "1 then more", "more then 1", "more then more")


@dataclass(frozen=True)
class Headed:
    """A packet by its header.

    Attributes:
        header: a legal one.
        array: what it is for.
        before: the header in front of it without a reset in between, or None.
    """

    header: Header
    array: ArrayParams
    before: Header | None


def _channels(packet: Headed) -> str:
    h = packet.header
    room = h.sw * (packet.array.cols // (h.kw + h.sw - 1))
    return remainder(h.last_channels, room)


def _hand_over(packet: Headed) -> str:
    begins = "goes on" if packet.header.accumulate else "begins"
    return f"{begins}, {'holds' if packet.header.hold else 'sends'}"


def _sharing(packet: Headed) -> str:
    h = packet.header
    return SHARING[0] if h.sets == 1 else SHARING[2] if h.stack else SHARING[1]


def _change(packet: Headed) -> str | None:
    """K_W of both: what K = 1 leaves behind is found by K > 1, and the other way round."""
    if packet.before is None:
        return None
    first, second = (few(size).replace("one", "1") for size in (packet.before.kw, packet.header.kw))
    return f"{first} then {second}"


FEATURES: tuple[Feature[Headed], ...] = (
    number("kernel_h", "K_H, rows of the kernel", lambda p: p.header.kh, 3),
    number("kernel_w", "K_W, columns of the kernel", lambda p: p.header.kw, 3),
    number("stride_h", "S_H, rows between windows", lambda p: p.header.sh, 3),
    number("stride_w", "S_W, columns between windows", lambda p: p.header.sw, 3),
    Feature(
        "step_h", "S_H against K_H", STRIDE, lambda p: against(p.header.sh, p.header.kh, STRIDE)
    ),
    Feature(
        "step_w", "S_W against K_W", STRIDE, lambda p: against(p.header.sw, p.header.kw, STRIDE)
    ),
    Feature("pad_left", "columns of padding", SIDE, lambda p: side(p.header.pad_left, p.header.kw)),
    Feature("channels_in", "C_i", FEW, lambda p: few(p.header.ci)),
    Feature("columns_in", "W, input columns", FEW, lambda p: few(p.header.w)),
    Feature("columns_out", "W_o, output columns", FEW, lambda p: few(p.header.w_o)),
    Feature("blocks", "L", FEW, lambda p: few(p.header.l)),
    Feature("images", "N", FEW, lambda p: few(p.header.n)),
    Feature("iterations", "T", FEW, lambda p: few(p.header.t)),
    Feature(
        "last_rows",
        "output rows of the last block, of R",
        REMAINDER,
        lambda p: remainder(p.header.last_rows, p.array.rows),
    ),
    Feature("last_channels", "channels of the last iteration, of S_W*E", REMAINDER, _channels),
    Feature("sums_kept", "whether sums stay in the array", HAND_OVER, _hand_over),
    Feature("sharing", "how cores share the buses", SHARING, _sharing),
    Feature("kernels", "K_W of the packet before and of this one", KERNELS, _change),
)
CROSSES = (
    crossing(FEATURES, "kernel_by_stride_h", ("kernel_h", "stride_h"), "order of kernel rows"),
    crossing(FEATURES, "kernel_by_stride_w", ("kernel_w", "stride_w"), "cores of a group"),
    crossing(
        FEATURES,
        "loops",
        ("iterations", "images", "blocks", "columns_in"),
        "which loops end together",
    ),
)


def header_group(
    headers: Callable[[Any], Sequence[Header]],
    array: Callable[[Values], ArrayParams],
    without: Sequence[str] = (),
) -> Group:
    """The group ``packet`` of a block of the engine.

    Args:
        headers: those of a case, in order.
        array: what they are for.
        without: points that say nothing of the block.
    """

    def things(case: Any, before: Any, values: Values) -> Iterator[Headed]:
        earlier = next(reversed(headers(before)), None) if before is not None else None
        for header in headers(case):
            yield Headed(header, array(values), earlier)
            earlier = header

    features = [feature for feature in FEATURES if feature.name not in without]
    return group_of("packet", "packets by their headers", features, things, CROSSES)
