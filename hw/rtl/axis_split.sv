// SPDX-License-Identifier: Apache-2.0
// Leads one stream into two, packet by packet: each beat of the select stream says where the next
// packet goes, and is taken together with that packet's last beat. Combinational in both directions,
// so latency is none; without a choice nothing passes.

`default_nettype none

module axis_split #(
    parameter int Width = 8  // bits of payload: data and side band together
) (
    input  wire              s_axis_select_tdata,   // 0: a, 1: b
    input  wire              s_axis_select_tvalid,
    output logic             s_axis_select_tready,
    input  wire  [Width-1:0] s_axis_tdata,
    input  wire              s_axis_tlast,
    input  wire              s_axis_tvalid,
    output logic             s_axis_tready,
    output logic [Width-1:0] m_axis_a_tdata,
    output logic             m_axis_a_tlast,
    output logic             m_axis_a_tvalid,
    input  wire              m_axis_a_tready,
    output logic [Width-1:0] m_axis_b_tdata,
    output logic             m_axis_b_tlast,
    output logic             m_axis_b_tvalid,
    input  wire              m_axis_b_tready
);

  logic offered;  // a beat that knows its way

  assign offered = s_axis_tvalid && s_axis_select_tvalid;
  assign m_axis_a_tdata = s_axis_tdata;
  assign m_axis_a_tlast = s_axis_tlast;
  assign m_axis_a_tvalid = offered && !s_axis_select_tdata;
  assign m_axis_b_tdata = s_axis_tdata;
  assign m_axis_b_tlast = s_axis_tlast;
  assign m_axis_b_tvalid = offered && s_axis_select_tdata;
  assign s_axis_tready        = s_axis_select_tvalid &&
      (s_axis_select_tdata ? m_axis_b_tready : m_axis_a_tready);
  assign s_axis_select_tready = s_axis_tvalid && s_axis_tready && s_axis_tlast;

endmodule

`default_nettype wire
