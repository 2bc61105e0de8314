"""Bugs planted in `axis_switch`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

BUGS: tuple[Bug, ...] = (
    Bug(
        "the other stream is let through",
        "axis_switch.sv",
        "s_axis_select_tdata ? s_axis_b_tdata : s_axis_a_tdata;",
        "s_axis_select_tdata ? s_axis_a_tdata : s_axis_b_tdata;",
        tests=(),
        block=Seen(kinds=("mismatch", "unknown"), place={"port": "out"}),
    ),
    Bug(
        "the other stream's end of packet",
        "axis_switch.sv",
        "s_axis_select_tdata ? s_axis_b_tlast : s_axis_a_tlast;",
        "s_axis_a_tlast;",
        tests=(),
        block=Seen(kinds=("mismatch", "unknown"), place={"port": "out"}),
    ),
    Bug(
        "choice taken with every beat",
        "axis_switch.sv",
        "m_axis_tvalid && m_axis_tready && m_axis_tlast;",
        "m_axis_tvalid && m_axis_tready;",
        tests=(),
        block=Seen(kinds=("mismatch", "stuck")),
    ),
    Bug(
        "choice taken before its last beat has left",
        "axis_switch.sv",
        "m_axis_tvalid && m_axis_tready && m_axis_tlast;",
        "m_axis_tvalid && m_axis_tlast;",
        tests=(),
        block=Seen(kinds=("mismatch", "stuck", "handshake")),
    ),
    Bug(
        "both streams are taken",
        "axis_switch.sv",
        "open && !s_axis_select_tdata;",
        "open;",
        tests=(),
        block=Seen(kinds=("mismatch", "stuck")),
    ),
    Bug(
        "a stream passes without a choice",
        "axis_switch.sv",
        "s_axis_select_tvalid &&\n      (s_axis_select_tdata ? s_axis_b_tvalid",
        "(s_axis_select_tdata ? s_axis_b_tvalid",
        tests=(),
        block=Seen(kinds=("mismatch", "surplus", "handshake", "unknown")),
    ),
)
