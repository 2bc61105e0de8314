"""The clock that every transport gives the design."""

PERIOD_NS = 10
"""Clock period; nothing depends on its length."""
