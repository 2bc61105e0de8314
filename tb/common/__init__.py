"""The tests that every design with cases to draw gets for nothing."""

from __future__ import annotations

from tb.bench.bench import Bench
from tb.env.test import BenchTest


def tests_for(bench: Bench) -> tuple[type[BenchTest], ...]:
    """``sound``, ``reset`` and ``contract``, as far as the design allows them."""
    from tb.common.contract import ContractTest
    from tb.common.reset import ResetTest
    from tb.common.sound import SoundTest

    if not bench.draws:
        return ()
    tests: list[type[BenchTest]] = [SoundTest]
    if bench.reset is not None:
        tests.append(ResetTest)
    if bench.reference is not None and not bench.top:  # it speaks of the block's own ports
        tests.append(ContractTest)
    return tuple(tests)
