"""The end of a soak, which comes in time whatever is going on."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeUp(SystemExit):
    """The time is over; what runs or builds ends as on any signal, and clears away after itself."""


@contextmanager
def ending_after(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` in the main thread when that much time is over."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
