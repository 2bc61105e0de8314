"""What the engine's coverage counts of layers and of refused packets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
import pytest

from golden.kraken import ArrayParams, Packet
from golden.kraken.format.axes import PIXEL, WEIGHT
from golden.kraken.format.error_codes import header_error
from golden.kraken.format.header import unpack
from golden.kraken.format.params import HEADER_BITS
from golden.streams.frame import DATA
from tb.designs.conv_engine.cases import Sending
from tb.designs.conv_engine.coverage.faults import CROSSES, FAULT, seen
from tb.designs.conv_engine.coverage.layers import LAYER
from tb.designs.conv_engine.faulty import (
    INPUTS,
    Faulty,
    behind_held_sums,
    faulty_headers,
    mismatched,
    wrong_continuations,
    wrong_lasts,
)
from tb.designs.conv_engine.victims import held_and_going_on
from tb.designs.conv_engine.work import LayerWork
from tb.kraken.spec import LayerSpec
from tb.seed import generator

ARRAY = ArrayParams(rows=3, cols=10, weight_depth=40, pixel_port_words=5)
"""Its cores are fewer than the largest group."""
POINTS = {point.name: point.bins for point in FAULT.points}


def packet(spec: LayerSpec) -> Packet:
    return spec.plan(generator(1, spec.name), ARRAY)[2].packets[0]


def every_faulty() -> Iterator[Faulty]:
    sound = Sending.of(packet(LayerSpec("3x3", 6, 5, 3, 4, (3, 3), pad="SAME")))
    for ports in ((PIXEL,), (WEIGHT,), (PIXEL, WEIGHT)):
        yield from faulty_headers(sound, ARRAY, ports)
    yield from wrong_lasts(sound)
    other = Sending.of(packet(LayerSpec("other", 6, 5, 4, 4, (3, 3), pad="SAME")))
    yield from mismatched(sound, other, ARRAY)


@pytest.mark.parametrize("cross", CROSSES[:2], ids=lambda cross: cross.name)
def test_refused_packets_are_all_the_combinations_that_can_be(cross: Any) -> None:
    """None of them is among those that cannot be, and none of the others is without one."""
    samples = [seen(bad, [], 0, 0) for bad in every_faulty()]
    found = {tuple(sample[name] for name in cross.points) for sample in samples}
    assert found == set(product(*(POINTS[name] for name in cross.points))) - set(cross.never)


def test_each_error_can_come_behind_held_sums() -> None:
    """The golden check, which is told what the array holds, agrees about each header."""
    first, second = held_and_going_on(np.random.default_rng(1), ARRAY)
    going_on = Sending.of(second)
    faulty = [*wrong_continuations(going_on, ARRAY), *behind_held_sums(going_on, ARRAY)]
    samples = [seen(bad, [first], 0, 0) for bad in faulty]
    assert {sample["before"] for sample in samples} == {"held sums"}
    assert {sample["code"] for sample in samples} == set(POINTS["code"])
    for bad in faulty:
        if bad.input == INPUTS[-1]:
            octets = bad.sending.frames[PIXEL].header[DATA].tobytes()[: HEADER_BITS // 8]
            header = unpack(int.from_bytes(octets, "little"))
            assert header_error(header, ARRAY, first.header) is bad.code, bad.name


@pytest.mark.parametrize(
    ("sent", "delay", "good", "due"),
    [
        (0, 0, (), {"left": "none", "pace": "without a pause", "before": "a reset"}),
        (1, 6, ("1x1",), {"left": "some", "pace": "slowly", "before": "a sound packet"}),
    ],
)
def test_a_refusal_tells_when_it_was(
    sent: int, delay: int, good: tuple[str, ...], due: Mapping[str, str]
) -> None:
    bad = next(wrong_lasts(Sending.of(packet(LayerSpec("3x3", 6, 5, 3, 4, (3, 3), pad="SAME")))))
    packets = [packet(LayerSpec(name, 2, 2, 1, 1)) for name in good]
    assert seen(bad, packets, sent, delay).items() >= due.items()


def layer(spec: LayerSpec) -> dict[str, Any]:
    golden, x = spec.draw(generator(1, spec.name), ARRAY)
    case = LayerWork.of(golden, x, "", ARRAY).case
    assert LAYER.of_case is not None
    found: dict[str, Any] = {}
    for sample in LAYER.of_case(case, None, ARRAY.rtl()):
        found |= sample
    return found


@pytest.mark.parametrize(
    ("spec", "due"),
    [
        (
            LayerSpec("", 6, 6, 2, 2, (3, 3), dilation=(1, 2), pad="SAME"),
            {
                "dilation": "columns",
                "way": ("plain", "patches"),
                "beyond": "nothing",
                "groups": "one",
            },
        ),
        (LayerSpec("", 5, 5, 4, 4, (3, 3), groups=2), {"groups": "several"}),
        (LayerSpec("", 5, 5, 2, 4, (3, 3), depthwise=True), {"multiplier": "several"}),
        (LayerSpec("", 13, 4, 1, 1, (12, 2)), {"beyond": "rows of the kernel"}),
        (LayerSpec("", 6, 6, 1, 1, (2, 2), (5, 5)), {"beyond": "stride"}),
        (LayerSpec("", 2, 12, 1, 1, (1, 9), (1, 4)), {"beyond": "cores of a group"}),
        (
            LayerSpec.matrix("", 1, 100, 2),
            {"operator": "FULLY_CONNECTED", "sums": "kept in the array", "packets": "2 and more"},
        ),
        (LayerSpec("", 2, 3, 60, 2, (2, 2)), {"sums": "added by software"}),
    ],
)
def test_a_layer_is_of_its_kinds(spec: LayerSpec, due: Mapping[str, Any]) -> None:
    found = layer(spec)
    assert {name: found.get(name) for name in due} == due


def test_a_matrix_product_has_no_dilation() -> None:
    assert layer(LayerSpec.matrix("", 2, 3, 4)).keys().isdisjoint({"dilation", "beyond", "groups"})
