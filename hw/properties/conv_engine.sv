// SPDX-License-Identifier: Apache-2.0
// What must hold of the engine at its ports: stream rules, and an error that stays as it is.

`default_nettype none

`include "properties.svh"

module conv_engine_properties #(
    parameter  int Rows            = 7,
    parameter  int Cols            = 96,
    parameter  int XWidth          = 8,
    parameter  int KWidth          = 8,
    parameter  int YWidth          = 32,
    parameter  int KhMax           = 11,
    parameter  int KwMax           = 11,
    parameter  int SMax            = 4,
    parameter  int WeightDepth     = 2048,
    parameter  int OutChannels     = 2,
    parameter  int PixelBuses      = 2,
    parameter  int PixelPortWords  = Rows + KhMax - 1,
    parameter  int WeightPortWords = Cols,
    localparam int SUM_WORDS       = OutChannels * Rows,
    localparam int SUM_BYTES       = (SUM_WORDS * YWidth + 7) / 8
) (
    input wire                              clk,
    input wire                              rst_n,
    input wire [ PixelPortWords*XWidth-1:0] s_axis_pixel_tdata,
    input wire [        PixelPortWords-1:0] s_axis_pixel_tuser,
    input wire                              s_axis_pixel_tlast,
    input wire                              s_axis_pixel_tvalid,
    input wire                              s_axis_pixel_tready,
    input wire [WeightPortWords*KWidth-1:0] s_axis_weight_tdata,
    input wire                              s_axis_weight_tlast,
    input wire                              s_axis_weight_tvalid,
    input wire                              s_axis_weight_tready,
    input wire [      SUM_WORDS*YWidth-1:0] m_axis_sum_tdata,
    input wire [             SUM_WORDS-1:0] m_axis_sum_tuser,
    input wire [             SUM_BYTES-1:0] m_axis_sum_tkeep,
    input wire                              m_axis_sum_tlast,
    input wire                              m_axis_sum_tvalid,
    input wire                              m_axis_sum_tready,
    input wire                              busy,
    input wire                              packet_done,
    input wire                              error,
    input wire [                       3:0] error_code
);

`ifdef FORMAL
  // In simulations the slices behind these ports look at the same streams.
  axis_rules #(
      .Width(PixelPortWords * (XWidth + 1) + 1),
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
      .Width(SUM_WORDS * (YWidth + 1) + SUM_BYTES + 1)
  ) u_m_axis_sum (
      .clk,
      .rst_n,
      .valid  (m_axis_sum_tvalid),
      .ready  (m_axis_sum_tready),
      .last   (m_axis_sum_tlast),
      .payload({m_axis_sum_tlast, m_axis_sum_tkeep, m_axis_sum_tuser, m_axis_sum_tdata})
  );

  logic       error_was_q;
  logic [3:0] code_q;
  logic       last_left_q;  // the last beat of a packet left the clock before

  logic       last_left;
  assign last_left = rst_n && m_axis_sum_tvalid && m_axis_sum_tready && m_axis_sum_tlast;

  `FOLLOWS(clk, error_was_q, rst_n && error)
  `FOLLOWS(clk, code_q, error_code)
  `FOLLOWS(clk, last_left_q, last_left)

  `SINCE_RESET(clk, rst_n)

  `ASSERT(error_stays, error_was_q, error && error_code == code_q, "an error goes, or changes")
  `ASSERT(has_code, 1'b1, error == (error_code != 0), "an error has no code, or a code no error")
  `ASSERT(done_once, packet_done, last_left_q, "a packet is told as done that has not left")
  `ASSERT(busy_while_leaving, m_axis_sum_tvalid, busy, "sums leave, and it says that it is idle")

endmodule

`ifndef __ICARUS__
bind conv_engine conv_engine_properties #(
    .Rows           (Rows),
    .Cols           (Cols),
    .XWidth         (XWidth),
    .KWidth         (KWidth),
    .YWidth         (YWidth),
    .KhMax          (KhMax),
    .KwMax          (KwMax),
    .SMax           (SMax),
    .WeightDepth    (WeightDepth),
    .OutChannels    (OutChannels),
    .PixelBuses     (PixelBuses),
    .PixelPortWords (PixelPortWords),
    .WeightPortWords(WeightPortWords)
) u_properties (.*);
`endif

`default_nettype wire
