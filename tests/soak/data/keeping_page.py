"""A register slice whose test keeps something of every case."""

from __future__ import annotations

import time
from dataclasses import replace

from tb.bench import count_option
from tb.bench.find import find_bench
from tb.env.test import BenchTest
from tb.stimulus.profiles import NO_PROFILE

KEEP = "KEEP"
CASES = 250
PAUSE_SECONDS = 0.08
"""So that memory is looked at often enough in the meantime."""

SLICE = find_bench("axis_skid")


class KeepingTest(BenchTest):
    """Many cases, and so many bytes of each that stay."""

    test = "keeping"

    async def body(self) -> None:
        kept = []
        done = 0
        while done < CASES:
            for case in self.bench.draw(self.rng, self.values):
                await self.run_case(case, NO_PROFILE, self.rng)
                kept.append(bytearray(b"k" * self.options[KEEP]))
                done += 1
            time.sleep(PAUSE_SECONDS)


BENCH = replace(
    SLICE,
    tests=(KeepingTest,),
    main_job=("keeping",),
    options=(count_option(KEEP, "bytes that are kept of each case", 1),),
)
