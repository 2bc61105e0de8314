// SPDX-License-Identifier: Apache-2.0
// What must hold of the adder: that of every stage, and an operand for each beat that needs one.

`default_nettype none

`include "properties.svh"

module add_engine_properties
  import stage_pkg::*;
#(
    parameter  int Rows        = 7,
    parameter  int OutChannels = 2,
    parameter  int ConfigWidth = 144,
    localparam int LANES       = OutChannels * Rows
) (
    input wire                         clk,
    input wire                         rst_n,
    input wire [      ConfigWidth-1:0] s_axis_config_tdata,
    input wire                         s_axis_config_tlast,
    input wire                         s_axis_config_tvalid,
    input wire                         s_axis_config_tready,
    input wire [          LANES*8-1:0] s_axis_tdata,
    input wire [            LANES-1:0] s_axis_tuser,
    input wire                         s_axis_tlast,
    input wire                         s_axis_tvalid,
    input wire                         s_axis_tready,
    input wire [          LANES*8-1:0] s_axis_operand_tdata,
    input wire                         s_axis_operand_tlast,
    input wire                         s_axis_operand_tvalid,
    input wire                         s_axis_operand_tready,
    input wire [          LANES*8-1:0] m_axis_tdata,
    input wire [            LANES-1:0] m_axis_tuser,
    input wire                         m_axis_tlast,
    input wire                         m_axis_tvalid,
    input wire                         m_axis_tready,
    input wire                         current_q,
    input wire                         pass_q,
    input wire [CHANNEL_REGISTERS+4:0] valid_q,
    input wire                         spare_valid
);

  axis_rules #(
      .Width(LANES * 8 + 1),
      .Input(1)
  ) u_s_axis_operand (
      .clk,
      .rst_n,
      .valid  (s_axis_operand_tvalid),
      .ready  (s_axis_operand_tready),
      .last   (s_axis_operand_tlast),
      .payload({s_axis_operand_tlast, s_axis_operand_tdata})
  );

  axis_stage #(
      .Words      (LANES),
      .ConfigWidth(ConfigWidth),
      .Registers  (CHANNEL_REGISTERS + 5)
  ) u_stage (
      .*,
      .valid(valid_q)
  );

  `SINCE_RESET(clk, rst_n)

  `ASSERT(configured, s_axis_tready || s_axis_operand_tready, current_q,
          "a beat is taken without its configuration")
  `ASSERT(
      paired, s_axis_tvalid && !pass_q,
      (s_axis_tready && s_axis_operand_tvalid) == (s_axis_operand_tready && s_axis_operand_tvalid),
      "one of two operands is taken alone")
  `ASSERT(not_needed, pass_q || !s_axis_tvalid, !s_axis_operand_tready,
          "an operand is taken that no beat needs")

  `COVER(adds, s_axis_operand_tvalid && s_axis_operand_tready)

endmodule

`ifndef __ICARUS__
bind add_engine add_engine_properties #(
    .Rows       (Rows),
    .OutChannels(OutChannels),
    .ConfigWidth(ConfigWidth)
) u_properties (
    .*,
    .spare_valid(u_skid.spare_valid_q)
);
`endif

`default_nettype wire
