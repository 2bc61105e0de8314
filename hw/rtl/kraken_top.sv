// SPDX-License-Identifier: Apache-2.0
// The whole accelerator: the engine and the stages that make int8 tensors of its sums.
// hw/STAGES.md describes the streams, the passes and their configuration, and the clocks. A pass is
// one packet on its way: from the engine or as a tensor, through the stages or as raw sums.

`default_nettype none

module kraken_top #(
    parameter  int Rows            = 7,                   // R, output rows computed at once
    parameter  int Cols            = 96,                  // C, cores
    parameter  int KWidth          = 8,                   // bits of a weight, signed
    parameter  int KhMax           = 11,                  // tallest kernel
    parameter  int KwMax           = 11,                  // widest kernel
    parameter  int SMax            = 4,                   // largest stride, both ways
    parameter  int WeightDepth     = 2048,                // rows of each of two weight buffers
    parameter  int OutChannels     = 2,                   // M, channels that leave in a clock
    parameter  int PixelBuses      = 2,                   // sets of pixels used at once
    parameter  int PixelPortWords  = Rows + KhMax - 1,    // words of a pixel beat
    parameter  int WeightPortWords = Cols,                // words of a weight beat
    parameter  int OutBytes        = OutChannels * Rows,  // bytes of an output beat
    localparam int LANES           = OutChannels * Rows,  // words of a beat inside
    localparam int CONFIG_WIDTH    = 72 * OutChannels
) (
    input wire clk,
    input wire rst_n,  // synchronous
    // pixels and weights of the engine
    input wire [PixelPortWords*8-1:0] s_axis_pixel_tdata,
    input wire [PixelPortWords-1:0] s_axis_pixel_tuser,  // one bit a word: in the image
    input wire s_axis_pixel_tlast,  // last beat of the packet
    input wire s_axis_pixel_tvalid,
    output logic s_axis_pixel_tready,
    input wire [WeightPortWords*KWidth-1:0] s_axis_weight_tdata,
    input wire s_axis_weight_tlast,  // last beat of the packet
    input wire s_axis_weight_tvalid,
    output logic s_axis_weight_tready,
    // passes and what the stages do in them
    input wire [CONFIG_WIDTH-1:0] s_axis_config_tdata,
    input wire [2:0] s_axis_config_tdest,  // whose packet it is
    input wire s_axis_config_tlast,
    input wire s_axis_config_tvalid,
    output logic s_axis_config_tready,
    // words that take the place of the requantized sums
    input wire [LANES*8-1:0] s_axis_tensor_tdata,
    input wire [LANES-1:0] s_axis_tensor_tuser,  // one bit a word: it counts
    input wire s_axis_tensor_tlast,  // last beat of the pass
    input wire s_axis_tensor_tvalid,
    output logic s_axis_tensor_tready,
    // second operand of the adder
    input wire [LANES*8-1:0] s_axis_operand_tdata,
    input wire s_axis_operand_tlast,
    input wire s_axis_operand_tvalid,
    output logic s_axis_operand_tready,
    // what leaves: words of 8 bits, or raw sums of 32
    output logic [OutBytes*8-1:0] m_axis_tdata,
    output logic [OutBytes-1:0] m_axis_tuser,  // one bit a byte: of a word that counts
    output logic [OutBytes-1:0] m_axis_tkeep,  // one bit a byte: of a word at all
    output logic m_axis_tlast,  // last beat of the pass
    output logic m_axis_tvalid,
    input wire m_axis_tready,
    // taps: words as they leave a stage that does something to them, for who wants to look on
    output logic tap_sum_valid,
    output logic [LANES*32-1:0] tap_sum_data,
    output logic [LANES-1:0] tap_sum_user,
    output logic tap_sum_last,
    output logic tap_requantized_valid,
    output logic [LANES*8-1:0] tap_requantized_data,
    output logic [LANES-1:0] tap_requantized_user,
    output logic tap_requantized_last,
    output logic tap_activated_valid,
    output logic [LANES*8-1:0] tap_activated_data,
    output logic [LANES-1:0] tap_activated_user,
    output logic tap_activated_last,
    output logic tap_added_valid,
    output logic [LANES*8-1:0] tap_added_data,
    output logic [LANES-1:0] tap_added_user,
    output logic tap_added_last,
    output logic tap_pooled_valid,
    output logic [LANES*8-1:0] tap_pooled_data,
    output logic [LANES-1:0] tap_pooled_user,
    output logic tap_pooled_last,
    // state
    output logic busy,  // a pass has been told and has not left, or the engine works
    output logic error,  // a fault of the engine's packets; stays until reset
    output logic [3:0] error_code  // which: fault_e
);

  localparam int DEPTH = (Cols + OutChannels - 1) / OutChannels;  // beats of a column, at most
  localparam int PASSES_WIDTH = 4;  // of the number of passes inside: 2 wait, 4 leave

  typedef enum logic [2:0] {
    TO_PASS,
    TO_REQUANTIZER,
    TO_ACTIVATION,
    TO_ADDER,
    TO_POOL
  } dest_e;

  initial begin
    if (OutBytes < 1 || OutBytes > LANES * 4)
      $fatal(1, "OutBytes is %0d: choose 1 to 4*OutChannels*Rows, %0d", OutBytes, LANES * 4);
  end

  // ---------------------------------------------------------------- configuration
  logic [CONFIG_WIDTH-1:0] config_tdata;
  logic [             2:0] config_tdest;
  logic                    config_tlast;
  logic                    config_tvalid;
  logic                    config_tready;
  logic [             7:0] config_treadies;  // by destination
  logic                    requantizer_config_tready;
  logic                    activation_config_tready;
  logic                    adder_config_tready;
  logic                    pool_config_tready;
  logic                    pass_tready;

  axis_skid #(
      .Width(CONFIG_WIDTH + 4)
  ) u_config (
      .clk,
      .rst_n,
      .s_axis_tdata ({s_axis_config_tdest, s_axis_config_tlast, s_axis_config_tdata}),
      .s_axis_tvalid(s_axis_config_tvalid),
      .s_axis_tready(s_axis_config_tready),
      .m_axis_tdata ({config_tdest, config_tlast, config_tdata}),
      .m_axis_tvalid(config_tvalid),
      .m_axis_tready(config_tready)
  );

  // In the order of dest_e, from the last one on. What goes nowhere is dropped.
  assign config_treadies = {
    3'b111,
    pool_config_tready,
    adder_config_tready,
    activation_config_tready,
    requantizer_config_tready,
    pass_tready
  };
  assign config_tready = config_treadies[config_tdest];

  // ---------------------------------------------------------------- passes
  logic pass_tensor;
  logic pass_raw;
  logic pass_begins;
  logic pass_leaves;
  logic split_told_tready;
  logic switch_told_tready;
  logic merge_told_tready;
  logic split_raw;
  logic split_tvalid;
  logic split_tready;
  logic switch_tensor;
  logic switch_tvalid;
  logic switch_tready;
  logic merge_raw;
  logic merge_tvalid;
  logic merge_tready;

  // A pass is told to all that it concerns in one clock. None keeps a pass longer than the last
  // switch: where that has room, the others have.
  assign pass_tensor = config_tdata[0];
  assign pass_raw    = config_tdata[1];
  assign pass_tready = merge_told_tready;
  assign pass_begins = config_tvalid && config_tdest == TO_PASS && pass_tready;

  axis_skid #(
      .Width(1)
  ) u_split_told (
      .clk,
      .rst_n,
      .s_axis_tdata (pass_raw),
      .s_axis_tvalid(pass_begins && !pass_tensor),
      .s_axis_tready(split_told_tready),
      .m_axis_tdata (split_raw),
      .m_axis_tvalid(split_tvalid),
      .m_axis_tready(split_tready)
  );

  axis_skid #(
      .Width(1)
  ) u_switch_told (
      .clk,
      .rst_n,
      .s_axis_tdata (pass_tensor),
      .s_axis_tvalid(pass_begins && !pass_raw),
      .s_axis_tready(switch_told_tready),
      .m_axis_tdata (switch_tensor),
      .m_axis_tvalid(switch_tvalid),
      .m_axis_tready(switch_tready)
  );

  axis_skid #(
      .Width(1)
  ) u_merge_told (
      .clk,
      .rst_n,
      .s_axis_tdata (pass_raw),
      .s_axis_tvalid(pass_begins),
      .s_axis_tready(merge_told_tready),
      .m_axis_tdata (merge_raw),
      .m_axis_tvalid(merge_tvalid),
      .m_axis_tready(merge_tready)
  );

  // ---------------------------------------------------------------- sums
  logic [LANES*32-1:0] sum_tdata;
  logic [   LANES-1:0] sum_tuser;
  logic [ LANES*4-1:0] sum_tkeep;
  logic                sum_tlast;
  logic                sum_tvalid;
  logic                sum_tready;
  logic                engine_busy;
  logic                packet_done;
  logic [LANES*32-1:0] scaled_tdata;
  logic [   LANES-1:0] scaled_tuser;
  logic                scaled_tlast;
  logic                scaled_tvalid;
  logic                scaled_tready;
  logic [LANES*32-1:0] raw_tdata;
  logic [   LANES-1:0] raw_tuser;
  logic                raw_tlast;
  logic                raw_tvalid;
  logic                raw_tready;

  conv_engine #(
      .Rows           (Rows),
      .Cols           (Cols),
      .XWidth         (8),
      .KWidth         (KWidth),
      .YWidth         (32),
      .KhMax          (KhMax),
      .KwMax          (KwMax),
      .SMax           (SMax),
      .WeightDepth    (WeightDepth),
      .OutChannels    (OutChannels),
      .PixelBuses     (PixelBuses),
      .PixelPortWords (PixelPortWords),
      .WeightPortWords(WeightPortWords)
  ) u_engine (
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
      .m_axis_sum_tdata (sum_tdata),
      .m_axis_sum_tuser (sum_tuser),
      .m_axis_sum_tkeep (sum_tkeep),
      .m_axis_sum_tlast (sum_tlast),
      .m_axis_sum_tvalid(sum_tvalid),
      .m_axis_sum_tready(sum_tready),
      .busy             (engine_busy),
      .packet_done,
      .error,
      .error_code
  );

  axis_split #(
      .Width(LANES * 33)
  ) u_split (
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

  logic [LANES*8-1:0] requantized_tdata;
  logic [  LANES-1:0] requantized_tuser;
  logic               requantized_tlast;
  logic               requantized_tvalid;
  logic               requantized_tready;

  requantizer #(
      .Rows       (Rows),
      .OutChannels(OutChannels),
      .Depth      (DEPTH),
      .ConfigWidth(CONFIG_WIDTH)
  ) u_requantizer (
      .clk,
      .rst_n,
      .s_axis_config_tdata (config_tdata),
      .s_axis_config_tlast (config_tlast),
      .s_axis_config_tvalid(config_tvalid && config_tdest == TO_REQUANTIZER),
      .s_axis_config_tready(requantizer_config_tready),
      .s_axis_tdata        (scaled_tdata),
      .s_axis_tuser        (scaled_tuser),
      .s_axis_tlast        (scaled_tlast),
      .s_axis_tvalid       (scaled_tvalid),
      .s_axis_tready       (scaled_tready),
      .m_axis_tdata        (requantized_tdata),
      .m_axis_tuser        (requantized_tuser),
      .m_axis_tlast        (requantized_tlast),
      .m_axis_tvalid       (requantized_tvalid),
      .m_axis_tready       (requantized_tready)
  );

  // ---------------------------------------------------------------- tensors and operands
  logic [LANES*8-1:0] tensor_tdata;
  logic [  LANES-1:0] tensor_tuser;
  logic               tensor_tlast;
  logic               tensor_tvalid;
  logic               tensor_tready;
  logic [LANES*8-1:0] operand_tdata;
  logic               operand_tlast;
  logic               operand_tvalid;
  logic               operand_tready;
  logic [LANES*8-1:0] chosen_tdata;
  logic [  LANES-1:0] chosen_tuser;
  logic               chosen_tlast;
  logic               chosen_tvalid;
  logic               chosen_tready;

  axis_skid #(
      .Width(LANES * 9 + 1)
  ) u_tensor (
      .clk,
      .rst_n,
      .s_axis_tdata ({s_axis_tensor_tlast, s_axis_tensor_tuser, s_axis_tensor_tdata}),
      .s_axis_tvalid(s_axis_tensor_tvalid),
      .s_axis_tready(s_axis_tensor_tready),
      .m_axis_tdata ({tensor_tlast, tensor_tuser, tensor_tdata}),
      .m_axis_tvalid(tensor_tvalid),
      .m_axis_tready(tensor_tready)
  );

  axis_skid #(
      .Width(LANES * 8 + 1)
  ) u_operand (
      .clk,
      .rst_n,
      .s_axis_tdata ({s_axis_operand_tlast, s_axis_operand_tdata}),
      .s_axis_tvalid(s_axis_operand_tvalid),
      .s_axis_tready(s_axis_operand_tready),
      .m_axis_tdata ({operand_tlast, operand_tdata}),
      .m_axis_tvalid(operand_tvalid),
      .m_axis_tready(operand_tready)
  );

  axis_switch #(
      .Width(LANES * 9)
  ) u_switch (
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

  // ---------------------------------------------------------------- stages
  logic [LANES*8-1:0] activated_tdata;
  logic [  LANES-1:0] activated_tuser;
  logic               activated_tlast;
  logic               activated_tvalid;
  logic               activated_tready;
  logic               activated_works;
  logic [LANES*8-1:0] added_tdata;
  logic [  LANES-1:0] added_tuser;
  logic               added_tlast;
  logic               added_tvalid;
  logic               added_tready;
  logic               added_works;
  logic [LANES*8-1:0] pooled_tdata;
  logic [  LANES-1:0] pooled_tuser;
  logic               pooled_tlast;
  logic               pooled_tvalid;
  logic               pooled_tready;
  logic               pooled_works;

  activation #(
      .Rows       (Rows),
      .OutChannels(OutChannels),
      .ConfigWidth(CONFIG_WIDTH)
  ) u_activation (
      .clk,
      .rst_n,
      .s_axis_config_tdata (config_tdata),
      .s_axis_config_tlast (config_tlast),
      .s_axis_config_tvalid(config_tvalid && config_tdest == TO_ACTIVATION),
      .s_axis_config_tready(activation_config_tready),
      .s_axis_tdata        (chosen_tdata),
      .s_axis_tuser        (chosen_tuser),
      .s_axis_tlast        (chosen_tlast),
      .s_axis_tvalid       (chosen_tvalid),
      .s_axis_tready       (chosen_tready),
      .m_axis_tdata        (activated_tdata),
      .m_axis_tuser        (activated_tuser),
      .m_axis_tlast        (activated_tlast),
      .m_axis_tvalid       (activated_tvalid),
      .m_axis_tready       (activated_tready),
      .works               (activated_works)
  );

  add_engine #(
      .Rows       (Rows),
      .OutChannels(OutChannels),
      .ConfigWidth(CONFIG_WIDTH)
  ) u_adder (
      .clk,
      .rst_n,
      .s_axis_config_tdata  (config_tdata),
      .s_axis_config_tlast  (config_tlast),
      .s_axis_config_tvalid (config_tvalid && config_tdest == TO_ADDER),
      .s_axis_config_tready (adder_config_tready),
      .s_axis_tdata         (activated_tdata),
      .s_axis_tuser         (activated_tuser),
      .s_axis_tlast         (activated_tlast),
      .s_axis_tvalid        (activated_tvalid),
      .s_axis_tready        (activated_tready),
      .s_axis_operand_tdata (operand_tdata),
      .s_axis_operand_tlast (operand_tlast),
      .s_axis_operand_tvalid(operand_tvalid),
      .s_axis_operand_tready(operand_tready),
      .m_axis_tdata         (added_tdata),
      .m_axis_tuser         (added_tuser),
      .m_axis_tlast         (added_tlast),
      .m_axis_tvalid        (added_tvalid),
      .m_axis_tready        (added_tready),
      .works                (added_works)
  );

  pool_engine #(
      .Rows       (Rows),
      .OutChannels(OutChannels),
      .Depth      (DEPTH),
      .ConfigWidth(CONFIG_WIDTH)
  ) u_pool (
      .clk,
      .rst_n,
      .s_axis_config_tdata (config_tdata),
      .s_axis_config_tlast (config_tlast),
      .s_axis_config_tvalid(config_tvalid && config_tdest == TO_POOL),
      .s_axis_config_tready(pool_config_tready),
      .s_axis_tdata        (added_tdata),
      .s_axis_tuser        (added_tuser),
      .s_axis_tlast        (added_tlast),
      .s_axis_tvalid       (added_tvalid),
      .s_axis_tready       (added_tready),
      .m_axis_tdata        (pooled_tdata),
      .m_axis_tuser        (pooled_tuser),
      .m_axis_tlast        (pooled_tlast),
      .m_axis_tvalid       (pooled_tvalid),
      .m_axis_tready       (pooled_tready),
      .works               (pooled_works)
  );

  // ---------------------------------------------------------------- the way out
  logic [LANES*32-1:0] leaving_tdata;
  logic [   LANES-1:0] leaving_tuser;
  logic                leaving_tlast;
  logic                leaving_tvalid;
  logic                leaving_tready;

  axis_switch #(
      .Width(LANES * 33)
  ) u_merge (
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

  axis_narrow #(
      .Words   (LANES),
      .OutBytes(OutBytes)
  ) u_narrow (
      .clk,
      .rst_n,
      .wide         (merge_raw),
      .s_axis_tdata (leaving_tdata),
      .s_axis_tuser (leaving_tuser),
      .s_axis_tlast (leaving_tlast),
      .s_axis_tvalid(leaving_tvalid),
      .s_axis_tready(leaving_tready),
      .m_axis_tdata,
      .m_axis_tuser,
      .m_axis_tkeep,
      .m_axis_tlast,
      .m_axis_tvalid,
      .m_axis_tready
  );

  // ---------------------------------------------------------------- taps
  assign tap_sum_valid         = sum_tvalid && sum_tready;
  assign tap_sum_data          = sum_tdata;
  assign tap_sum_user          = sum_tuser;
  assign tap_sum_last          = sum_tlast;
  assign tap_requantized_valid = requantized_tvalid && requantized_tready;
  assign tap_requantized_data  = requantized_tdata;
  assign tap_requantized_user  = requantized_tuser;
  assign tap_requantized_last  = requantized_tlast;
  assign tap_activated_valid   = activated_tvalid && activated_tready && activated_works;
  assign tap_activated_data    = activated_tdata;
  assign tap_activated_user    = activated_tuser;
  assign tap_activated_last    = activated_tlast;
  assign tap_added_valid       = added_tvalid && added_tready && added_works;
  assign tap_added_data        = added_tdata;
  assign tap_added_user        = added_tuser;
  assign tap_added_last        = added_tlast;
  assign tap_pooled_valid      = pooled_tvalid && pooled_tready && pooled_works;
  assign tap_pooled_data       = pooled_tdata;
  assign tap_pooled_user       = pooled_tuser;
  assign tap_pooled_last       = pooled_tlast;

  // ---------------------------------------------------------------- state
  logic [PASSES_WIDTH-1:0] passes_q;  // told and not left
  logic                    unused;

  assign pass_leaves = m_axis_tvalid && m_axis_tready && m_axis_tlast;
  assign busy        = engine_busy || passes_q != '0;
  assign unused      = ^{sum_tkeep, packet_done, split_told_tready, switch_told_tready};

  always_ff @(posedge clk) begin
    if (!rst_n) passes_q <= '0;
    else passes_q <= passes_q + PASSES_WIDTH'(pass_begins) - PASSES_WIDTH'(pass_leaves);
  end

endmodule

`default_nettype wire
