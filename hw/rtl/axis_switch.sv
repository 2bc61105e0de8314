// SPDX-License-Identifier: Apache-2.0
// Leads two streams into one, packet by packet: each beat of the select stream says which stream the
// next packet comes from, and is taken together with that packet's last beat. Combinational in both
// directions, so latency is none; without a choice nothing passes.

`default_nettype none

module axis_switch #(
    parameter int Width = 8  // bits of payload: data and side band together
) (
    input  wire              s_axis_select_tdata,   // 0: a, 1: b
    input  wire              s_axis_select_tvalid,
    output logic             s_axis_select_tready,
    input  wire  [Width-1:0] s_axis_a_tdata,
    input  wire              s_axis_a_tlast,
    input  wire              s_axis_a_tvalid,
    output logic             s_axis_a_tready,
    input  wire  [Width-1:0] s_axis_b_tdata,
    input  wire              s_axis_b_tlast,
    input  wire              s_axis_b_tvalid,
    output logic             s_axis_b_tready,
    output logic [Width-1:0] m_axis_tdata,
    output logic             m_axis_tlast,
    output logic             m_axis_tvalid,
    input  wire              m_axis_tready
);

  logic open;  // the stream that is chosen may pass

  assign open = s_axis_select_tvalid && m_axis_tready;
  assign m_axis_tdata = s_axis_select_tdata ? s_axis_b_tdata : s_axis_a_tdata;
  assign m_axis_tlast = s_axis_select_tdata ? s_axis_b_tlast : s_axis_a_tlast;
  assign m_axis_tvalid        = s_axis_select_tvalid &&
      (s_axis_select_tdata ? s_axis_b_tvalid : s_axis_a_tvalid);
  assign s_axis_a_tready = open && !s_axis_select_tdata;
  assign s_axis_b_tready = open && s_axis_select_tdata;
  assign s_axis_select_tready = m_axis_tvalid && m_axis_tready && m_axis_tlast;

endmodule

`default_nettype wire
