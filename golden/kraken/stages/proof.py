"""The requantizer's parameters for a layer, and the proof that they give what the layer defines.

The definition of a layer's requantisation and the requantizer's formula are both monotone in
x = sum + bias, as long as nothing wraps. So each is a row of steps, at most one for each of the
256 words: if both give the same at the least x, at every step of the definition and just below
it, and at the greatest x, they give the same everywhere. The steps are found by bisection, so the
proof takes some thousands of values for a channel, not four billions.

The definition's multiplier may be a 31-bit mantissa (convolutions), a dyadic (power-of-two
schemes), or a float64 (fully connected layers). The latter equals no mantissa in general, but most
often the nearest one, or one or two beside it, has all steps in the same places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.stages.channel import RequantRounding, requantize
from golden.quant.fixed_point import wrap32
from golden.quant.output_stage import OutputStage
from golden.quant.requantise import Requantiser
from golden.quant.rounding import Rounding
from golden.schemes.power_of_two import ShiftStage

Ints = npt.NDArray[np.int64]

BIAS, MANTISSA, SHIFT = range(3)
"""Columns of a channel's entry."""

MANTISSA_BITS = 31
"""A mantissa of 2**31 with no shift multiplies by one."""

MOST_RIGHT, MOST_LEFT = 31, 31
"""Shifts that the requantizer has."""

NEIGHBOURS = (0, 1, -1, 2, -2)
"""Mantissas that are tried beside the nearest one, for a multiplier that has none of its own."""

TOGETHER = 256
"""Channels whose steps are looked for at a time."""

INT32 = np.iinfo(np.int32)


@dataclass(frozen=True, eq=False)
class Reach:
    """Bounds of what a layer's sums can be, bias included, before anything wraps.

    Attributes:
        low: int64 [channels], no sum is less.
        high: int64 [channels], no sum is greater.
    """

    low: Ints
    high: Ints


@dataclass(frozen=True, eq=False)
class Proof:
    """The requantizer's parameters for a layer.

    Attributes:
        rounding: of all channels.
        entries: int64 [channels, 3]: bias, mantissa and shift (positive to the left) of each.
        zero_point: of the output.
        low: least output value.
        high: greatest output value.
        steps: int64 [channels], steps of the definition that were compared; -1 where the channel
            is not proved.
        reason: why not all channels are proved; empty when they are.
        wrong: whether the formula differs with the definition's own mantissa, which it must not;
            else the definition is one that the requantizer does not have.
    """

    rounding: RequantRounding
    entries: Ints
    zero_point: int
    low: int
    high: int
    steps: Ints
    reason: str = ""
    wrong: bool = False

    @property
    def proved(self) -> bool:
        """Whether the requantizer does the layer."""
        return not self.reason

    @property
    def channels(self) -> int:
        """Channels that were proved."""
        return int((self.steps >= 0).sum())


def weight_reach(
    kernel: npt.NDArray[Any], bias: npt.NDArray[Any] | None, zero_point: int, words: tuple[int, int]
) -> Reach:
    """What the sums of a layer can be, padding included.

    Args:
        kernel: integers [..., channels]; all but the last axis are added up.
        bias: int32 [channels], or None.
        zero_point: of the input, one of its words.
        words: least and greatest word of the input.
    """
    weights = kernel.reshape(-1, kernel.shape[-1])
    positive = np.maximum(weights, 0).sum(axis=0, dtype=np.int64)
    negative = np.minimum(weights, 0).sum(axis=0, dtype=np.int64)
    below, above = words[0] - zero_point, words[1] - zero_point
    added = np.zeros_like(positive) if bias is None else bias.astype(np.int64)
    # A tap in the padding adds nothing, which lies between both bounds of a product.
    return Reach(
        positive * below + negative * above + added, positive * above + negative * below + added
    )


