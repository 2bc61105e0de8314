// SPDX-License-Identifier: Apache-2.0
// What must hold of the switch: each packet comes whole and unchanged from where its choice says. The
// switch has no clock, so these are no part of it: who looks at one instantiates them beside it.

`default_nettype none

`include "properties.svh"

module axis_switch_properties #(
    parameter int Width = 8
) (
    input wire             clk,
    input wire             rst_n,
    input wire             s_axis_select_tdata,
    input wire             s_axis_select_tvalid,
    input wire             s_axis_select_tready,
    input wire [Width-1:0] s_axis_a_tdata,
    input wire             s_axis_a_tlast,
    input wire             s_axis_a_tvalid,
    input wire             s_axis_a_tready,
    input wire [Width-1:0] s_axis_b_tdata,
    input wire             s_axis_b_tlast,
    input wire             s_axis_b_tvalid,
    input wire             s_axis_b_tready,
    input wire [Width-1:0] m_axis_tdata,
    input wire             m_axis_tlast,
    input wire             m_axis_tvalid,
    input wire             m_axis_tready
);

  axis_rules #(
      .Width(1),
      .Input(1)
  ) u_s_axis_select (
      .clk,
      .rst_n,
      .valid  (s_axis_select_tvalid),
      .ready  (s_axis_select_tready),
      .last   (1'b0),
      .payload(s_axis_select_tdata)
  );

  axis_rules #(
      .Width(Width + 1),
      .Input(1)
  ) u_s_axis_a (
      .clk,
      .rst_n,
      .valid  (s_axis_a_tvalid),
      .ready  (s_axis_a_tready),
      .last   (s_axis_a_tlast),
      .payload({s_axis_a_tlast, s_axis_a_tdata})
  );

  axis_rules #(
      .Width(Width + 1),
      .Input(1)
  ) u_s_axis_b (
      .clk,
      .rst_n,
      .valid  (s_axis_b_tvalid),
      .ready  (s_axis_b_tready),
      .last   (s_axis_b_tlast),
      .payload({s_axis_b_tlast, s_axis_b_tdata})
  );

  axis_rules #(
      .Width(Width + 1)
  ) u_m_axis (
      .clk,
      .rst_n,
      .valid  (m_axis_tvalid),
      .ready  (m_axis_tready),
      .last   (m_axis_tlast),
      .payload({m_axis_tlast, m_axis_tdata})
  );

  logic takes_a, takes_b, chooses, gives;
  logic within_q;  // a packet has begun and not ended
  logic way_q;  // where it comes from

  assign takes_a = s_axis_a_tvalid && s_axis_a_tready;
  assign takes_b = s_axis_b_tvalid && s_axis_b_tready;
  assign chooses = s_axis_select_tvalid && s_axis_select_tready;
  assign gives   = m_axis_tvalid && m_axis_tready;

  always @(posedge clk) begin
    if (!rst_n) within_q <= 1'b0;
    else if (gives) within_q <= !m_axis_tlast;
    if (gives) way_q <= s_axis_select_tdata;
  end

  `SINCE_RESET(clk, rst_n)

  `ASSERT(one_way, gives, takes_a != takes_b, "a beat does not come by one way")
  `ASSERT(none_lost, takes_a || takes_b, gives, "a beat is taken and does not leave")
  `ASSERT(way, gives, takes_b == s_axis_select_tdata, "a beat comes from the other side")
  `ASSERT(whole, gives && within_q, takes_b == way_q, "a packet is torn")
  `ASSERT(choice_held, within_q, s_axis_select_tvalid && s_axis_select_tdata == way_q,
          "a choice changes within its packet")
  `ASSERT(same_a, takes_a, {m_axis_tlast, m_axis_tdata} === {s_axis_a_tlast, s_axis_a_tdata},
          "a beat is changed")
  `ASSERT(same_b, takes_b, {m_axis_tlast, m_axis_tdata} === {s_axis_b_tlast, s_axis_b_tdata},
          "a beat is changed")
  `ASSERT(choice_ends, gives && m_axis_tlast, chooses, "a choice outlives its packet")
  `ASSERT(choice_lasts, chooses, gives && m_axis_tlast, "a choice is gone before its packet")
  wire offered = s_axis_select_tdata ? s_axis_b_tvalid : s_axis_a_tvalid;
  `ASSERT(no_stall, s_axis_select_tvalid && m_axis_tready && offered, gives, "a clock is lost")

  `COVER(back_to_back, gives && !within_q && way_q != s_axis_select_tdata)

endmodule

`ifdef FORMAL
module axis_switch_proof #(
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

  axis_switch #(.Width(Width)) u_switch (.*);
  axis_switch_properties #(.Width(Width)) u_properties (.*);

endmodule
`endif

`default_nettype wire
