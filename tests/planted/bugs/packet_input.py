"""Bugs planted in `packet_input`."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS: tuple[Bug, ...] = ()