def prove(stage: OutputStage, bias: npt.NDArray[Any] | None, channels: int, reach: Reach) -> Proof:
    """Find the requantizer's parameters for a layer, and prove them.

    Args:
        stage: the layer's definition.
        bias: int32 [channels], or None.
        channels: of the layer.
        reach: of its sums.

    Returns:
        Parameters, proved or with the reason why not.
    """
    added = np.zeros(channels, np.int64) if bias is None else bias.astype(np.int64)
    rounding, mantissas, shifts = _parameters(stage)
    every = np.broadcast_to(np.stack([mantissas, shifts], axis=1), (channels, 2))
    entries = np.concatenate([added[:, None], every], axis=1)
    found = Proof(
        rounding, entries, stage.zero_point, stage.low, stage.high, np.full(channels, -1, np.int64)
    )
    reason = _unfit(found)
    if reason:
        return replace(found, reason=reason)
    for nudge in NEIGHBOURS if _is_real(stage) else NEIGHBOURS[:1]:
        left = found.steps < 0
        if not left.any():
            break
        tried = found.entries.copy()
        tried[left, MANTISSA] = np.clip(entries[left, MANTISSA] + nudge, 0, 1 << MANTISSA_BITS)
        steps = compare_steps(stage, replace(found, entries=tried), np.flatnonzero(left))
        proved = left.copy()
        proved[left] = steps >= 0
        kept = np.where(proved[:, None], tried, found.entries)
        now = found.steps.copy()
        now[left] = steps
        found = replace(found, entries=kept, steps=now)
    return _judged(stage, found, reach)


def check(stage: OutputStage, found: Proof, reach: Reach) -> Proof:
    """Prove parameters that are there already: those of `found`, anew.

    Args:
        stage: the layer's definition.
        found: whose rounding, entries, zero point and bounds are held against it.
        reach: of the layer's sums.
    """
    steps = compare_steps(stage, found, np.arange(len(found.entries)))
    return _judged(stage, replace(found, steps=steps, reason=_unfit(found)), reach)


def _judged(stage: OutputStage, found: Proof, reach: Reach) -> Proof:
    """The same with the reason why it does not hold, if it does not."""
    if found.reason:
        return found
    open_ = np.flatnonzero(found.steps < 0)
    if len(open_):
        some = ", ".join(map(str, open_[:4])) + (", ..." if len(open_) > 4 else "")
        some = f"channel{'s' if len(open_) > 1 else ''} {some}"
        if _is_real(stage):
            return replace(found, reason=f"requantisation has no 31-bit equal: {some}")
        return replace(found, reason=f"steps of {some} differ from the definition's", wrong=True)
    least, most = unwrapped(found.entries[:, SHIFT])
    outside = (reach.low < least) | (reach.high > most)
    # Without a left shift every 32-bit number is proved, so also what a sum wraps to.
    outside &= found.entries[:, SHIFT] > 0
    if outside.any():
        channel = int(np.flatnonzero(outside)[0])
        return replace(
            found,
            steps=np.where(outside, -1, found.steps),
            reason=f"channel {channel} shifts sums from {reach.low[channel]} to "
            f"{reach.high[channel]} left by {found.entries[channel, SHIFT]}, beyond 32 bits",
        )
    return found


def _is_real(stage: OutputStage) -> bool:
    """Whether the definition multiplies by a float64, which no mantissa need equal."""
    return isinstance(stage, Requantiser) and stage.rounding is Rounding.REAL


def _unfit(found: Proof) -> str:
    """Why the requantizer has no such parameters; empty when it has."""
    if not -128 <= found.low <= found.high <= 127 or not -128 <= found.zero_point <= 127:
        return (
            f"the output goes from {found.low} to {found.high} around {found.zero_point}, "
            "which are no words of 8 bits in order"
        )
    shifts = found.entries[:, SHIFT]
    if shifts.max() > MOST_LEFT or shifts.min() < -MOST_RIGHT:
        return f"shifts from {shifts.min()} to {shifts.max()} are beyond the requantizer's"
    bias = found.entries[:, BIAS]
    if bias.min() < INT32.min or bias.max() > INT32.max:
        return "the bias does not fit 32 bits"
    return ""


def _parameters(stage: OutputStage) -> tuple[RequantRounding, Ints, Ints]:
    """Rounding, mantissas and shifts (positive to the left) that stand for the definition."""
    if isinstance(stage, ShiftStage):
        # mantissa * 2**-shift, with the mantissa brought as near to 2**31 as the shift allows.
        bits = MANTISSA_BITS - np.frexp(stage.mantissas.astype(np.float64))[1].astype(np.int64)
        bits = np.where(stage.mantissas == 0, 0, bits)
        # A power of two as 2**31: multipliers up to one need no shift to the left.
        bits += (stage.mantissas == 1) & (bits < MANTISSA_BITS)
        shifts = MANTISSA_BITS - bits - stage.shifts
        return RequantRounding.UP, *_fitted(stage.mantissas << bits, shifts)
    assert isinstance(stage, Requantiser), f"no parameters for a {type(stage).__name__}"
    rounding = RequantRounding.AWAY
    if stage.rounding is Rounding.DOUBLE:
        rounding = RequantRounding.DOUBLE
    return rounding, *_fitted(stage.mantissas, stage.shifts)


