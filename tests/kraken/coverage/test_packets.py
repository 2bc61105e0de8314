"""Kinds of packets, of what follows what, and of what was cut short, by examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from golden.kraken import ArrayParams, Packet, PacketClocks, predict
from golden.streams.frame import Frame
from tb.coverage.model import Group
from tb.kraken.coverage.aborted import aborted_group, stood
from tb.kraken.coverage.packets import packet_group
from tb.kraken.coverage.transitions import transition_group
from tb.kraken.spec import LayerSpec
from tb.seed import generator

ARRAY = ArrayParams(rows=4, cols=12, weight_depth=32)
K1 = LayerSpec("1x1", 4, 4, 3, 13)
K3 = LayerSpec("3x3", 5, 5, 2, 4, (3, 3), pad="SAME")
DEEP = LayerSpec.matrix("deep", 1, 70, 2)


def packets(*specs: LayerSpec) -> list[Packet]:
    return [p for spec in specs for p in spec.plan(generator(1, spec.name), ARRAY)[2].packets]


def of_case(group: Group, case: Any, before: Any = None) -> list[Mapping[str, Any]]:
    assert group.of_case is not None
    return list(group.of_case(case, before, {}))


def seen(spec: LayerSpec) -> dict[str, Any]:
    """All points of the one packet of a layer."""
    (packet,) = packets(spec)
    group = packet_group(lambda case: case)
    found: dict[str, Any] = {}
    for sample in of_case(group, [packet]):
        found |= sample
    return found


def test_a_layer_of_one_block_and_a_bit() -> None:
    found = seen(LayerSpec("", 5, 4, 2, 5, (3, 3), pad="SAME", x_zp=-128))
    assert (
        found.items()
        >= {
            "kernel_h": "3",
            "kernel_w": "3",
            "stride_w": "1",
            "form": "square",
            "step_h": "below the kernel",
            "shifts": "2",
            "phase": "no stride",
            "pad_top": "some",
            "pad_left": "some",
            "last_row": "beyond the edge",
            "last_column": "beyond the edge",
            "width": "wider",
            "input_channels": "2",
            "zero_point": "least",
            "sums_kept": "begins, sends",
            "sum_beats": "more",
        }.items()
    )


@pytest.mark.parametrize(
    ("spec", "due"),
    [
        (
            LayerSpec("", 1, 1, 1, 1),
            {"pixel_beats": "one", "weight_beats": "one", "sum_beats": "one", "tile": "one row"},
        ),
        (
            LayerSpec("", 2, 7, 1, 2, (2, 2), (3, 3)),
            {"last_column": "cells left over", "step_w": "above the kernel", "phase": "first"},
        ),
        (
            LayerSpec("", 9, 6, 1, 3, (3, 3), (2, 2), pad=(3, 2, 1, 0)),
            {"pad_top": "all or more", "pad_bottom": "all but one", "phase": "last"},
        ),
        (
            LayerSpec("", 4, 2, 1, 3, (2, 3), pad=(0, 0, 2, 0)),
            {"width": "narrower", "pad_left": "all but one", "pad_right": "none", "form": "wide"},
        ),
        (LayerSpec("", 4, 4, 3, 3, (3, 3), depthwise=True), {"groups": "depthwise"}),
    ],
)
def test_a_layer_is_of_its_kinds(spec: LayerSpec, due: Mapping[str, str]) -> None:
    found = seen(spec)
    assert {name: found[name] for name in due} == due


@pytest.mark.parametrize(
    ("rows", "name"), [(4, "whole"), (8, "whole"), (5, "one"), (7, "all but one"), (6, "some")]
)
def test_the_last_block_has_so_many_rows(rows: int, name: str) -> None:
    assert seen(LayerSpec("", rows, 3, 1, 2, (1, 2)))["last_rows"] == name


def with_clocks(case: Sequence[Packet]) -> list[tuple[Packet, PacketClocks | None]]:
    return list(zip(case, predict(case).packets, strict=True)) if case else []


def following(*specs: LayerSpec, before: Iterable[LayerSpec] = ()) -> list[Mapping[str, Any]]:
    earlier = packets(*before)
    return of_case(transition_group(with_clocks), packets(*specs), earlier or None)


def test_packets_of_a_case_follow_at_once_and_cases_after_a_rest() -> None:
    assert [s["behind"] for s in following(K1, K3, before=[K3])] == ["after a rest", "at once"]
    assert following(K1) == []


def test_kernels_of_one_and_of_more_follow_each_other() -> None:
    two = LayerSpec("2", 4, 4, 2, 4, (2, 2))
    found = [s["kernel_w"] for s in following(K1, K3, K3, two, K3, K1, K1)]
    assert found == [
        "1 then more",
        "more then as many",
        "more then fewer",
        "fewer then more",
        "more then 1",
        "1 then 1",
    ]


def test_held_sums_go_from_packet_to_packet() -> None:
    found = [s["sums_kept"] for s in following(K3, DEEP, K3)]
    assert found == [
        "begins, sends then begins, holds",
        "begins, holds then goes on, holds",
        "goes on, holds then goes on, sends",
        "goes on, sends then begins, sends",
    ]


def test_sums_may_have_left_before_the_next_header() -> None:
    """Behind its last window a layer computes 3 columns of 6 clocks for nobody."""
    left_over = LayerSpec("left over", 2, 8, 3, 2, (2, 1), (1, 4))
    assert [s["drain"] for s in following(left_over, K3)] == ["all sums have left"]
    assert [s["drain"] for s in following(K3, left_over)] == ["sums leave"]
    assert following(DEEP)[0]["drain"] == "nothing leaves"


def frame(header: int, body: int) -> Frame:
    rows = np.zeros((header + body, 1), np.uint8)
    return Frame("", {"data": rows[header:]}, {"data": rows[:header]} if header else {})


@pytest.mark.parametrize(
    ("moved", "pixel", "sum_"),
    [
        (0, "nothing yet", "nothing yet"),
        (1, "in a header", "in a packet"),
        (2, "in a body", "in a packet"),
        (5, "between packets", "between packets"),
        (6, "in a header", "in a packet"),
        (10, "all", "all"),
    ],
)
def test_a_stream_stands_where_its_beats_say(moved: int, pixel: str, sum_: str) -> None:
    group = aborted_group(("pixel",), ("sum",))
    frames = {"pixel": [frame(2, 3)] * 2, "sum": [frame(0, 5)] * 2, "done": [frame(0, 1)]}
    found = stood(group, frames, dict.fromkeys(frames, moved), 1)
    assert found == {"pixel": pixel, "sum": sum_, "reset": "one clock"}


def test_a_port_without_packets_stands_nowhere() -> None:
    group = aborted_group(("pixel",), ("sum",))
    assert stood(group, {"pixel": [frame(1, 1)]}, {"pixel": 2, "sum": 0}, 3) == {
        "pixel": "all",
        "reset": "several clocks",
    }
