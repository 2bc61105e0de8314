"""Packets that tests make faulty exist on every array."""

from __future__ import annotations

import numpy as np
import pytest

from golden.kraken import SUM, ArrayParams
from golden.kraken.format.params import RTL_NAMES
from tb.designs.conv_engine.limits import CAPTURES, SLICE, beats_on_their_way
from tb.designs.conv_engine.victims import held_and_going_on, held_beats, victim_of
from tb.kraken.random_arrays import random_array
from tb.kraken.refusal import sound_packets

LEAST = ArrayParams(1, 1, kh_max=1, kw_max=1, s_max=1, weight_depth=2, out_channels=1)
SHALLOW = ArrayParams(3, 12, weight_depth=2)


def arrays() -> list[ArrayParams]:
    """The least one, one with kernels taller than its buffers are deep, and random ones."""
    rng = np.random.default_rng(5)
    drawn = [random_array(rng, tuple(RTL_NAMES.values())) for _ in range(60)]
    return [LEAST, SHALLOW, *(ArrayParams.from_rtl(values) for values in drawn if legal(values))]


def legal(values: dict[str, int]) -> bool:
    try:
        ArrayParams.from_rtl(values)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("array", arrays(), ids=str)
def test_each_array_has_packets_to_refuse(array: ArrayParams) -> None:
    rng = np.random.default_rng(1)
    victim, other = (victim_of(rng, array, deeper) for deeper in (0, 1))
    assert victim.tiling.tile_rows < other.tiling.tile_rows <= array.weight_depth
    assert victim.shape.w_o > 1
    assert victim.tiling.l > 1
    assert victim.tiling.t > 1
    first, second = held_and_going_on(rng, array)
    assert first.hold
    assert second.accumulate
    sound, holding, going_on = sound_packets(array)
    assert sound.tiling.t > 1
    assert holding.hold
    assert going_on.accumulate


@pytest.mark.parametrize("array", arrays(), ids=str)
def test_each_array_has_held_packets_of_one_beat(array: ArrayParams) -> None:
    held, after, *_ = held_beats(np.random.default_rng(1), array)
    assert held.hold
    assert after.accumulate
    assert not after.hold
    assert held.tiling.q == after.tiling.q == 1


def test_sums_on_their_way_are_those_of_the_largest_captures() -> None:
    """A capture of the first iteration has a column of 8 channels, 2 in a beat."""
    array = ArrayParams(4, 24)
    rng = np.random.default_rng(1)
    victim = victim_of(rng, array)
    assert victim.tiling.channels_of(0) == 8
    assert beats_on_their_way(victim) == CAPTURES * 4 + SLICE
    assert victim.frames[SUM].beats > 2 * beats_on_their_way(victim)
    held, _ = held_and_going_on(rng, array)
    assert beats_on_their_way(held) == SLICE
