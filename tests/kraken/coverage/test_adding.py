"""Kinds of packets that go through the adder, by examples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from golden.kraken.stages.adder import AdderConfig, AdderOp
from golden.kraken.stages.channel import RequantRounding
from tb.kraken.coverage.adding import adding_group, operands_of, scaled_of
from tb.kraken.works import AdderWork
from tests.kraken.coverage.seen import bins_of

GROUP = adding_group(lambda case: case.works)


def work(op: AdderOp, word: int = 5, beats: int = 1, **told: Any) -> AdderWork:
    """A packet of two lanes, of which only the first one counts."""
    words = np.tile(np.array([[word, -128]]), (beats, 1))
    return AdderWork(AdderConfig(op, **told), words, words, words != -128)


def test_packets_behind_each_other() -> None:
    found = bins_of(GROUP, [work(AdderOp.PASS), work(AdderOp.ADD), work(AdderOp.MUL, beats=2)])
    assert found["op"] == {"PASS", "ADD", "MUL"}
    assert found["before"] == {"PASS", "ADD"}
    assert found["beats"] == {"one", "more"}
    assert "before" not in bins_of(GROUP, [work(AdderOp.SUB)])


def test_a_packet_that_passes_has_no_operands() -> None:
    passing = work(AdderOp.PASS)
    assert bins_of(GROUP, [passing]).keys() == {"op", "beats", "word"}
    assert not list(operands_of(passing))
    assert not list(scaled_of(passing))


@pytest.mark.parametrize("rounding", RequantRounding)
def test_what_the_numbers_of_a_packet_say(rounding: RequantRounding) -> None:
    adding = work(AdderOp.ADD, 127, zero_point_1=-128, zero_point_2=3, rounding=rounding)
    found = bins_of(GROUP, [adding])
    assert found["rounding"] == {rounding.name}
    assert found["word"] == {"greatest"}
    assert found["zero_point_1"] == {"least"}
    assert found["zero_point_2"] == {"positive"}


def test_operands_are_words_that_count_less_their_zero_points() -> None:
    first, second = operands_of(work(AdderOp.SUB, 5, zero_point_1=-7, zero_point_2=5))
    assert first.values.tolist() == [12]
    assert second.values.tolist() == [0]
    assert not list(operands_of(work(AdderOp.MUL)))
    (product,) = scaled_of(work(AdderOp.MUL, 5, zero_point_1=-7, zero_point_2=3))
    assert product.x.tolist() == [24]
