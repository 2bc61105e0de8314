// SPDX-License-Identifier: Apache-2.0
// What must hold of every stage behind the engine that sends one beat for each that it takes: stream
// rules, and each beat's marks and end once, in order and in time.

`default_nettype none

`include "properties.svh"

module axis_stage #(
    parameter int Words       = 1,    // of a beat
    parameter int WordWidth   = 8,    // bits of a word that comes in
    parameter int ConfigWidth = 72,
    parameter int HeaderBits  = 256,  // of a configuration
    parameter int Registers   = 2     // in front of the register slice
) (
    input wire                       clk,
    input wire                       rst_n,
    input wire [    ConfigWidth-1:0] s_axis_config_tdata,
    input wire                       s_axis_config_tlast,
    input wire                       s_axis_config_tvalid,
    input wire                       s_axis_config_tready,
    input wire [Words*WordWidth-1:0] s_axis_tdata,
    input wire [          Words-1:0] s_axis_tuser,
    input wire                       s_axis_tlast,
    input wire                       s_axis_tvalid,
    input wire                       s_axis_tready,
    input wire [        Words*8-1:0] m_axis_tdata,
    input wire [          Words-1:0] m_axis_tuser,
    input wire                       m_axis_tlast,
    input wire                       m_axis_tvalid,
    input wire                       m_axis_tready,
    input wire [      Registers-1:0] valid,                 // which of its registers hold a beat
    input wire                       spare_valid            // and the spare one of the slice
);

  axis_rules #(
      .Width(ConfigWidth + 1),
      .Input(1)
  ) u_s_axis_config (
      .clk,
      .rst_n,
      .valid  (s_axis_config_tvalid),
      .ready  (s_axis_config_tready),
      .last   (s_axis_config_tlast),
      .payload({s_axis_config_tlast, s_axis_config_tdata})
  );

  axis_rules #(
      .Width(Words * (WordWidth + 1) + 1),
      .Input(1)
  ) u_s_axis (
      .clk,
      .rst_n,
      .valid  (s_axis_tvalid),
      .ready  (s_axis_tready),
      .last   (s_axis_tlast),
      .payload({s_axis_tlast, s_axis_tuser, s_axis_tdata})
  );

  axis_rules #(
      .Width(Words * 9 + 1)
  ) u_m_axis (
      .clk,
      .rst_n,
      .valid  (m_axis_tvalid),
      .ready  (m_axis_tready),
      .last   (m_axis_tlast),
      .payload({m_axis_tlast, m_axis_tuser, m_axis_tdata})
  );

  logic [31:0] holding;

  always_comb begin
    holding = 32'(m_axis_tvalid) + 32'(spare_valid);
    for (int i = 0; i < Registers; i++) holding = holding + 32'(valid[i]);
  end

  axis_order #(
      .Width (Words + 1),
      .Depth (Registers + 2),
      .Known (0),
      .Clocks(1)
  ) u_order (
      .clk,
      .rst_n,
      .enters  (s_axis_tvalid && s_axis_tready),
      .entering({s_axis_tlast, s_axis_tuser}),
      .takes   (m_axis_tready),
      .leaves  (m_axis_tvalid && m_axis_tready),
      .leaving ({m_axis_tlast, m_axis_tuser}),
      .holding,
      .held    ('0)
  );

  `SINCE_RESET(clk, rst_n)

  for (genvar w = 0; w < Words; w++) begin : gen_word
    `ASSERT(unmarked, m_axis_tvalid && !m_axis_tuser[w], m_axis_tdata[w*8+:8] == 8'd0,
            "a word that does not count is not 0")
  end

  `COVER(end_leaves, m_axis_tvalid && m_axis_tready && m_axis_tlast)

endmodule

`default_nettype wire
