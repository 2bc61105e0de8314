"""What can keep a regression from being run."""

from __future__ import annotations

from sim.errors import SimError


class RegressError(SimError):
    """A regression cannot be begun or continued; the message says how to mend it."""


class FarmError(SimError):
    """There is nobody to run the jobs; the message says whom it was looked for, and where."""