def _fitted(mantissas: Ints, shifts: Ints) -> tuple[Ints, Ints]:
    """Mantissas and shifts of which none is further to the right than the requantizer's."""
    beyond = np.clip(-MOST_RIGHT - shifts, 0, 63)
    shifts = np.where(mantissas == 0, 0, shifts + beyond)
    return mantissas >> beyond, shifts


def unwrapped(shifts: Ints) -> tuple[Ints, Ints]:
    """Least and greatest 32-bit number that shifted to the left (where positive) stays one."""
    left = np.clip(shifts, 0, MOST_LEFT)
    return -((1 << 31) >> left), ((1 << 31) >> left) - 1


def requantized(x: Ints, found: Proof, channels: npt.NDArray[np.intp]) -> Ints:
    """What the requantizer makes of x = sum + bias [n, channels], for some of the channels."""
    mantissa, shift = (found.entries[channels, column] for column in (MANTISSA, SHIFT))
    moved = wrap32(x << np.maximum(shift, 0))
    right = np.maximum(-shift, 0)
    words = requantize(
        moved, mantissa, right, found.rounding, found.zero_point, found.low, found.high
    )
    return np.asarray(words, np.int64)


def compare_steps(stage: OutputStage, found: Proof, channels: npt.NDArray[np.intp]) -> Ints:
    """Compare the requantizer with the definition at every step of the latter and just below.

    Args:
        stage: the definition.
        found: the requantizer's parameters.
        channels: those to compare.

    Returns:
        int64, for each channel the number of steps, or -1 where something differs.
    """
    # Channels of one scale differ in their bias only, which is not part of x.
    of_stage = np.zeros_like(channels) if len(stage.multipliers) == 1 else channels
    keys = np.stack([stage.multipliers[of_stage], *found.entries[channels, MANTISSA:].T], axis=1)
    _, first, same = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    steps = np.empty(len(first), np.int64)
    for start in range(0, len(first), TOGETHER):
        some = first[start : start + TOGETHER]
        steps[start : start + TOGETHER] = _compare(
            stage.of_channels(of_stage[some]), found, channels[some]
        )
    return steps[same.reshape(-1)]


def _compare(stage: OutputStage, found: Proof, channels: npt.NDArray[np.intp]) -> Ints:
    """`compare_steps` of channels, each with a scale of its own in `stage`."""
    least, most = unwrapped(found.entries[channels, SHIFT])
    good = np.ones(len(channels), np.bool_)

    def definition(x: Ints) -> Ints:
        return stage.exact(x.astype(np.int32)).astype(np.int64)

    for end in (least, most):
        good &= (definition(end[None]) == requantized(end[None], found, channels))[0]
    at, exists = _steps(definition, stage, least, most)
    for x in (at, np.maximum(at - 1, least)):
        equal = definition(x) == requantized(x, found, channels)
        good &= (equal | ~exists).all(axis=0)
    return np.where(good, exists.sum(axis=0), -1)


def _steps(
    definition: Callable[[Ints], Ints], stage: OutputStage, least: Ints, most: Ints
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """The steps of a definition.

    Args:
        definition: from x [n, channels] to words.
        stage: whose definition it is; only where the search begins depends on that.
        least: int64 [channels], where to begin.
        most: int64 [channels], where to end.

    Returns:
        int64 [words, channels]: the least x that gives the word or a greater one, and whether that
        is a step: whether x - 1 gives less. Two words may step at the same x.
    """
    words = np.arange(stage.low + 1, stage.high + 1)[:, None]
    # (low, high] holds the step: the word is reached at high, and not at low.
    low = np.broadcast_to(least - 1, (len(words), len(least))).copy()
    high = np.broadcast_to(most + 1, low.shape).copy()
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        guess = (words - stage.zero_point - 0.5) / stage.multipliers
    inside = np.clip(np.nan_to_num(guess, posinf=2.0**40, neginf=-(2.0**40)), least, most)
    margin = 4 + np.abs(inside) * 2.0**-20
    for bound in (inside - margin, inside + margin):
        near = np.clip(bound.astype(np.int64), least, most)
        reached = definition(near) >= words
        high = np.where(reached, np.minimum(high, near), high)
        low = np.where(reached, low, np.maximum(low, near))
    while (high - low > 1).any():
        middle = np.clip((low + high) >> 1, least, most)
        reached = definition(middle) >= words
        # Where both ends meet already the middle is one of them, which changes nothing.
        high = np.where(reached, np.minimum(high, middle), high)
        low = np.where(reached, low, np.maximum(low, middle))
    exists = (high <= most) & (high > least)
    return np.clip(high, least, most), exists
