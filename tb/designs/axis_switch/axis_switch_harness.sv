// SPDX-License-Identifier: Apache-2.0

// The switch, which has no registers, beside a clock that its streams are told by.

`default_nettype none

module axis_switch_harness #(
    parameter int Width = 8
) (
    input  wire              clk,
    input  wire              rst_n,
    input  wire              s_axis_select_tdata,
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

  logic unused;

  assign unused = ^{clk, rst_n};

  axis_switch #(
      .Width(Width)
  ) u_switch (
      .s_axis_select_tdata,
      .s_axis_select_tvalid,
      .s_axis_select_tready,
      .s_axis_a_tdata,
      .s_axis_a_tlast,
      .s_axis_a_tvalid,
      .s_axis_a_tready,
      .s_axis_b_tdata,
      .s_axis_b_tlast,
      .s_axis_b_tvalid,
      .s_axis_b_tready,
      .m_axis_tdata,
      .m_axis_tlast,
      .m_axis_tvalid,
      .m_axis_tready
  );

endmodule

`default_nettype wire
