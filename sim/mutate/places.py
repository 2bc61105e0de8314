"""Where what a campaign makes goes."""

from __future__ import annotations

from sim.places import BUILD

MUTATIONS = BUILD / "mutations"
"""Folder of all campaigns."""
MUTANTS = BUILD / "mutants"
"""Changed sources, by what is in them."""
