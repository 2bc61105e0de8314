"""Profiles of designs some of whose ports nobody can hold back."""

from __future__ import annotations

from tb.stimulus.profiles import every


def test_where_nothing_can_be_held_back_there_is_no_profile() -> None:
    """Cases would run again and again under names that say what does not happen."""
    assert every([]) == []
    assert "dense:in" in every(["in"])
