"""Test of resets in mid-pass: wherever each stream stands."""

from __future__ import annotations

from golden.kraken.accelerator.passes import CONFIG, OPERAND, OUT, TENSOR
from golden.kraken.format.axes import PIXEL, WEIGHT
from golden.kraken.format.params import HEADER_BITS
from tb.designs.kraken_top.cases import PassCase
from tb.designs.kraken_top.coverage import ABORTED
from tb.designs.kraken_top.draw import ADDER, Strips
from tb.designs.kraken_top.tests.kinds import COMBINATIONS, KindsTest
from tb.kraken.coverage.aborted import stood
from tb.kraken.cuts import Moved, offered
from tb.stimulus.patterns import PAUSE
from tb.stimulus.profiles import NO_PROFILE, Profile

RESETS = 24
"""Resets in mid-pass, spread over configuration, computing and drain."""

SHORT_RESET = 1
"""Clocks of the shortest reset that must work."""

STOPPED = (PIXEL, WEIGHT, TENSOR, OPERAND, OUT)
"""Ports at which a pass is stopped between two packets."""

PAUSES = 2 * HEADER_BITS * max(PAUSE)
"""Clocks that pauses in front of the beats of two headers take at most."""


class ResetMidPassTest(KindsTest):
    """Reset at any clock of a pass; the next one must not see a trace of it."""

    test = "reset_mid_pass"

    async def body(self) -> None:
        """See the class."""
        profiles = (NO_PROFILE, *map(self._late, (CONFIG, *STOPPED[:-1])))
        for i in range(RESETS):
            case = self._cut(i)
            assert case.prediction is not None
            whole = case.prediction.clocks
            spans = ((1, 16), (1, whole - 1), (whole * 2 // 3, whole - 1), (whole, whole + 4))
            low, high = spans[i % len(spans)]
            clocks = int(self.rng.integers(low, max(high, low) + 1))
            moved = Moved(self, case.frames)
            await self.load([case], profiles[i // len(spans) % len(profiles)], self.rng)
            await self.env.conductor.clocks(clocks)
            await self._reset(i, case, moved)
        for i, port in enumerate(STOPPED, RESETS):
            case = self._cut(i)
            assert case.prediction is not None
            moved = Moved(self, case.frames)
            await self.load([case], self._late(port), self.rng)
            beats = case.frames[port][0].beats
            await moved.reach(port, beats, case.prediction.clocks + PAUSES)
            await self._reset(i, case, moved)
        await self._reset_waiting(RESETS + len(STOPPED))

    async def _reset_waiting(self, i: int) -> None:
        """Reset while a beat waits at the output."""
        case = self._cut(i)
        assert case.prediction is not None
        moved = Moved(self, case.frames)
        await self.load([case], Profile.parse(f"dense:{OUT}", self.stalling), self.rng)
        await offered(self, OUT, case.prediction.clocks + PAUSES)
        await self._reset(i, case, moved)

    def _cut(self, i: int) -> PassCase:
        """Two layers and two tensors, of which two have a second operand."""
        layers, one = self.layers(), Strips(1, 1, 0, 1, 1)
        passes = [
            *self.through(layers[i % 4].named(f"cut {i}"), COMBINATIONS[i % 8]),
            self.tensor(f"cut tensor {i}", COMBINATIONS[(i + 3) % 8]),
            self.tensor(f"cut beat {i}", (ADDER,), one),
            *self.through(layers[(i + 1) % 4].named(f"cut behind {i}"), (ADDER,)),
        ]
        return self.named(f"cut short {i}", passes[::-1] if i % 3 == 0 else passes)

    async def _reset(self, i: int, case: PassCase, moved: Moved) -> None:
        """Reset while passes are on their way, and run others."""
        clocks, beats = SHORT_RESET if i % 2 else 1 + i % 5, moved.beats
        await self.env.conductor.reset(clocks)
        name, stages = f"after reset {i}", COMBINATIONS[(5 * i) % 8]
        after = [
            *self.through(self.layers()[-1 - i % 6].named(name), stages),
            self.tensor(f"tensor {name}", stages[::-1]),
        ]
        await self.check(self.named(name, after))
        self.cover.sample(ABORTED.name, **stood(ABORTED, case.frames, beats, clocks))

    def _late(self, port: str) -> Profile:
        """A pause in front of each beat of a port's headers, or in front of its packets."""
        return Profile.parse(f"in_header:{port}", self.stalling)
