// SPDX-License-Identifier: Apache-2.0
// What must hold of the requantizer: that of every stage.

`default_nettype none

`include "properties.svh"

module requantizer_properties
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
    input wire [         LANES*32-1:0] s_axis_tdata,
    input wire [            LANES-1:0] s_axis_tuser,
    input wire                         s_axis_tlast,
    input wire                         s_axis_tvalid,
    input wire                         s_axis_tready,
    input wire [          LANES*8-1:0] m_axis_tdata,
    input wire [            LANES-1:0] m_axis_tuser,
    input wire                         m_axis_tlast,
    input wire                         m_axis_tvalid,
    input wire                         m_axis_tready,
    input wire [CHANNEL_REGISTERS+1:0] valid_q,
    input wire                         spare_valid
);

  axis_stage #(
      .Words      (LANES),
      .WordWidth  (32),
      .ConfigWidth(ConfigWidth),
      .Registers  (CHANNEL_REGISTERS + 2)
  ) u_stage (
      .*,
      .valid(valid_q)
  );

endmodule

`ifndef __ICARUS__
bind requantizer requantizer_properties #(
    .Rows       (Rows),
    .OutChannels(OutChannels),
    .ConfigWidth(ConfigWidth)
) u_properties (
    .*,
    .spare_valid(u_skid.spare_valid_q)
);
`endif

`default_nettype wire
