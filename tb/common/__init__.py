"""The tests that every design with cases to draw gets for nothing."""

from __future__ import annotations

from tb.bench.bench import Bench
from tb.env.test import BenchTest


def tests_for(bench: Bench) -> tuple[type[BenchTest], ...]:
    """``sound`` and ``reset``, as far as the design allows them."""
    from tb.common.reset import ResetTest
    from tb.common.sound import SoundTest

    if not bench.draws:
        return ()
    return (SoundTest, ResetTest) if bench.reset is not None else (SoundTest,)
