// SPDX-License-Identifier: Apache-2.0
// What must hold of the pooling: stream rules. How many beats leave is its configuration's business.

`default_nettype none

`include "properties.svh"

module pool_engine_properties #(
    parameter  int Rows        = 7,
    parameter  int OutChannels = 2,
    parameter  int ConfigWidth = 144,
    localparam int LANES       = OutChannels * Rows,
    localparam int BEATS       = (256 + ConfigWidth - 1) / ConfigWidth  // of a configuration
) (
    input wire                   clk,
    input wire                   rst_n,
    input wire [ConfigWidth-1:0] s_axis_config_tdata,
    input wire                   s_axis_config_tlast,
    input wire                   s_axis_config_tvalid,
    input wire                   s_axis_config_tready,
    input wire [    LANES*8-1:0] s_axis_tdata,
    input wire [      LANES-1:0] s_axis_tuser,
    input wire                   s_axis_tlast,
    input wire                   s_axis_tvalid,
    input wire                   s_axis_tready,
    input wire [    LANES*8-1:0] m_axis_tdata,
    input wire [      LANES-1:0] m_axis_tuser,
    input wire                   m_axis_tlast,
    input wire                   m_axis_tvalid,
    input wire                   m_axis_tready,
    // inside: of the reader of configurations
    input wire [            1:0] config_state,          // 0 in a header, 1 in a body
    input wire [           31:0] config_count           // beats of the header that are here
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
      .Width(LANES * 9 + 1),
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
      .Width(LANES * 9 + 1)
  ) u_m_axis (
      .clk,
      .rst_n,
      .valid  (m_axis_tvalid),
      .ready  (m_axis_tready),
      .last   (m_axis_tlast),
      .payload({m_axis_tlast, m_axis_tuser, m_axis_tdata})
  );

  // A beat waits for its configuration: its header comes in, is taken over, and is there.
  axis_answer #(
      .Clocks(BEATS + 1)
  ) u_answer (
      .clk,
      .rst_n,
      .valid (s_axis_tvalid),
      .ready (s_axis_tready),
      .helped(m_axis_tready && s_axis_config_tvalid && config_state != 1)
  );

  `SINCE_RESET(clk, rst_n)

  `ASSERT(in_header, 1'b1, config_state <= 2 && config_count < BEATS,
          "more beats of a header than there are")
  `ASSERT(drops, config_state == 1, s_axis_config_tready,
          "a beat behind a configuration's header is not dropped")

  for (genvar w = 0; w < LANES; w++) begin : gen_word
    `ASSERT(unmarked, m_axis_tvalid && !m_axis_tuser[w], m_axis_tdata[w*8+:8] == 8'd0,
            "a word that does not count is not 0")
  end

  `COVER(end_leaves, m_axis_tvalid && m_axis_tready && m_axis_tlast)

endmodule

`ifndef __ICARUS__
bind pool_engine pool_engine_properties #(
    .Rows       (Rows),
    .OutChannels(OutChannels),
    .ConfigWidth(ConfigWidth)
) u_properties (
    .*,
    .config_state(u_reader.state_q),
    .config_count(32'(u_reader.count_q))
);
`endif

`default_nettype wire
