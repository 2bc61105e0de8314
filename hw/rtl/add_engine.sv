// SPDX-License-Identifier: Apache-2.0
// Adds, subtracts or multiplies the int8 words of two streams of different scales, or passes those
// of the first on: one packet for each configuration. A beat is taken from both streams in the same
// clock, marks and tlast are the first one's; a packet that passes leaves the second stream alone.
// Takes a beat a clock once the configuration is there. Latency: thirteen clocks.

`default_nettype none

module add_engine
  import stage_pkg::*;
#(
    parameter  int Rows        = 7,
    parameter  int OutChannels = 2,
    parameter  int ConfigWidth = 144,                // bits of a beat of the configuration
    localparam int LANES       = OutChannels * Rows
) (
    input  wire                    clk,
    input  wire                    rst_n,
    input  wire  [ConfigWidth-1:0] s_axis_config_tdata,
    input  wire                    s_axis_config_tlast,
    input  wire                    s_axis_config_tvalid,
    output logic                   s_axis_config_tready,
    input  wire  [    LANES*8-1:0] s_axis_tdata,
    input  wire  [      LANES-1:0] s_axis_tuser,           // one bit a word: it counts
    input  wire                    s_axis_tlast,
    input  wire                    s_axis_tvalid,
    output logic                   s_axis_tready,
    input  wire  [    LANES*8-1:0] s_axis_operand_tdata,
    input  wire                    s_axis_operand_tlast,   // ignored
    input  wire                    s_axis_operand_tvalid,
    output logic                   s_axis_operand_tready,
    output logic [    LANES*8-1:0] m_axis_tdata,
    output logic [      LANES-1:0] m_axis_tuser,
    output logic                   m_axis_tlast,
    output logic                   m_axis_tvalid,
    input  wire                    m_axis_tready,
    output logic                   works                   // the beat on m_axis met an operand
);

  // Register 0 has the centred operands, 1 to 3 bring them to a common scale, 4 has their sum.
  localparam int SUM = 4;
  localparam int REGISTERS = SUM + 1 + CHANNEL_REGISTERS;
  localparam int SIDE_WIDTH = LANES + 2;
  localparam int SUM_WIDTH = 30;
  localparam int RESULT_WIDTH = 64;
  localparam int FIELDS = 92 + RESULT_WIDTH;  // bits of the header that have a meaning

  localparam logic [1:0] OP_PASS = 2'd0;
  localparam logic [1:0] OP_SUB = 2'd2;
  localparam logic [1:0] OP_MUL = 2'd3;
  // High, low, zero point, rounding, shift and mantissa that leave an int8 sum as it is.
  localparam logic [RESULT_WIDTH-1:0] AS_IT_IS = {8'h7F, 8'h80, 8'h00, 2'd0, 6'd0, 32'h80000000};

  logic [  CONFIG_HEADER_BITS-1:0] header;
  logic                            header_valid;
  logic                            take;
  logic [         ConfigWidth-1:0] body_tdata;
  logic                            body_tlast;
  logic                            body_tvalid;
  logic [                     1:0] head_op;
  logic [                     7:0] head_zero_point_1;
  logic [                     7:0] head_zero_point_2;
  logic [                    31:0] head_mantissa_1;
  logic [                     4:0] head_shift_1;
  logic [                    31:0] head_mantissa_2;
  logic [                     4:0] head_shift_2;
  logic [        RESULT_WIDTH-1:0] head_result;
  logic                            passes;
  logic                            multiplies;

  // The current packet's configuration.
  logic                            current_q;  // it is there
  logic                            pass_q;
  logic                            multiply_q;
  logic                            subtract_q;
  logic [                     7:0] zero_point_1_q;
  logic [                     7:0] zero_point_2_q;
  logic [                    31:0] mantissa_1_q;
  logic [                     4:0] shift_1_q;
  logic [                    31:0] mantissa_2_q;
  logic [                     4:0] shift_2_q;
  logic [        RESULT_WIDTH-1:0] result_q;

  // What a beat takes along of it, as far as the registers behind need it.
  logic                            along_multiply_q;
  logic [                    31:0] along_mantissa_1_q;
  logic [                    31:0] along_mantissa_2_q;
  logic [                    33:0] along_triple_1_q;
  logic [                    33:0] along_triple_2_q;
  logic [                    14:0] along_shift_1_q;
  logic [                    14:0] along_shift_2_q;
  logic [                 SUM-1:0] along_subtract_q;
  logic [(SUM+1)*RESULT_WIDTH-1:0] along_result_q;
  logic [REGISTERS*SIDE_WIDTH-1:0] side_q;  // works, tlast and tuser

  logic                            ready;
  logic                            fire;
  logic                            done;
  logic [           REGISTERS-1:0] move;  // the register may load
  logic [           REGISTERS-1:0] load;  // a beat comes into it
  logic [           REGISTERS-1:0] valid_q;
  logic                            skid_ready;
  logic [                    33:0] triple_1;
  logic [                    33:0] triple_2;
  logic [                     4:0] shift_1;
  logic [                     4:0] shift_2;
  logic [          SIDE_WIDTH-1:0] side;
  logic [                    31:0] mantissa;
  logic [                     5:0] shift;
  logic [                     1:0] rounding;
  logic [                     7:0] zero_point;
  logic [                     7:0] low;
  logic [                     7:0] high;
  logic [     LANES*SUM_WIDTH-1:0] sums;
  logic [             LANES*8-1:0] words;
  logic [             LANES*8-1:0] data;

  config_reader #(
      .ConfigWidth(ConfigWidth)
  ) u_reader (
      .clk,
      .rst_n,
      .s_axis_config_tdata,
      .s_axis_config_tlast,
      .s_axis_config_tvalid,
      .s_axis_config_tready,
      .header,
      .header_valid,
      .take,
      .body_tdata,
      .body_tlast,
      .body_tvalid,
      .body_tready(1'b1)
  );

  assign {head_result, head_shift_2, head_mantissa_2, head_shift_1, head_mantissa_1,
          head_zero_point_2, head_zero_point_1, head_op} = header[FIELDS-1:0];
  assign passes = head_op == OP_PASS;
  assign multiplies = passes || head_op == OP_MUL;

  assign ready = move[0] && current_q;
  assign s_axis_tready = ready && (pass_q || s_axis_operand_tvalid);
  assign s_axis_operand_tready = ready && !pass_q && s_axis_tvalid;
  assign fire = s_axis_tvalid && s_axis_tready;
  assign done = fire && s_axis_tlast;
  assign take = header_valid && (!current_q || done);

  always_ff @(posedge clk) begin
    if (!rst_n) current_q <= 1'b0;
    else if (take) current_q <= 1'b1;
    else if (done) current_q <= 1'b0;
  end

  // Words pass as a product with 1; a product is the first summand alone.
  always_ff @(posedge clk) begin
    if (take) begin
      pass_q         <= passes;
      multiply_q     <= multiplies;
      subtract_q     <= head_op == OP_SUB;
      zero_point_1_q <= passes ? '0 : head_zero_point_1;
      zero_point_2_q <= head_zero_point_2;
      mantissa_1_q   <= head_mantissa_1;
      shift_1_q      <= multiplies ? '0 : head_shift_1;
      mantissa_2_q   <= multiplies ? '0 : head_mantissa_2;
      shift_2_q      <= head_shift_2;
      result_q       <= passes ? AS_IT_IS : head_result;
    end
  end

  // A register takes a beat where it or one behind it is empty, or where the last one's beat leaves.
  for (genvar i = 0; i < REGISTERS; i++) begin : gen_move
    assign move[i] = skid_ready || !(&valid_q[REGISTERS-1:i]);
  end

  assign load = move & {valid_q[REGISTERS-2:0], fire};

  always_ff @(posedge clk) begin
    if (!rst_n) valid_q <= '0;
    else begin
      if (move[0]) valid_q[0] <= fire;
      for (int i = 1; i < REGISTERS; i++) begin
        if (move[i]) valid_q[i] <= valid_q[i-1];
      end
    end
  end

  always_ff @(posedge clk) begin
    if (move[0]) begin
      along_multiply_q                 <= multiply_q;
      along_mantissa_1_q               <= mantissa_1_q;
      along_mantissa_2_q               <= mantissa_2_q;
      along_triple_1_q                 <= triple_1;
      along_triple_2_q                 <= triple_2;
      along_shift_1_q[4:0]             <= shift_1_q;
      along_shift_2_q[4:0]             <= shift_2_q;
      along_subtract_q[0]              <= subtract_q;
      along_result_q[RESULT_WIDTH-1:0] <= result_q;
      side_q[SIDE_WIDTH-1:0]           <= {!pass_q, s_axis_tlast, s_axis_tuser};
    end
    for (int i = 1; i < SUM - 1; i++) begin
      if (move[i]) begin
        along_shift_1_q[i*5+:5] <= along_shift_1_q[(i-1)*5+:5];
        along_shift_2_q[i*5+:5] <= along_shift_2_q[(i-1)*5+:5];
      end
    end
    for (int i = 1; i < SUM; i++) begin
      if (move[i]) along_subtract_q[i] <= along_subtract_q[i-1];
    end
    for (int i = 1; i <= SUM; i++) begin
      if (move[i]) begin
        along_result_q[i*RESULT_WIDTH+:RESULT_WIDTH] <=
            along_result_q[(i-1)*RESULT_WIDTH+:RESULT_WIDTH];
      end
    end
    for (int i = 1; i < REGISTERS; i++) begin
      if (move[i]) side_q[i*SIDE_WIDTH+:SIDE_WIDTH] <= side_q[(i-1)*SIDE_WIDTH+:SIDE_WIDTH];
    end
  end

  assign triple_1 = {mantissa_1_q, 1'b0} + 34'(mantissa_1_q);
  assign triple_2 = {mantissa_2_q, 1'b0} + 34'(mantissa_2_q);
  assign shift_1 = along_shift_1_q[14:10];
  assign shift_2 = along_shift_2_q[14:10];
  assign {high, low, zero_point, rounding, shift, mantissa} =
      along_result_q[SUM*RESULT_WIDTH+:RESULT_WIDTH];
  assign side = side_q[(REGISTERS-1)*SIDE_WIDTH+:SIDE_WIDTH];

  for (genvar i = 0; i < LANES; i++) begin : gen_lane
    logic        [ 7:0] word_1;
    logic        [ 7:0] word_2;
    logic signed [ 8:0] centred_1;
    logic signed [ 8:0] centred_2;
    logic signed [ 8:0] value_1_q;
    logic signed [ 8:0] value_2_q;
    logic signed [10:0] triple_value;
    logic signed [32:0] factor;
    logic signed [34:0] triple;
    logic        [28:0] scaled_1;
    logic        [28:0] scaled_2;
    logic               up_1;
    logic               up_2;
    logic        [28:0] second;  // negated but for one, where it is subtracted
    logic               second_up;
    logic signed [29:0] sum;
    logic        [29:0] sum_q;

    assign word_1    = s_axis_tdata[i*8+:8];
    assign word_2    = s_axis_operand_tdata[i*8+:8];
    assign centred_1 = 9'($signed(word_1)) - 9'($signed(zero_point_1_q));
    assign centred_2 = 9'($signed(word_2)) - 9'($signed(zero_point_2_q));

    always_ff @(posedge clk) begin
      if (load[0]) begin
        value_1_q <= centred_1;
        value_2_q <= pass_q ? 9'sd1 : centred_2;
      end
    end

    // The second value times 2^11 in place of a mantissa gives the product of both values.
    assign triple_value = 11'(value_2_q) + (11'(value_2_q) <<< 1);
    assign factor       = along_multiply_q ? 33'(value_2_q) <<< 11 : {1'b0, along_mantissa_1_q};
    assign triple       = along_multiply_q ? 35'(triple_value) <<< 11 : {1'b0, along_triple_1_q};

    scale_operand u_scale_1 (
        .clk,
        .move    (load[3:1]),
        .value   (value_1_q),
        .factor,
        .triple,
        .shift   (shift_1),
        .scaled  (scaled_1),
        .round_up(up_1)
    );

    scale_operand u_scale_2 (
        .clk,
        .move    (load[3:1]),
        .value   (value_2_q),
        .factor  ({1'b0, along_mantissa_2_q}),
        .triple  ({1'b0, along_triple_2_q}),
        .shift   (shift_2),
        .scaled  (scaled_2),
        .round_up(up_2)
    );

    assign second    = scaled_2 ^ {29{along_subtract_q[SUM-1]}};
    assign second_up = up_2 ^ along_subtract_q[SUM-1];
    assign sum       = 30'($signed(scaled_1)) + 30'($signed(second)) + 30'(up_1) + 30'(second_up);

    always_ff @(posedge clk) begin
      if (load[SUM]) sum_q <= sum;
    end

    assign sums[i*SUM_WIDTH+:SUM_WIDTH] = sum_q;
    assign data[i*8+:8]                 = side[i] ? words[i*8+:8] : '0;
  end

  requantize_channel #(
      .Rows  (LANES),
      .XWidth(SUM_WIDTH)
  ) u_channel (
      .clk,
      .move(load[REGISTERS-1:SUM+1]),
      .x   (sums),
      .mantissa,
      .shift,
      .rounding,
      .zero_point,
      .low,
      .high,
      .y   (words)
  );

  axis_skid #(
      .Width(SIDE_WIDTH + LANES * 8)
  ) u_skid (
      .clk,
      .rst_n,
      .s_axis_tdata ({side, data}),
      .s_axis_tvalid(valid_q[REGISTERS-1]),
      .s_axis_tready(skid_ready),
      .m_axis_tdata ({works, m_axis_tlast, m_axis_tuser, m_axis_tdata}),
      .m_axis_tvalid,
      .m_axis_tready
  );

  initial begin
    if (ConfigWidth < 72) $fatal(1, "ConfigWidth is %0d: choose at least 72", ConfigWidth);
  end

  logic unused;
  assign unused = ^{header[CONFIG_HEADER_BITS-1:FIELDS], body_tdata, body_tlast, body_tvalid,
                    s_axis_operand_tlast};

endmodule

`default_nettype wire
