"""Coverage of layers: what their packets no longer tell, and how they are lowered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.kraken import ArrayParams, Plan
from tb.coverage.model import Values
from tb.kraken.array import array_of
from tb.kraken.coverage.features import Feature, Found, group_of, number

OPERATORS = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
WAYS = ("plain", "matrix", "stack", "packed", "group after group", "patches")
"""Words with which a way begins, see `golden.kraken.lowering`."""


@dataclass(frozen=True, eq=False)
class Lowered:
    """A layer with its packets.

    Attributes:
        layer: the golden layer.
        plan: its packets.
        array: what they run on.
    """

    layer: Any
    plan: Plan
    array: ArrayParams

    @property
    def dense(self) -> bool:
        """Whether it has no windows."""
        return self.layer.op == OPERATORS[-1]


def _dilation(x: Lowered) -> str | None:
    if x.dense:
        return None
    rows, columns = (step > 1 for step in x.layer.dilation)
    if rows and columns:
        return "both"
    return "rows" if rows else "columns" if columns else "none"


def _groups(x: Lowered) -> str | None:
    if x.layer.op != OPERATORS[0]:
        return None
    return "one" if x.layer.groups == 1 else "several"


def _multiplier(x: Lowered) -> str | None:
    if x.layer.op != OPERATORS[1]:
        return None
    return "one" if x.layer.kernel.shape[3] == 1 else "several"


def _beyond(x: Lowered) -> str | None:
    """What of the layer is larger than the array allows, the first of these."""
    if x.dense:
        return None
    (kh, kw), (sh, sw), a = x.layer.kernel.shape[:2], x.layer.stride, x.array
    beyond = {
        "rows of the kernel": kh > a.kh_max,
        "columns of the kernel": kw > a.kw_max,
        "stride": max(sh, sw) > a.s_max,
        "cores of a group": kw + sw - 1 > a.cols,
    }
    return next((name for name, true in beyond.items() if true), "nothing")


def _way(x: Lowered) -> Found:
    words = x.plan.way.split(", ")
    return {name: np.array([word.startswith(name) for word in words]) for name in WAYS}


def _sums(x: Lowered) -> str:
    if x.plan.adds_parts:
        return "added by software"
    return "kept in the array" if any(packet.hold for packet in x.plan.packets) else "of one packet"


FEATURES: tuple[Feature[Lowered], ...] = (
    Feature("operator", "of the layer", OPERATORS, lambda x: x.layer.op),
    Feature(
        "dilation",
        "cells between cells of a window",
        ("none", "rows", "columns", "both"),
        _dilation,
    ),
    Feature("groups", "of a CONV_2D", ("one", "several"), _groups),
    Feature(
        "multiplier",
        "output channels of each, of a DEPTHWISE_CONV_2D",
        ("one", "several"),
        _multiplier,
    ),
    Feature(
        "beyond",
        "what the array cannot do as it is",
        (
            "nothing",
            "rows of the kernel",
            "columns of the kernel",
            "stride",
            "cores of a group",
        ),
        _beyond,
    ),
    Feature("way", "how it is lowered", WAYS, _way),
    Feature(
        "sums",
        "where sums of more weights than a buffer holds come together",
        ("of one packet", "kept in the array", "added by software"),
        _sums,
    ),
    number("packets", "of the layer", lambda x: len(x.plan.packets), 2),
)


def _things(case: Any, before: Any, values: Values) -> Iterator[Lowered]:
    if case.plan is not None:
        yield Lowered(case.layer, case.plan, array_of(values))


LAYER = group_of("layer", "layers and how they are lowered", FEATURES, _things)
