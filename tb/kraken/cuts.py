"""How far streams have come, and what waits, for tests that stop them half way."""

from __future__ import annotations

from collections.abc import Iterable

from tb.env.test import BenchTest
from tb.scoreboard.checker import CheckFailed


async def offered(test: BenchTest, port: str, clocks: int) -> None:
    """Let the clock run until a beat is offered at a port and not taken.

    Args:
        test: whose design it is.
        port: of the design.
        clocks: that this takes at most.

    Raises:
        CheckFailed: there is none, or a fault is seen.
    """
    for _ in range(clocks):
        state = next(state for state in test.transport.states() if state.port == port)
        if (state.valid, state.ready) == ("1", "0"):
            return
        await test.env.conductor.clocks(1)
    raise CheckFailed(f"No beat waits at {port} within {clocks} clocks.")


class Moved:
    """Beats that ports move from now on.

    Args:
        test: whose design it is.
        ports: of the design.
    """

    def __init__(self, test: BenchTest, ports: Iterable[str]) -> None:
        self._test = test
        self._before = {port: test.transport.progress(port) for port in ports}

    @property
    def beats(self) -> dict[str, int]:
        """By port."""
        progress = self._test.transport.progress
        return {port: progress(port) - before for port, before in self._before.items()}

    async def reach(self, port: str, beats: int, clocks: int) -> None:
        """Let the clock run until a port has moved so many beats.

        Args:
            port: one of the ports.
            beats: to reach, and no more.
            clocks: that this takes at most.

        Raises:
            CheckFailed: it moves fewer, or a fault is seen.
        """
        for _ in range(clocks):
            if self.beats[port] >= beats:
                return
            await self._test.env.conductor.clocks(1)
        raise CheckFailed(
            f"{port} has moved {self.beats[port]} beats within {clocks} clocks, not {beats}."
        )
