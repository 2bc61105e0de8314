"""Bugs planted in `axis_split`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

BUGS: tuple[Bug, ...] = (
    Bug(
        "packets go the other way",
        "axis_split.sv",
        "assign m_axis_a_tvalid = offered && !s_axis_select_tdata;",
        "assign m_axis_a_tvalid = offered && s_axis_select_tdata;",
        tests=(),
        block=Seen(kinds=("mismatch", "surplus", "stuck")),
    ),
    Bug(
        "packets go both ways",
        "axis_split.sv",
        "assign m_axis_b_tvalid = offered && s_axis_select_tdata;",
        "assign m_axis_b_tvalid = offered;",
        tests=(),
        block=Seen(kinds=("mismatch", "surplus"), place={"port": "b"}),
    ),
    Bug(
        "choice taken with every beat",
        "axis_split.sv",
        "s_axis_tvalid && s_axis_tready && s_axis_tlast;",
        "s_axis_tvalid && s_axis_tready;",
        tests=(),
        block=Seen(kinds=("mismatch", "surplus", "stuck")),
    ),
    Bug(
        "waits for the wrong side",
        "axis_split.sv",
        "s_axis_select_tdata ? m_axis_b_tready : m_axis_a_tready",
        "m_axis_a_tready",
        tests=(),
        block=Seen(kinds=("mismatch", "stuck", "handshake", "surplus")),
    ),
    Bug(
        "beats taken without a choice are lost",
        "axis_split.sv",
        "assign s_axis_tready        = s_axis_select_tvalid &&",
        "assign s_axis_tready        =",
        tests=(),
        block=Seen(kinds=("mismatch", "stuck", "surplus")),
    ),
)
