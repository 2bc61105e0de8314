"""What the accelerator's coverage counts of passes and of pooling layers."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from golden.kraken import ArrayParams
from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import Pass
from golden.layers.average_pool import AveragePool2D
from golden.layers.base import Layer
from golden.layers.geometry import Window
from golden.layers.max_pool import MaxPool2D
from tb.designs.kraken_top.coverage.passes import PASS
from tb.designs.kraken_top.coverage.pooling import POOLING
from tb.designs.kraken_top.draw import Strips, engine_pass, raw_pass, tensor_pass
from tb.designs.kraken_top.pool_layers import step_of
from tb.kraken.spec import LayerSpec
from tb.seed import generator

PARAMS = AcceleratorParams(ArrayParams(rows=3, cols=10, weight_depth=40), narrow=4)
VALUES = {**PARAMS.array.rtl(), "OutBytes": 4}


def pooled(layer: Layer, shape: tuple[int, ...]) -> list[Mapping[str, Any]]:
    """Samples of a pooling layer, one a pass."""
    step = step_of(layer, shape, PARAMS)
    assert step is not None
    assert POOLING.of_case is not None
    return list(
        POOLING.of_case(SimpleNamespace(work=step.run_on(np.zeros(shape, np.int8))), None, VALUES)
    )


def test_an_average_with_padding_has_four_corners_four_edges_and_a_middle() -> None:
    found = pooled(AveragePool2D(window=Window((3, 3), padding="SAME")), (1, 5, 5, 2))
    cuts = ("none", "before", "after")
    assert {(s["cut_h"], s["cut_w"]) for s in found} == {(a, b) for a in cuts for b in cuts}
    assert {s["padding_h"] for s in found} == {"before and after"}


def test_a_window_wider_than_the_image_loses_cells_on_both_sides() -> None:
    found = pooled(AveragePool2D(window=Window((1, 3), padding="SAME")), (1, 4, 1, 2))
    assert {(s["cut_h"], s["cut_w"]) for s in found} == {("none", "on both sides")}


def test_an_even_window_has_its_padding_after() -> None:
    found = pooled(MaxPool2D(window=Window((2, 2), padding="SAME")), (1, 4, 4, 3))
    assert [(s["padding_h"], s["cut_h"]) for s in found] == [("after", "none")]


@pytest.mark.parametrize(
    ("window", "shape", "laid"),
    [
        (Window((2, 2), (1, 1)), (1, 3, 4, 1), "as they lie"),
        (Window((2, 6), (1, 1)), (1, 3, 8, 1), "one by one"),
        (Window((4, 1), (4, 1)), (1, 8, 2, 1), "higher than a beat"),
    ],
)
def test_windows_lie_in_strips(window: Window, shape: tuple[int, ...], laid: str) -> None:
    assert [s["laid"] for s in pooled(MaxPool2D(window=window), shape)] == [laid]


def passes() -> dict[str, Pass]:
    rng = generator(1, "passes")
    packet = LayerSpec("1x1", 3, 2, 2, 3).plan(rng, PARAMS.array)[2].packets[0]
    held = LayerSpec.matrix("deep", 1, 50, 2).plan(rng, PARAMS.array)[2].packets[0]
    return {
        "raw": raw_pass(PARAMS, packet),
        "held": raw_pass(PARAMS, held),
        "words": engine_pass(rng, PARAMS, packet, ("activation", "pool")),
        "tensor": tensor_pass(rng, PARAMS, "tensor", Strips(1, 1, 0, 1, 1), ()),
    }


def test_passes_are_of_their_kinds_and_follow_each_other() -> None:
    known = passes()
    case = SimpleNamespace(passes=[known[name] for name in ("raw", "words", "held")])
    before = SimpleNamespace(passes=[known["held"], known["tensor"]])
    assert PASS.of_case is not None
    raw, words, held = PASS.of_case(case, before, VALUES)
    assert (raw["kind"], raw["before"], raw["behind"]) == (
        "raw sums",
        "words of a tensor",
        "after a rest",
    )
    assert (words["kind"], words["before"], words["behind"]) == (
        "requantized sums",
        "raw sums",
        "at once",
    )
    assert words["stages"] == "activation + pool"
    assert {"stages", "adder", "pool", "rounding"}.isdisjoint(raw)
    assert held["kind"] == "held sums"
    assert "beats" not in held


def test_a_pass_behind_a_reset_has_none_in_front() -> None:
    assert PASS.of_case is not None
    (only,) = PASS.of_case(SimpleNamespace(passes=[passes()["tensor"]]), None, VALUES)
    assert only["beats"] == "one"
    assert only["stages"] == "none"
    assert {"before", "behind"}.isdisjoint(only)
