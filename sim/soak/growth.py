"""Whether a process that does the same again and again takes more and more memory.

What is legal follows from what is kept on purpose. The golden model keeps how it has lowered the
last 4,096 convolutions, which is about 4 KiB for each drawn layer; a simulation keeps nothing else
of a case, so that beyond this the allocator's slack and one case in work are all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

KEPT_PER_CASE = 6 << 10
"""Bytes that may be kept of each case: half as much again as the ways to lower a layer take."""
SLACK = 3 << 20
"""Bytes by which the allocator's arenas may differ from one time to another."""
COPIES = 16
"""Arrays of 8 bytes a word that one case may hold in work: its tensors, packets and beats."""
WORD_BYTES = 8
LEAST_CASES = 200
"""Fewer cases do not tell growth from what is loaded and cached once."""
LEAST_SAMPLES = 9


@dataclass(frozen=True)
class Sample:
    """One look at a process.

    Attributes:
        cases: finished by then.
        resident: its bytes.
        largest: words of the largest case until then.
    """

    cases: int
    resident: int
    largest: int = 0


@dataclass(frozen=True)
class Growth:
    """How memory grew in the second half, when all that is loaded once is there.

    Attributes:
        cases: that went by meanwhile.
        grown: bytes from the first third of that half to the last, in the middle of each.
        bound: bytes that are legal.
    """

    cases: int
    grown: int
    bound: int


def growth_of(
    samples: Sequence[Sample], least: int = LEAST_CASES, slack: int = SLACK
) -> Growth | None:
    """The growth that samples show; None where they are too few to tell.

    Args:
        samples: in order of time.
        least: cases that there must be.
        slack: bytes that are legal whatever was done.
    """
    total = samples[-1].cases if samples else 0
    # A simulator that waits for the machine is looked at many times in one place: that counts once.
    by_cases = {sample.cases: sample for sample in samples}
    # Behind the last case all is let go, which would hide what was kept.
    half = [sample for cases, sample in by_cases.items() if total <= 2 * cases < 2 * total]
    if total < least or len(half) < LEAST_SAMPLES:
        return None
    third = len(half) // 3
    first, last = half[:third], half[-third:]
    grown = median(s.resident for s in last) - median(s.resident for s in first)
    cases = round(median(s.cases for s in last) - median(s.cases for s in first))
    work = COPIES * WORD_BYTES * samples[-1].largest
    return Growth(cases, round(grown), slack + KEPT_PER_CASE * cases + work)
