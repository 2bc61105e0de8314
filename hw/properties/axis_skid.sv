// SPDX-License-Identifier: Apache-2.0
// What must hold of the register slice: stream rules, every beat once and in order, no clock lost.

`default_nettype none

`include "properties.svh"

module axis_skid_properties #(
    parameter int Width = 8
) (
    input wire             clk,
    input wire             rst_n,
    input wire [Width-1:0] s_axis_tdata,
    input wire             s_axis_tvalid,
    input wire             s_axis_tready,
    input wire [Width-1:0] m_axis_tdata,
    input wire             m_axis_tvalid,
    input wire             m_axis_tready,
    input wire             open_q,
    input wire             spare_valid_q,
    input wire [Width-1:0] spare_q
);

  axis_rules #(
      .Width(Width),
      .Input(1)
  ) u_s_axis (
      .clk,
      .rst_n,
      .valid  (s_axis_tvalid),
      .ready  (s_axis_tready),
      .last   (1'b0),
      .payload(s_axis_tdata)
  );

  axis_rules #(
      .Width(Width)
  ) u_m_axis (
      .clk,
      .rst_n,
      .valid  (m_axis_tvalid),
      .ready  (m_axis_tready),
      .last   (1'b0),
      .payload(m_axis_tdata)
  );

  axis_order #(
      .Width(Width),
      .Depth(2)
  ) u_order (
      .clk,
      .rst_n,
      .enters  (s_axis_tvalid && s_axis_tready),
      .entering(s_axis_tdata),
      .takes   (m_axis_tready),
      .leaves  (m_axis_tvalid && m_axis_tready),
      .leaving (m_axis_tdata),
      .holding (32'(m_axis_tvalid) + 32'(spare_valid_q)),
      .held    ({spare_q, m_axis_tdata})
  );

  `SINCE_RESET(clk, rst_n)

  logic took_q;  // a beat came the clock before
  logic full_q;  // both registers were full the clock before
  logic left_q;  // a beat left the clock before

  `FOLLOWS(clk, took_q, rst_n && s_axis_tvalid && s_axis_tready)
  `FOLLOWS(clk, full_q, rst_n && spare_valid_q)
  `FOLLOWS(clk, left_q, rst_n && m_axis_tvalid && m_axis_tready)

  `ASSERT(spare_closed, spare_valid_q, m_axis_tvalid && !open_q, "the spare register fills alone")
  `ASSERT(one_clock, took_q, m_axis_tvalid, "a beat takes more than a clock")
  `ASSERT(no_bubble, full_q && left_q, m_axis_tvalid && s_axis_tready, "a clock is lost")
  `ASSERT(open_when_empty, !in_reset_q && !m_axis_tvalid, s_axis_tready, "it is empty but closed")

  `COVER(both_full, spare_valid_q)
  `COVER(passes, took_q && left_q && m_axis_tvalid && m_axis_tready)

endmodule

`ifndef __ICARUS__
bind axis_skid axis_skid_properties #(.Width(Width)) u_properties (.*);
`endif

`default_nettype wire
