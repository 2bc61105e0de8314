"""Coverage of packets that the engine refuses: which rule, on which input, and when."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from golden.kraken import SUM, ErrorCode, Packet
from tb.coverage.model import Cross, Group, Point
from tb.designs.conv_engine.faulty import INPUTS, PLACES, PLACES_OF_LAST, Faulty

CODES = tuple(code.name for code in ErrorCode)
BEFORE = ("a reset", "a sound packet", "held sums")
LEFT = ("none", "some", "all")
PACE = ("without a pause", "slowly")

ONE_INPUT = {"PIXEL_LAST": "pixel", "WEIGHT_LAST": "weight", "MISMATCH": "weight"}
"""Codes that one input alone can cause; a mismatch is told by the second header."""


POINTS = (
    Point("code", CODES, "the error that is told"),
    Point("input", INPUTS, "which input is wrong"),
    Point("place", PLACES, "where it is wrong"),
    Point("before", BEFORE, "what comes in front of the packet"),
    Point("left", LEFT, "beats of its sums that leave before the error"),
    Point("pace", PACE, "how the packet comes"),
)

CROSSES = (
    Cross(
        "code_by_input",
        ("code", "input"),
        "each input has checks of its own",
        tuple(
            (code, port)
            for code, port in product(CODES, INPUTS)
            if port != ONE_INPUT.get(code, port)
        ),
    ),
    Cross(
        "code_by_place",
        ("code", "place"),
        "where each error can come",
        tuple(
            (code, place)
            for code, place in product(CODES, PLACES)
            if code.endswith("_LAST") != (place in PLACES_OF_LAST)
        ),
    ),
    Cross(
        "code_by_before",
        ("code", "before"),
        "an error of the first packet, and one behind others, whose sums leave or stay",
    ),
)

FAULT = Group("fault", "packets that are refused", POINTS, CROSSES)
"""Sampled by the test that sends them."""


def seen(bad: Faulty, good: Sequence[Packet], sent: int, delay: int) -> dict[str, str]:
    """A sample of the group.

    Args:
        bad: the packet that was refused.
        good: those in front of it, behind a reset.
        sent: beats of its sums that left.
        delay: most clocks in front of one of its beats.
    """
    frames = bad.sending.frames
    whole = frames[SUM].beats if SUM in frames else 0
    held = bool(good) and good[-1].hold
    return {
        "code": bad.code.name,
        "input": bad.input,
        "place": bad.place,
        "before": "held sums" if held else "a sound packet" if good else "a reset",
        "left": "none" if sent == 0 else "all" if sent == whole else "some",
        "pace": PACE[delay > 0],
    }
