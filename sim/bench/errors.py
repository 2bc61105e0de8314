"""What makes a measurement void."""

from __future__ import annotations

from sim.errors import SimError


class BenchmarkError(SimError):
    """A run did not end as it must, so its time means nothing."""

    exit_code = 1
