// SPDX-License-Identifier: Apache-2.0

// The split, which has no registers, beside a clock that its streams are told by.

`default_nettype none

module axis_split_harness #(
    parameter int Width = 8
) (
    input  wire              clk,
    input  wire              rst_n,
    input  wire              s_axis_select_tdata,
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

  logic unused;

  assign unused = ^{clk, rst_n};

  axis_split #(
      .Width(Width)
  ) u_split (
      .s_axis_select_tdata,
      .s_axis_select_tvalid,
      .s_axis_select_tready,
      .s_axis_tdata,
      .s_axis_tlast,
      .s_axis_tvalid,
      .s_axis_tready,
      .m_axis_a_tdata,
      .m_axis_a_tlast,
      .m_axis_a_tvalid,
      .m_axis_a_tready,
      .m_axis_b_tdata,
      .m_axis_b_tlast,
      .m_axis_b_tvalid,
      .m_axis_b_tready
  );

endmodule

`default_nettype wire
