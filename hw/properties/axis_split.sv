// SPDX-License-Identifier: Apache-2.0
// What must hold of the split: each packet goes whole and unchanged where its choice says. The split
// has no clock, so these are no part of it: who looks at one instantiates them beside it.

`default_nettype none

`include "properties.svh"

module axis_split_properties #(
    parameter int Width = 8
) (
    input wire             clk,
    input wire             rst_n,
    input wire             s_axis_select_tdata,
    input wire             s_axis_select_tvalid,
    input wire             s_axis_select_tready,
    input wire [Width-1:0] s_axis_tdata,
    input wire             s_axis_tlast,
    input wire             s_axis_tvalid,
    input wire             s_axis_tready,
    input wire [Width-1:0] m_axis_a_tdata,
    input wire             m_axis_a_tlast,
    input wire             m_axis_a_tvalid,
    input wire             m_axis_a_tready,
    input wire [Width-1:0] m_axis_b_tdata,
    input wire             m_axis_b_tlast,
    input wire             m_axis_b_tvalid,
    input wire             m_axis_b_tready
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
  ) u_s_axis (
      .clk,
      .rst_n,
      .valid  (s_axis_tvalid),
      .ready  (s_axis_tready),
      .last   (s_axis_tlast),
      .payload({s_axis_tlast, s_axis_tdata})
  );

  axis_rules #(
      .Width(Width + 1)
  ) u_m_axis_a (
      .clk,
      .rst_n,
      .valid  (m_axis_a_tvalid),
      .ready  (m_axis_a_tready),
      .last   (m_axis_a_tlast),
      .payload({m_axis_a_tlast, m_axis_a_tdata})
  );

  axis_rules #(
      .Width(Width + 1)
  ) u_m_axis_b (
      .clk,
      .rst_n,
      .valid  (m_axis_b_tvalid),
      .ready  (m_axis_b_tready),
      .last   (m_axis_b_tlast),
      .payload({m_axis_b_tlast, m_axis_b_tdata})
  );

  logic takes, chooses, gives_a, gives_b;
  logic within_q;  // a packet has begun and not ended
  logic way_q;  // where it goes

  assign takes   = s_axis_tvalid && s_axis_tready;
  assign chooses = s_axis_select_tvalid && s_axis_select_tready;
  assign gives_a = m_axis_a_tvalid && m_axis_a_tready;
  assign gives_b = m_axis_b_tvalid && m_axis_b_tready;

  always @(posedge clk) begin
    if (!rst_n) within_q <= 1'b0;
    else if (takes) within_q <= !s_axis_tlast;
    if (takes) way_q <= s_axis_select_tdata;
  end

  `SINCE_RESET(clk, rst_n)

  `ASSERT(one_way, takes, gives_a != gives_b, "a beat does not leave by one way")
  `ASSERT(none_made, gives_a || gives_b, takes, "a beat leaves that is not taken")
  `ASSERT(way, takes, gives_b == s_axis_select_tdata, "a beat goes the other way")
  `ASSERT(whole, takes && within_q, gives_b == way_q, "a packet is torn")
  `ASSERT(choice_held, within_q, s_axis_select_tvalid && s_axis_select_tdata == way_q,
          "a choice changes within its packet")
  `ASSERT(same_a, m_axis_a_tvalid,
          {m_axis_a_tlast, m_axis_a_tdata} === {s_axis_tlast, s_axis_tdata}, "a beat is changed")
  `ASSERT(same_b, m_axis_b_tvalid,
          {m_axis_b_tlast, m_axis_b_tdata} === {s_axis_tlast, s_axis_tdata}, "a beat is changed")
  `ASSERT(choice_ends, takes && s_axis_tlast, chooses, "a choice outlives its packet")
  `ASSERT(choice_lasts, chooses, takes && s_axis_tlast, "a choice is gone before its packet")
  wire can_leave = s_axis_select_tdata ? m_axis_b_tready : m_axis_a_tready;
  `ASSERT(no_stall, s_axis_tvalid && s_axis_select_tvalid && can_leave, s_axis_tready,
          "a clock is lost")

  `COVER(back_to_back, takes && !within_q && way_q != s_axis_select_tdata)

endmodule

`ifdef FORMAL
module axis_split_proof #(
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

  axis_split #(.Width(Width)) u_split (.*);
  axis_split_properties #(.Width(Width)) u_properties (.*);

endmodule
`endif

`default_nettype wire
