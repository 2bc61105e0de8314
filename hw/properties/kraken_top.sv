// SPDX-License-Identifier: Apache-2.0
// What must hold of the accelerator: stream rules at its ports, and of the streams that are split and
// brought together inside.

`default_nettype none

`include "properties.svh"

module kraken_top_properties #(
    parameter  int Rows            = 7,
    parameter  int Cols            = 96,
    parameter  int KWidth          = 8,
    parameter  int KhMax           = 11,
    parameter  int KwMax           = 11,
    parameter  int SMax            = 4,
    parameter  int WeightDepth     = 2048,
    parameter  int OutChannels     = 2,
    parameter  int PixelBuses      = 2,
    parameter  int PixelPortWords  = Rows + KhMax - 1,
    parameter  int WeightPortWords = Cols,
    parameter  int OutBytes        = OutChannels * Rows,
    localparam int LANES           = OutChannels * Rows,
    localparam int CONFIG_WIDTH    = 72 * OutChannels
) (
    input wire                              clk,
    input wire                              rst_n,
    input wire [      PixelPortWords*8-1:0] s_axis_pixel_tdata,
    input wire [        PixelPortWords-1:0] s_axis_pixel_tuser,
    input wire                              s_axis_pixel_tlast,
    input wire                              s_axis_pixel_tvalid,
    input wire                              s_axis_pixel_tready,
    input wire [WeightPortWords*KWidth-1:0] s_axis_weight_tdata,
    input wire                              s_axis_weight_tlast,
    input wire                              s_axis_weight_tvalid,
    input wire                              s_axis_weight_tready,
    input wire [          CONFIG_WIDTH-1:0] s_axis_config_tdata,
    input wire [                       2:0] s_axis_config_tdest,
    input wire                              s_axis_config_tlast,
    input wire                              s_axis_config_tvalid,
    input wire                              s_axis_config_tready,
    input wire [               LANES*8-1:0] s_axis_tensor_tdata,
    input wire [                 LANES-1:0] s_axis_tensor_tuser,
    input wire                              s_axis_tensor_tlast,
    input wire                              s_axis_tensor_tvalid,
    input wire                              s_axis_tensor_tready,
    input wire [               LANES*8-1:0] s_axis_operand_tdata,
    input wire                              s_axis_operand_tlast,
    input wire                              s_axis_operand_tvalid,
    input wire                              s_axis_operand_tready,
    input wire [            OutBytes*8-1:0] m_axis_tdata,
    input wire [              OutBytes-1:0] m_axis_tuser,
    input wire [              OutBytes-1:0] m_axis_tkeep,
    input wire                              m_axis_tlast,
    input wire                              m_axis_tvalid,
    input wire                              m_axis_tready,
    input wire                              busy,
    input wire                              error,
    input wire [                       3:0] error_code,
    // inside
    input wire                              split_raw,
    input wire                              split_tvalid,
    input wire                              split_tready,
    input wire                              switch_tensor,
    input wire                              switch_tvalid,
    input wire                              switch_tready,
    input wire                              merge_raw,
    input wire                              merge_told_tready,
    input wire                              split_told_tready,
    input wire                              switch_told_tready,
    input wire                              merge_tvalid,
    input wire                              merge_tready,
    input wire [              LANES*32-1:0] sum_tdata,
    input wire [                 LANES-1:0] sum_tuser,
    input wire                              sum_tlast,
    input wire                              sum_tvalid,
    input wire                              sum_tready,
    input wire [              LANES*32-1:0] scaled_tdata,
    input wire [                 LANES-1:0] scaled_tuser,
    input wire                              scaled_tlast,
    input wire                              scaled_tvalid,
    input wire                              scaled_tready,
    input wire [              LANES*32-1:0] raw_tdata,
    input wire [                 LANES-1:0] raw_tuser,
    input wire                              raw_tlast,
    input wire                              raw_tvalid,
    input wire                              raw_tready,
    input wire [               LANES*8-1:0] requantized_tdata,
    input wire [                 LANES-1:0] requantized_tuser,
    input wire                              requantized_tlast,
    input wire                              requantized_tvalid,
    input wire                              requantized_tready,
    input wire [               LANES*8-1:0] tensor_tdata,
    input wire [                 LANES-1:0] tensor_tuser,
    input wire                              tensor_tlast,
    input wire                              tensor_tvalid,
    input wire                              tensor_tready,
    input wire [               LANES*8-1:0] chosen_tdata,
    input wire [                 LANES-1:0] chosen_tuser,
    input wire                              chosen_tlast,
    input wire                              chosen_tvalid,
    input wire                              chosen_tready,
    input wire [               LANES*8-1:0] pooled_tdata,
    input wire [                 LANES-1:0] pooled_tuser,
    input wire                              pooled_tlast,
    input wire                              pooled_tvalid,
    input wire                              pooled_tready,
    input wire [              LANES*32-1:0] leaving_tdata,
    input wire [                 LANES-1:0] leaving_tuser,
    input wire                              leaving_tlast,
    input wire                              leaving_tvalid,
    input wire                              leaving_tready
);

