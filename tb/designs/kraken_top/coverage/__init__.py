"""What the accelerator's functional coverage counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from golden.kraken import ErrorCode, Packet, PacketClocks
from golden.kraken.accelerator.passes import CONFIG, OPERAND, OUT, TENSOR
from golden.kraken.format.axes import PIXEL, WEIGHT
from tb.coverage.model import Group, Point
from tb.designs.kraken_top.cases import PassCase
from tb.designs.kraken_top.coverage.passes import PASS
from tb.designs.kraken_top.coverage.pooling import POOLING
from tb.kraken.coverage.aborted import aborted_group
from tb.kraken.coverage.packets import packet_group
from tb.kraken.coverage.transitions import transition_group

SHAPE = (
    "form",
    "last_row",
    "last_column",
    "blocks",
    "last_rows",
    "iterations",
    "last_channels",
    "last_beat",
    "sums_kept",
    "groups",
    "sharing",
    "remainders",
)
"""What of a packet the stages behind the engine see; the rest is for the engine's own bench."""

CHANGE = ("behind", "kernel_w", "bound", "sums_kept")
"""What of two packets they see."""


def _packets(case: PassCase) -> Iterable[Packet]:
    return (item.packet for item in case.passes if item.packet is not None)


def _with_clocks(case: PassCase) -> Sequence[tuple[Packet, PacketClocks | None]]:
    known = [done.engine for done in case.prediction.passes] if case.prediction else []
    clocks = known or [None] * len(case.passes)
    return [
        (item.packet, engine)
        for item, engine in zip(case.passes, clocks, strict=True)
        if item.packet is not None
    ]


STREAM_CODES = (ErrorCode.PIXEL_LAST, ErrorCode.WEIGHT_LAST, ErrorCode.MISMATCH)
"""Those of the streams, which the engine's own bench provokes."""

FAULT = Group(
    "fault",
    "headers that are refused, as the accelerator tells it",
    (
        Point(
            "code",
            tuple(code.name for code in ErrorCode if code not in STREAM_CODES),
            "the error that is told",
        ),
        Point("input", (PIXEL, WEIGHT, f"{PIXEL} and {WEIGHT}"), "which input is wrong"),
    ),
)
"""Sampled by the test that sends them."""

ABORTED = aborted_group((PIXEL, WEIGHT), (CONFIG, TENSOR, OPERAND, OUT))

GROUPS = (
    packet_group(_packets, SHAPE),
    transition_group(_with_clocks, CHANGE),
    PASS,
    POOLING,
    FAULT,
    ABORTED,
)
