"""The words of ``make soak``."""

from __future__ import annotations

BOTH = "both"
"""Every simulator."""
HOURS = 1.0
"""How long it goes on unless told otherwise."""

TESTS = {
    "conv_engine": ("random_layers", "stalls", "back_to_back"),
    "kraken_top": ("random", "stalls"),
}
"""Whole arrays, and their tests that draw layers; the first one draws as many as it is told."""

WORDS = {
    "HOURS": f"hours that it goes on, or part of one (default {HOURS:g})",
    "DESIGN": "designs, with commas between (default: whole arrays, now and then a block)",
    "SEED": "of all that is drawn, or 'random' (default 1)",
    "SIM": f"verilator, icarus, or {BOTH} against each other (default {BOTH})",
    "CASE": "number of the one case to run, from 0 on (default: one after another)",
    "RTL": "folder whose files replace the designs' of the same name",
}
"""What it takes."""
