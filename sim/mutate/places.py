"""Where the sources that are changed come from, and where what a campaign makes goes."""

from __future__ import annotations

from sim.places import BUILD, ROOT

RTL = ROOT / "hw" / "rtl"
"""The sources of the design."""
MUTATIONS = BUILD / "mutations"
"""Folder of all campaigns."""
MUTANTS = BUILD / "mutants"
"""Changed sources, by what is in them."""
