"""Parameters of the requantizer: proved for the definitions, refused for anything else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.kraken.stages.channel import RequantRounding
from golden.kraken.stages.proof import (
    BIAS,
    MANTISSA,
    SHIFT,
    Proof,
    Reach,
    check,
    prove,
    requantized,
    unwrapped,
    weight_reach,
)
from golden.layers.definition import convolution_sums
from golden.quant.output_stage import OutputStage
from golden.quant.requantise import Requantiser
from golden.quant.rounding import Rounding
from golden.schemes.power_of_two import ShiftStage

MULTIPLIERS = np.array([0.0021234567, 0.0039012345, 0.0073123987, 0.01812349, 2.0**-9])
NEAR = Reach(np.full(5, -(1 << 20)), np.full(5, 1 << 20))


def proved(stage: OutputStage, reach: Reach = NEAR) -> Proof:
    """The proof for as many channels as `reach` has, without a bias."""
    return prove(stage, None, len(reach.low), reach)


def stages(multipliers: np.ndarray) -> list[OutputStage]:
    return [
        *(Requantiser(multipliers, -5, -128, 120, rounding) for rounding in Rounding),
        ShiftStage(multipliers, 0, -128, 127),
    ]


@pytest.mark.parametrize("stage", stages(MULTIPLIERS), ids=["real", "single", "double", "shift"])
def test_every_definition_is_proved(stage: OutputStage) -> None:
    found = proved(stage)
    assert found.proved
    assert found.channels == 5
    assert (found.steps == stage.high - stage.low).all()
    assert not (found.entries[:, SHIFT] > 0).any()


@given(st.integers(0, 2**32), st.sampled_from(["real", "single", "double", "shift"]))
def test_what_is_proved_is_equal(seed: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    multipliers = 2.0 ** rng.uniform(-24, 3, 6)
    stage = dict(zip(["real", "single", "double", "shift"], stages(multipliers), strict=True))[kind]
    bias = rng.integers(-(2**20), 2**20, 6).astype(np.int32)
    found = prove(stage, bias, 6, Reach(np.full(6, -(1 << 22)), np.full(6, 1 << 22)))
    assert (found.entries[:, BIAS] == bias).all()
    channels = np.flatnonzero(found.steps >= 0)
    if not len(channels):
        return
    least, most = unwrapped(found.entries[channels, SHIFT])
    # Anywhere, near the steps, and near zero.
    x = rng.integers(least, most, (400, len(channels)), endpoint=True)
    steps = (np.arange(-130, 130)[:, None] + 0.5) / stage.multipliers[channels % 6]
    near = np.clip(steps, least, most).astype(np.int64) + rng.integers(-2, 3, steps.shape)
    for some in (x, np.clip(near, least, most), rng.integers(-999, 999, x.shape)):
        due = stage.of_channels(channels).exact(some.astype(np.int32))
        assert (requantized(some, found, channels) == due).all()


@pytest.mark.parametrize("column", [MANTISSA, SHIFT])
@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("stage", stages(MULTIPLIERS), ids=["real", "single", "double", "shift"])
def test_a_wrong_entry_fails(stage: OutputStage, column: int, by: int) -> None:
    found = proved(stage)
    entries = found.entries.copy()
    # One mantissa more moves a step of a great sum only: enough of it moves one for certain.
    entries[2, column] += by if column == SHIFT else by * (1 << 16)
    again = check(stage, replace(found, entries=entries), NEAR)
    assert not again.proved
    assert again.channels == 4
    assert again.steps[2] == -1
    assert "channel 2" in again.reason


@pytest.mark.parametrize("stage", stages(MULTIPLIERS), ids=["real", "single", "double", "shift"])
def test_the_proof_holds_when_it_is_repeated(stage: OutputStage) -> None:
    found = proved(stage)
    again = check(stage, found, NEAR)
    assert again.proved
    assert (again.steps == found.steps).all()


@pytest.mark.parametrize(
    ("stage", "wrong"),
    [
        (Requantiser(MULTIPLIERS, 0), RequantRounding.AWAY),
        (Requantiser(MULTIPLIERS, 0), RequantRounding.UP),
        (Requantiser(MULTIPLIERS, 0, rounding=Rounding.SINGLE), RequantRounding.DOUBLE),
        (ShiftStage(MULTIPLIERS, 0, -128, 127), RequantRounding.AWAY),
        (ShiftStage(MULTIPLIERS, 0, -128, 127), RequantRounding.DOUBLE),
    ],
)
def test_a_wrong_rounding_fails(stage: OutputStage, wrong: RequantRounding) -> None:
    again = check(stage, replace(proved(stage), rounding=wrong), NEAR)
    assert not again.proved
    assert again.wrong == (not (isinstance(stage, Requantiser) and stage.rounding is Rounding.REAL))


@pytest.mark.parametrize("field", ["zero_point", "low", "high"])
def test_wrong_bounds_fail(field: str) -> None:
    stage = Requantiser(MULTIPLIERS, 3, -100, 100)
    found = proved(stage)
    assert not check(stage, replace(found, **{field: getattr(found, field) - 1}), NEAR).proved


def test_a_real_multiplier_without_an_equal_is_software() -> None:
    # 250 * 0.018 is a half, and so are its odd multiples; as floats some fall short, some do not.
    stage = Requantiser(np.array([0.018, 0.0039012345]), 0, rounding=Rounding.REAL)
    reach = Reach(np.full(2, -(2**20)), np.full(2, 2**20))
    found = prove(stage, None, 2, reach)
    assert not found.proved
    assert not found.wrong
    assert "no 31-bit equal: channel 0" in found.reason
    assert found.steps.tolist() == [-1, 255]


def test_a_neighbour_of_the_mantissa_is_found() -> None:
    rng = np.random.default_rng(1)
    stage = Requantiser(2.0 ** rng.uniform(-16, -14, 400), 0, rounding=Rounding.REAL)
    found = prove(stage, None, 400, Reach(np.zeros(400, np.int64), np.ones(400, np.int64)))
    good = found.steps >= 0
    moved = found.entries[:, MANTISSA] - stage.mantissas
    assert (moved[good] != 0).any()
    assert set(moved[good].tolist()) <= {-2, -1, 0, 1, 2}


@pytest.mark.parametrize("rounding", list(Rounding))
def test_a_left_shift_needs_sums_that_stay_inside(rounding: Rounding) -> None:
    stage = Requantiser(np.array([3.7, 0.9]), 0, rounding=rounding)
    inside = Reach(np.array([-(2**29), -(2**31)]), np.array([2**29 - 1, 2**31 - 1]))
    found = prove(stage, None, 2, inside)
    assert found.proved
    assert found.entries[:, SHIFT].tolist() == [2, 0]
    outside = Reach(inside.low, inside.high + np.array([1, 0]))
    found = prove(stage, None, 2, outside)
    assert not found.proved
    assert found.steps[0] == -1 < found.steps[1]
    assert "left by 2" in found.reason


def test_one_scale_for_all_channels() -> None:
    stage = Requantiser(np.array([0.004]), 0)
    bias = np.arange(300, dtype=np.int32)
    reach = Reach(np.zeros(300, np.int64), np.ones(300, np.int64))
    found = prove(stage, bias, 300, reach)
    assert found.channels == 300
    assert (found.entries[:, BIAS] == bias).all()


@pytest.mark.parametrize(("low", "high"), [(5, 4), (-129, 127), (0, 128)])
def test_bounds_that_are_no_words_are_software(low: int, high: int) -> None:
    found = proved(Requantiser(MULTIPLIERS, 0, low, high))
    assert not found.proved
    assert not found.wrong


def test_a_multiplier_of_nothing() -> None:
    for stage in stages(np.array([0.0, 1e-12])):
        assert prove(stage, None, 2, Reach(np.zeros(2, np.int64), np.ones(2, np.int64))).proved


@given(st.integers(0, 2**32))
def test_no_sum_is_beyond_the_reach(seed: int) -> None:
    rng = np.random.default_rng(seed)
    zero_point = int(rng.integers(-8, 8))
    kernel = rng.integers(-128, 128, (2, 2, 2, 3)).astype(np.int8)
    bias = rng.integers(-1000, 1000, 3).astype(np.int32)
    reach = weight_reach(kernel, bias, zero_point, (-8, 7))
    x = rng.choice(np.array([-8, 7], np.int8), (4, 4, 4, 2))
    # The extremes themselves: each weight meets the word that makes most of it.
    for c in range(3):
        best = np.where(kernel[..., c] > 0, 7, -8).astype(np.int8)
        sums = convolution_sums(best[None], kernel, zero_point=zero_point)[0, 0, 0] + bias
        assert sums[c] == reach.high[c]
    sums = convolution_sums(x, kernel, zero_point=zero_point, pads=(1, 0, 1, 1)) + bias
    assert (sums >= reach.low).all()
    assert (sums <= reach.high).all()
