"""Bugs of the RTL that leave values on signals that are to be 0 without a beat."""

from __future__ import annotations

from tests.planted.bug import Bug

OF_INPUT = Bug(
    "a stray last without an offer",
    "axis_gather.sv",
    "s_axis_tvalid && s_axis_tlast && !complete",
    "s_axis_tlast",
)
OF_OUTPUT = Bug(
    "a capture without a step", "step_sequencer.sv", "= capture_q;", "= capture_q || row_ready;"
)
