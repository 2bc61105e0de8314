"""Guesses the cause of a bad beat from what is in it.

Each rule either finds its pattern in all the lanes that are wrong or says nothing. The first rule
that speaks names the cause; the others are told as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from golden.streams.words import wrap
from tb.scoreboard.evidence import Evidence


@dataclass(frozen=True)
class Cause:
    """A guess: a short name for tables and tests, and a sentence for people."""

    name: str
    text: str


Rule = Callable[[Evidence], Iterator[Cause]]


def diagnose(evidence: Evidence) -> list[Cause]:
    """All guesses, the most specific first; the last ones only say which lanes are wrong."""
    found = [cause for rule in RULES for cause in rule(evidence)]
    return found or [Cause("unexplained", "no known pattern fits")]


def _unknown(e: Evidence) -> Iterator[Cause]:
    if e.unknown.any():
        lanes = int(e.unknown.sum())
        yield Cause("undefined", f"{lanes} of {e.unknown.size} lanes have X or Z bits")


def _marks(e: Evidence) -> Iterator[Cause]:
    if "last" in e.fields:
        if e.last_expected:
            yield Cause("tlast missing", "the packet's last beat has no tlast")
        else:
            yield Cause("tlast early", "tlast comes before the packet's last beat")
    for mark, what in zip(e.marks, ("lane", "byte"), strict=True):
        if mark in e.fields:
            text = f"t{mark} marks other {what}s than those that carry something"
            yield Cause(f"{what} marks", text)


def _candidates(e: Evidence) -> Iterator[Cause]:
    wrong = e.wrong
    if not wrong.any() or e.unknown.any():
        return
    for candidate in e.candidates:
        if np.array_equal(candidate.values[wrong], e.actual[wrong]):
            yield Cause(candidate.cause, candidate.text)


def _swapped(e: Evidence) -> Iterator[Cause]:
    places = np.argwhere(e.wrong)
    if len(places) == 2:
        (a, b), (c, d) = places
        if e.actual[a, b] == e.expected[c, d] and e.actual[c, d] == e.expected[a, b]:
            yield Cause(
                "swapped lanes",
                f"{e.spot(a, b)} and {e.spot(c, d)} have changed places",
            )
        return
    for axis, what in ((0, e.slot), (1, "row")):
        lines = np.unique(places[:, axis])
        if len(lines) != 2:
            continue
        expected = np.moveaxis(e.expected, axis, 0)[lines]
        actual = np.moveaxis(e.actual, axis, 0)[lines]
        if np.array_equal(actual, expected[::-1]):
            yield Cause("swapped lanes", f"{what}s {lines[0]} and {lines[1]} have changed places")


def _permuted(e: Evidence) -> Iterator[Cause]:
    """All that is due is there, in other places."""
    wrong = e.wrong
    expected, actual = e.expected[wrong], e.actual[wrong]
    distinct = len(np.unique(expected)) > 2
    if distinct and not e.unknown.any() and np.array_equal(np.sort(expected), np.sort(actual)):
        yield Cause("swapped lanes", f"the {expected.size} wrong lanes hold each other's values")


def _moved(e: Evidence) -> Iterator[Cause]:
    """Lanes that hold what is due one slot or one row further."""
    wrong = e.wrong
    for axis, what in ((0, e.slot), (1, "row")):
        if e.expected.shape[axis] < 2:
            continue
        for step, where in ((1, "before"), (-1, "after")):
            shifted = np.roll(e.expected, step, axis)
            inside = np.ones_like(wrong)
            edge = [slice(None), slice(None)]
            edge[axis] = slice(0, 1) if step == 1 else slice(-1, None)
            inside[tuple(edge)] = False
            seen = wrong & inside
            if seen.sum() >= 2 and np.array_equal(shifted[seen], e.actual[seen]):
                step_name = e.slot.split()[0] if axis == 0 else "row"
                yield Cause(
                    f"shifted by one {step_name}",
                    f"each lane holds what is due in the {what} {where} it",
                )


def _sign(e: Evidence) -> Iterator[Cause]:
    expected, actual = e.expected[e.wrong], e.actual[e.wrong]
    if expected.size and np.array_equal(actual, -expected):
        yield Cause("sign", "the wrong lanes are the negative of what is due")


def _terms(e: Evidence) -> Iterator[Cause]:
    """A part of the sums that is missing, doubled or negative in every wrong lane."""
    wrong = e.wrong
    difference = (e.actual - e.expected)[wrong]
    if not difference.size or e.unknown.any():
        return
    for term in e.terms:
        share = term.values[wrong]
        for factor, name, text in (
            (-1, "left out", "is left out"),
            (1, "counted twice", "is counted twice"),
            (-2, "subtracted", "is subtracted instead of added"),
        ):
            if np.array_equal(wrap(difference - factor * share, e.width), np.zeros_like(share)):
                yield Cause(name, f"{term.text} {text}")
                return


def _zero(e: Evidence) -> Iterator[Cause]:
    actual = e.actual[e.wrong]
    if actual.size and not actual.any() and not e.unknown.any():
        yield Cause("zero", "the wrong lanes are 0")


def _off_by_one(e: Evidence) -> Iterator[Cause]:
    difference = (e.actual - e.expected)[e.wrong]
    if difference.size and bool((np.abs(difference) == 1).all()):
        yield Cause("off by one", "the wrong lanes are off by one, as a wrong rounding makes them")


def _saturation(e: Evidence) -> Iterator[Cause]:
    expected, actual = e.expected[e.wrong], e.actual[e.wrong]
    for bits in range(8, e.width + 1):
        low, high = -(1 << (bits - 1)), (1 << (bits - 1)) - 1
        clipped = np.clip(expected, low, high)
        if expected.size and np.array_equal(clipped, actual):
            yield Cause("saturation", f"the wrong lanes are clipped to {bits} bits")
            return
    if actual.size and bool(
        np.isin(actual, [-(1 << (e.width - 1)), (1 << (e.width - 1)) - 1]).all()
    ):
        yield Cause("saturation", f"the wrong lanes are the limits of {e.width} bits")


def _truncation(e: Evidence) -> Iterator[Cause]:
    expected, actual = e.expected[e.wrong], e.actual[e.wrong]
    for bits in range(8, e.width):
        if not expected.size:
            return
        if np.array_equal(wrap(expected, bits), actual):
            yield Cause("truncation", f"the wrong lanes have lost all but their lowest {bits} bits")
            return
        if np.array_equal(expected & ((1 << bits) - 1), actual):
            yield Cause("sign extension", f"the wrong lanes lack their sign above bit {bits - 1}")
            return


def _bit(e: Evidence) -> Iterator[Cause]:
    changed = (e.expected ^ e.actual)[e.wrong] & _mask(e.width)
    if changed.size and (changed == changed[0]).all() and int(changed[0]).bit_count() == 1:
        yield Cause(
            "one bit", f"bit {int(changed[0]).bit_length() - 1} of the wrong lanes is flipped"
        )


def _power(e: Evidence) -> Iterator[Cause]:
    """Differences of 2**n times something, as a lost sign bit of an operand leaves them."""
    difference = (e.actual - e.expected)[e.wrong]
    if difference.size < 2 or not difference.all():
        return
    lowest = min((int(d) & -int(d)).bit_length() - 1 for d in difference)
    if lowest >= 7:
        yield Cause(
            "operand's sign",
            f"all differences are multiples of 2^{lowest}, as a lost sign bit leaves them",
        )


def _scope(e: Evidence) -> Iterator[Cause]:
    wrong = e.wrong
    if not wrong.any():
        return
    slots, rows = np.flatnonzero(wrong.any(axis=1)), np.flatnonzero(wrong.any(axis=0))
    if wrong.sum() == 1:
        yield Cause("one lane", f"only {e.spot(slots[0], rows[0])} is wrong")
    elif len(slots) == 1 and e.expected.shape[1] > 1:
        yield Cause("one core", f"only {e.slot} {slots[0]} is wrong, in {len(rows)} rows")
    elif len(rows) == 1 and e.expected.shape[1] > 1:
        yield Cause("one row", f"only row {rows[0]} is wrong, in {len(slots)} {e.slot}s")
    elif bool(wrong[e.carries].all()):
        yield Cause("all lanes", "every lane that carries something is wrong")
    else:
        yield Cause("several lanes", f"{int(wrong.sum())} lanes are wrong")


def _mask(width: int) -> int:
    return (1 << min(width, 63)) - 1


RULES: tuple[Rule, ...] = (
    _unknown,
    _marks,
    _candidates,
    _swapped,
    _moved,
    _permuted,
    _sign,
    _terms,
    _zero,
    _off_by_one,
    _saturation,
    _truncation,
    _bit,
    _power,
    _scope,
)
"""In order of how much they say."""
