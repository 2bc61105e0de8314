"""Bugs planted in `conv_engine`."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS: tuple[Bug, ...] = (
    Bug(
        "sums captured a clock early",
        "conv_engine.sv",
        "assign capture = capture_q && output_ready;",
        "assign capture = capture_b && output_ready;",
        kinds=("mismatch", "surplus", "unknown"),
    ),
    Bug(
        "array goes on while sums wait",
        "conv_engine.sv",
        "assign enable  = !capture_q || output_ready;",
        "assign enable  = 1'b1;",
        tests=("stalls",),
        kinds=("mismatch", "stuck", "surplus"),
    ),
    Bug(
        "weights not dropped after a fault",
        "conv_engine.sv",
        ".drain        (error),",
        ".drain        (1'b0),",
        tests=("illegal_header",),
        kinds=("error",),
    ),
    Bug(
        "pixels not dropped after a fault",
        "conv_engine.sv",
        ".drain        (pixel_stop),",
        ".drain        (1'b0),",
        tests=("illegal_header",),
        kinds=("error",),
    ),
    Bug(
        "packet of a fault not closed",
        "conv_engine.sv",
        ".close        (pixel_stop && !capture_b && !capture_q),",
        ".close        (1'b0),",
        tests=("illegal_header",),
        kinds=("closing",),
    ),
    Bug(
        "packet done for a closed packet",
        "conv_engine.sv",
        "m_axis_sum_tlast &&\n                          m_axis_sum_tuser[0];",
        "m_axis_sum_tlast;",
        tests=("illegal_header",),
        kinds=("packet_done",),
    ),
    Bug(
        "busy forgets sums on their way",
        "conv_engine.sv",
        "capture_q || output_active;",
        "capture_q;",
        tests=("state",),
        kinds=("busy",),
    ),
    Bug(
        "later fault shown in place of the first",
        "conv_engine.sv",
        "      if (!error) begin",
        "      begin",
        tests=("illegal_header",),
        kinds=("flag", "error code"),
    ),
    Bug(
        "tlast within a row of weights not seen",
        "conv_engine.sv",
        "row_last_fault || row_stray_last",
        "row_last_fault",
        tests=("illegal_header",),
        kinds=("surplus", "error", "error code"),
        narrow_ports=True,  # a row of one beat has no tlast within it
    ),
)
