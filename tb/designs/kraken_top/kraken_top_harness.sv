// SPDX-License-Identifier: Apache-2.0

// The whole accelerator with taps between its stages: each is a beat in the clocks in which words
// leave a stage that does something to them, and nobody can hold it back.

`default_nettype none

module kraken_top_harness #(
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
    input  wire                               clk,
    input  wire                               rst_n,
    input  wire  [      PixelPortWords*8-1:0] s_axis_pixel_tdata,
    input  wire  [        PixelPortWords-1:0] s_axis_pixel_tuser,
    input  wire                               s_axis_pixel_tlast,
    input  wire                               s_axis_pixel_tvalid,
    output logic                              s_axis_pixel_tready,
    input  wire  [WeightPortWords*KWidth-1:0] s_axis_weight_tdata,
    input  wire                               s_axis_weight_tlast,
    input  wire                               s_axis_weight_tvalid,
    output logic                              s_axis_weight_tready,
    input  wire  [          CONFIG_WIDTH-1:0] s_axis_config_tdata,
    input  wire  [                       2:0] s_axis_config_tdest,
    input  wire                               s_axis_config_tlast,
    input  wire                               s_axis_config_tvalid,
    output logic                              s_axis_config_tready,
    input  wire  [               LANES*8-1:0] s_axis_tensor_tdata,
    input  wire  [                 LANES-1:0] s_axis_tensor_tuser,
    input  wire                               s_axis_tensor_tlast,
    input  wire                               s_axis_tensor_tvalid,
    output logic                              s_axis_tensor_tready,
    input  wire  [               LANES*8-1:0] s_axis_operand_tdata,
    input  wire                               s_axis_operand_tlast,
    input  wire                               s_axis_operand_tvalid,
    output logic                              s_axis_operand_tready,
    output logic [            OutBytes*8-1:0] m_axis_tdata,
    output logic [              OutBytes-1:0] m_axis_tuser,
    output logic [              OutBytes-1:0] m_axis_tkeep,
    output logic                              m_axis_tlast,
    output logic                              m_axis_tvalid,
    input  wire                               m_axis_tready,
    output logic                              busy,
    output logic                              error,
    output logic [                       3:0] error_code,
    output logic                              tap_sum_valid,
    output logic [              LANES*32-1:0] tap_sum_data,
    output logic [                 LANES-1:0] tap_sum_user,
    output logic                              tap_sum_last,
    output logic                              tap_requantized_valid,
    output logic [               LANES*8-1:0] tap_requantized_data,
    output logic [                 LANES-1:0] tap_requantized_user,
    output logic                              tap_requantized_last,
    output logic                              tap_activated_valid,
    output logic [               LANES*8-1:0] tap_activated_data,
    output logic [                 LANES-1:0] tap_activated_user,
    output logic                              tap_activated_last,
    output logic                              tap_added_valid,
    output logic [               LANES*8-1:0] tap_added_data,
    output logic [                 LANES-1:0] tap_added_user,
    output logic                              tap_added_last,
    output logic                              tap_pooled_valid,
    output logic [               LANES*8-1:0] tap_pooled_data,
    output logic [                 LANES-1:0] tap_pooled_user,
    output logic                              tap_pooled_last
);

  assign tap_sum_valid = u_top.sum_tvalid && u_top.sum_tready;
  assign tap_sum_data = u_top.sum_tdata;
  assign tap_sum_user = u_top.sum_tuser;
  assign tap_sum_last = u_top.sum_tlast;

  assign tap_requantized_valid = u_top.requantized_tvalid && u_top.requantized_tready;
  assign tap_requantized_data = u_top.requantized_tdata;
  assign tap_requantized_user = u_top.requantized_tuser;
  assign tap_requantized_last = u_top.requantized_tlast;

  assign tap_activated_valid = u_top.activated_tvalid && u_top.activated_tready &&
      u_top.activated_works;
  assign tap_activated_data = u_top.activated_tdata;
  assign tap_activated_user = u_top.activated_tuser;
  assign tap_activated_last = u_top.activated_tlast;

  assign tap_added_valid = u_top.added_tvalid && u_top.added_tready && u_top.added_works;
  assign tap_added_data = u_top.added_tdata;
  assign tap_added_user = u_top.added_tuser;
  assign tap_added_last = u_top.added_tlast;

  assign tap_pooled_valid = u_top.pooled_tvalid && u_top.pooled_tready && u_top.pooled_works;
  assign tap_pooled_data = u_top.pooled_tdata;
  assign tap_pooled_user = u_top.pooled_tuser;
  assign tap_pooled_last = u_top.pooled_tlast;

  kraken_top #(
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
  ) u_top (
      .clk,
      .rst_n,
      .s_axis_pixel_tdata,
      .s_axis_pixel_tuser,
      .s_axis_pixel_tlast,
      .s_axis_pixel_tvalid,
      .s_axis_pixel_tready,
      .s_axis_weight_tdata,
      .s_axis_weight_tlast,
      .s_axis_weight_tvalid,
      .s_axis_weight_tready,
      .s_axis_config_tdata,
      .s_axis_config_tdest,
      .s_axis_config_tlast,
      .s_axis_config_tvalid,
      .s_axis_config_tready,
      .s_axis_tensor_tdata,
      .s_axis_tensor_tuser,
      .s_axis_tensor_tlast,
      .s_axis_tensor_tvalid,
      .s_axis_tensor_tready,
      .s_axis_operand_tdata,
      .s_axis_operand_tlast,
      .s_axis_operand_tvalid,
      .s_axis_operand_tready,
      .m_axis_tdata,
      .m_axis_tuser,
      .m_axis_tkeep,
      .m_axis_tlast,
      .m_axis_tvalid,
      .m_axis_tready,
      .busy,
      .error,
      .error_code
  );

endmodule

`default_nettype wire