`ifdef FORMAL
  // In simulations the slices behind these ports look at the same streams.
  axis_rules #(
      .Width(PixelPortWords * 9 + 1),
      .Input(1)
  ) u_s_axis_pixel (
      .clk,
      .rst_n,
      .valid  (s_axis_pixel_tvalid),
      .ready  (s_axis_pixel_tready),
      .last   (s_axis_pixel_tlast),
      .payload({s_axis_pixel_tlast, s_axis_pixel_tuser, s_axis_pixel_tdata})
  );

  axis_rules #(
      .Width(WeightPortWords * KWidth + 1),
      .Input(1)
  ) u_s_axis_weight (
      .clk,
      .rst_n,
      .valid  (s_axis_weight_tvalid),
      .ready  (s_axis_weight_tready),
      .last   (s_axis_weight_tlast),
      .payload({s_axis_weight_tlast, s_axis_weight_tdata})
  );
`endif

  axis_rules #(
      .Width(CONFIG_WIDTH + 4),
      .Input(1)
  ) u_s_axis_config (
      .clk,
      .rst_n,
      .valid  (s_axis_config_tvalid),
      .ready  (s_axis_config_tready),
      .last   (s_axis_config_tlast),
      .payload({s_axis_config_tdest, s_axis_config_tlast, s_axis_config_tdata})
  );

  axis_rules #(
      .Width(LANES * 9 + 1),
      .Input(1)
  ) u_s_axis_tensor (
      .clk,
      .rst_n,
      .valid  (s_axis_tensor_tvalid),
      .ready  (s_axis_tensor_tready),
      .last   (s_axis_tensor_tlast),
      .payload({s_axis_tensor_tlast, s_axis_tensor_tuser, s_axis_tensor_tdata})
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

  axis_rules #(
      .Width(OutBytes * 10 + 1)
  ) u_m_axis (
      .clk,
      .rst_n,
      .valid  (m_axis_tvalid),
      .ready  (m_axis_tready),
      .last   (m_axis_tlast),
      .payload({m_axis_tlast, m_axis_tkeep, m_axis_tuser, m_axis_tdata})
  );

`ifndef FORMAL
  // Split and switch have no clock; beside this one they are looked at in simulations.
  axis_split_properties #(
      .Width(LANES * 33)
  ) u_split (
      .clk,
      .rst_n,
      .s_axis_select_tdata (split_raw),
      .s_axis_select_tvalid(split_tvalid),
      .s_axis_select_tready(split_tready),
      .s_axis_tdata        ({sum_tuser, sum_tdata}),
      .s_axis_tlast        (sum_tlast),
      .s_axis_tvalid       (sum_tvalid),
      .s_axis_tready       (sum_tready),
      .m_axis_a_tdata      ({scaled_tuser, scaled_tdata}),
      .m_axis_a_tlast      (scaled_tlast),
      .m_axis_a_tvalid     (scaled_tvalid),
      .m_axis_a_tready     (scaled_tready),
      .m_axis_b_tdata      ({raw_tuser, raw_tdata}),
      .m_axis_b_tlast      (raw_tlast),
      .m_axis_b_tvalid     (raw_tvalid),
      .m_axis_b_tready     (raw_tready)
  );

  axis_switch_properties #(
      .Width(LANES * 9)
  ) u_switch (
      .clk,
      .rst_n,
      .s_axis_select_tdata (switch_tensor),
      .s_axis_select_tvalid(switch_tvalid),
      .s_axis_select_tready(switch_tready),
      .s_axis_a_tdata      ({requantized_tuser, requantized_tdata}),
      .s_axis_a_tlast      (requantized_tlast),
      .s_axis_a_tvalid     (requantized_tvalid),
      .s_axis_a_tready     (requantized_tready),
      .s_axis_b_tdata      ({tensor_tuser, tensor_tdata}),
      .s_axis_b_tlast      (tensor_tlast),
      .s_axis_b_tvalid     (tensor_tvalid),
      .s_axis_b_tready     (tensor_tready),
      .m_axis_tdata        ({chosen_tuser, chosen_tdata}),
      .m_axis_tlast        (chosen_tlast),
      .m_axis_tvalid       (chosen_tvalid),
      .m_axis_tready       (chosen_tready)
  );

  axis_switch_properties #(
      .Width(LANES * 33)
  ) u_merge (
      .clk,
      .rst_n,
      .s_axis_select_tdata (merge_raw),
      .s_axis_select_tvalid(merge_tvalid),
      .s_axis_select_tready(merge_tready),
      .s_axis_a_tdata      ({pooled_tuser, {LANES * 24{1'b0}}, pooled_tdata}),
      .s_axis_a_tlast      (pooled_tlast),
      .s_axis_a_tvalid     (pooled_tvalid),
      .s_axis_a_tready     (pooled_tready),
      .s_axis_b_tdata      ({raw_tuser, raw_tdata}),
      .s_axis_b_tlast      (raw_tlast),
      .s_axis_b_tvalid     (raw_tvalid),
      .s_axis_b_tready     (raw_tready),
      .m_axis_tdata        ({leaving_tuser, leaving_tdata}),
      .m_axis_tlast        (leaving_tlast),
      .m_axis_tvalid       (leaving_tvalid),
      .m_axis_tready       (leaving_tready)
  );
`else
  `UNUSED({split_raw, switch_tensor, merge_raw})
`endif

  `SINCE_RESET(clk, rst_n)

  logic error_was_q;

  always @(posedge clk) error_was_q <= rst_n && error;

  `ASSERT(error_stays, error_was_q, error, "an error goes")
`ifndef FORMAL  // induction would have to follow each pass through all stages
  `ASSERT(told_together, merge_told_tready, split_told_tready && switch_told_tready,
          "a switch has no room for a pass that is told")
`endif

endmodule

`ifndef __ICARUS__
bind kraken_top kraken_top_properties #(
    .Rows           (Rows),
    .Cols           (Cols),
    .KWidth         (KWidth),
    .KhMax          (KhMax),
    .KwMax          (KwMax),
    .SMax           (SMax),
    .WeightDepth    (WeightDepth),
    .OutChannels    (OutChannels),
    .PixelBuses     (PixelBuses),
    .PixelPortWords (PixelPortWords),
    .WeightPortWords(WeightPortWords),
    .OutBytes       (OutBytes)
) u_properties (.*);
`endif

`default_nettype wire
