// SPDX-License-Identifier: Apache-2.0
// Scales the words of one channel to int8: times mantissa / 2^(31+shift), rounded in one of three
// ways, plus a zero point, clamped. What it is told travels with the words. No handshake: register i
// loads when move[i] is high. Latency: seven registers, of which four multiply a byte each.

`default_nettype none

module requantize_channel
  import stage_pkg::*;
#(
    parameter int Rows   = 7,  // words
    parameter int XWidth = 32  // bits of a word, signed
) (
    input  wire                          clk,
    input  wire  [CHANNEL_REGISTERS-1:0] move,        // the first register has bit 0
    input  wire  [      Rows*XWidth-1:0] x,
    input  wire  [                 31:0] mantissa,    // 0..2^31
    input  wire  [                  5:0] shift,       // to the right, 0..31
    input  wire  [                  1:0] rounding,
    input  wire  [                  7:0] zero_point,  // signed, as the bounds are
    input  wire  [                  7:0] low,
    input  wire  [                  7:0] high,
    output logic [           Rows*8-1:0] y
);

  localparam int BYTES = 4;  // of the mantissa, lowest first
  localparam int DIGITS = 4;  // of a byte, -2 to 2 (Booth)

  // A sum of products is kept in two halves: high * 2^SPLIT + low. What the low one carries over is
  // added with the next byte, so that no carry passes both in one clock.
  localparam int ACC_WIDTH = XWidth + 8;
  localparam int SPLIT = (ACC_WIDTH / 2 > 15) ? ACC_WIDTH / 2 : 15;
  localparam int LOW_WIDTH = SPLIT + 3;  // of a sum of six
  localparam int HIGH_WIDTH = ACC_WIDTH - SPLIT;

  // Terms are added with their sign bits inverted, which adds 2^XWidth to each digit's product and
  // half of that to the sum before; SIGNS takes it away again.
  localparam logic [ACC_WIDTH-1:0] KEPT_SIGN = ACC_WIDTH'(1) << (XWidth - 1);
  localparam logic [ACC_WIDTH-1:0] WORD_SIGN = ACC_WIDTH'(1) << XWidth;
  localparam logic [ACC_WIDTH-1:0] WORD_BITS = WORD_SIGN - 1'b1;
  localparam logic [ACC_WIDTH-1:0] SIGNS = -(ACC_WIDTH'(8'b10101011) << (XWidth - 1));

  // Of a quotient only these bits matter: behind them it is clamped, whatever the zero point.
  localparam int NEAR_WIDTH = 10;
  localparam int OUT_WIDTH = NEAR_WIDTH + 1;
  // Bits that a shift can drop, less the one that it leaves as the half.
  localparam int LOST_WIDTH = (XWidth < 30) ? XWidth + 1 : 31;

  // Which digits of a byte are negative, which are +-1, and which of the others are +-2; bit 0 belongs
  // to the byte below.
  function automatic logic [3*DIGITS-1:0] digits_of(input logic [8:0] bits);
    logic [DIGITS-1:0] negative;
    logic [DIGITS-1:0] two;
    logic [DIGITS-1:0] one;
    for (int i = 0; i < DIGITS; i++) begin
      negative[i] = bits[2*i+2];
      two[i]      = bits[2*i+2] ^ bits[2*i+1];
      one[i]      = bits[2*i+1] ^ bits[2*i];
    end
    return {negative, two, one};
  endfunction

  // The sum so far, of which the lowest byte is gone, and a word times the digits of the next byte.
  function automatic logic [HIGH_WIDTH+LOW_WIDTH-1:0] add_byte(
      input logic [HIGH_WIDTH-1:0] high_before, input logic [LOW_WIDTH-9:0] low_before,
      input logic [XWidth-1:0] word, input logic [3*DIGITS-1:0] digits);
    logic [    DIGITS-1:0] negative;
    logic [    DIGITS-1:0] two;
    logic [    DIGITS-1:0] one;
    logic [ ACC_WIDTH-1:0] single;
    logic [ ACC_WIDTH-1:0] twice;
    logic [ ACC_WIDTH-1:0] term;
    logic [ LOW_WIDTH-1:0] low_sum;
    logic [HIGH_WIDTH-1:0] high_sum;
    {negative, two, one} = digits;
    single = ACC_WIDTH'({word[XWidth-1], word});
    twice = ACC_WIDTH'({word, 1'b0});
    term = ACC_WIDTH'({high_before, low_before[SPLIT-9:0]}) ^ KEPT_SIGN;
    low_sum = LOW_WIDTH'(term[SPLIT-1:0]);
    high_sum = term[ACC_WIDTH-1:SPLIT];
    // A complement lacks one of the negative number; what was carried over has bits of its own.
    term = SIGNS | ACC_WIDTH'(low_before[LOW_WIDTH-9:SPLIT-8]) << (SPLIT - 8) |
           ACC_WIDTH'({negative[3], 1'b0, negative[2], 1'b0, negative[1], 1'b0, negative[0]});
    low_sum = low_sum + LOW_WIDTH'(term[SPLIT-1:0]);
    high_sum = high_sum + term[ACC_WIDTH-1:SPLIT];
    for (int i = 0; i < DIGITS; i++) begin
      term     = one[i] ? single : two[i] ? twice : '0;
      term     = (term ^ (negative[i] ? WORD_BITS : WORD_SIGN)) << (2 * i);
      low_sum  = low_sum + LOW_WIDTH'(term[SPLIT-1:0]);
      high_sum = high_sum + term[ACC_WIDTH-1:SPLIT];
    end
    return {high_sum, low_sum};
  endfunction

  // What is still needed in each register.
  logic        [          16:0] mantissa_0_q;
  logic        [           8:0] mantissa_1_q;
  logic        [  3*DIGITS-1:0] digits_0_q;
  logic        [  3*DIGITS-1:0] digits_1_q;
  logic        [  3*DIGITS-1:0] digits_2_q;
  logic        [  3*DIGITS-1:0] digits                                        [BYTES];
  logic        [  3*DIGITS-2:0] digits_last;
  logic                         minus_last;
  logic        [           4:0] shift_0_q;
  logic        [           4:0] shift_1_q;
  logic        [           4:0] shift_2_q;
  logic        [           4:0] shift_3_q;
  logic        [           4:0] shift_4_q;
  logic        [           1:0] rounding_0_q;
  logic        [           1:0] rounding_1_q;
  logic        [           1:0] rounding_2_q;
  logic        [           1:0] rounding_3_q;
  logic                         up_4_q;  // halves go up, those below zero too
  logic        [          23:0] clamp_0_q;  // zero point and bounds
  logic        [          23:0] clamp_1_q;
  logic        [          23:0] clamp_2_q;
  logic        [          23:0] clamp_3_q;
  logic        [          23:0] clamp_4_q;
  logic        [          23:0] clamp_5_q;
  logic        [LOST_WIDTH-1:0] lost_4_q;  // bits that the shift drops
  logic                         double;
  logic signed [ OUT_WIDTH-1:0] zero_point_5;
  logic signed [ OUT_WIDTH-1:0] low_5;
  logic signed [ OUT_WIDTH-1:0] high_5;

  // The uppermost bit of the mantissa is a number of its own and no sign.
  assign {minus_last, digits_last} = digits_of(mantissa_1_q);
  assign digits[0]                 = digits_of({mantissa[7:0], 1'b0});
  assign digits[1]                 = digits_0_q;
  assign digits[2]                 = digits_1_q;
  assign digits[3]                 = digits_2_q;
  assign double                    = rounding_3_q == ROUND_DOUBLE;
  assign zero_point_5              = OUT_WIDTH'($signed(clamp_5_q[7:0]));
  assign low_5                     = OUT_WIDTH'($signed(clamp_5_q[15:8]));
  assign high_5                    = OUT_WIDTH'($signed(clamp_5_q[23:16]));

  always_ff @(posedge clk) begin
    if (move[0]) begin
      digits_0_q   <= digits_of(mantissa[15:7]);
      mantissa_0_q <= mantissa[31:15];
      shift_0_q    <= shift[4:0];
      rounding_0_q <= rounding;
      clamp_0_q    <= {high, low, zero_point};
    end
    if (move[1]) begin
      digits_1_q   <= digits_of(mantissa_0_q[8:0]);
      mantissa_1_q <= mantissa_0_q[16:8];
      shift_1_q    <= shift_0_q;
      rounding_1_q <= rounding_0_q;
      clamp_1_q    <= clamp_0_q;
    end
    if (move[2]) begin
      digits_2_q   <= {1'b0, digits_last};
      shift_2_q    <= shift_1_q;
      rounding_2_q <= rounding_1_q;
      clamp_2_q    <= clamp_1_q;
    end
    if (move[3]) begin
      shift_3_q    <= shift_2_q;
      rounding_3_q <= rounding_2_q;
      clamp_3_q    <= clamp_2_q;
    end
    if (move[4]) begin
      shift_4_q <= shift_3_q;
      lost_4_q  <= ~({LOST_WIDTH{1'b1}} << shift_3_q);
      up_4_q    <= rounding_3_q == ROUND_UP;
      clamp_4_q <= clamp_3_q;
    end
    if (move[5]) clamp_5_q <= clamp_4_q;
  end

  for (genvar r = 0; r < Rows; r++) begin : gen_row
    // Entry k of these is in front of byte k, the last one behind all bytes.
    logic [XWidth-1:0] words[BYTES];
    logic [LOW_WIDTH-1:0] low_sums[BYTES+1];
    logic [HIGH_WIDTH-1:0] high_sums[BYTES+1];
    logic rests[BYTES+1];  // a bit below the sum is set
    logic [LOW_WIDTH-1:0] low_sum;
    logic [HIGH_WIDTH-1:0] high_sum;
    logic [XWidth-1:0] carried;
    logic half;  // the bit behind the quotient by 2^31
    logic rest;  // any bit behind that
    logic [XWidth-1:0] whole_4_q;
    logic half_4_q;
    logic rest_4_q;
    logic signed [XWidth:0] fixed;  // with its half
    logic signed [XWidth:0] shifted;
    logic negative;
    logic near;
    logic up;
    logic [NEAR_WIDTH-1:0] near_5_q;
    logic up_5_q;
    logic signed [OUT_WIDTH-1:0] out;
    logic [7:0] y_6_q;

    assign words[0]     = x[r*XWidth+:XWidth];
    assign low_sums[0]  = '0;
    assign high_sums[0] = '0;
    assign rests[0]     = 1'b0;

    for (genvar k = 0; k < BYTES; k++) begin : gen_byte
      logic [HIGH_WIDTH-1:0] high_sum_q;
      logic [ LOW_WIDTH-1:0] low_sum_q;
      logic                  rest_q;
      logic [ LOW_WIDTH-9:0] low_kept;
      logic [           7:0] low_dropped;  // only rounds

      assign {low_kept, low_dropped} = low_sums[k];

      always_ff @(posedge clk) begin
        if (move[k]) begin
          {high_sum_q, low_sum_q} <= add_byte(high_sums[k], low_kept, words[k], digits[k]);
          rest_q                  <= rests[k] || |low_dropped;
        end
      end

      assign low_sums[k+1]  = low_sum_q;
      assign high_sums[k+1] = high_sum_q;
      assign rests[k+1]     = rest_q;

      if (k < BYTES - 1) begin : gen_word
        logic [XWidth-1:0] word_q;

        always_ff @(posedge clk) begin
          if (move[k]) word_q <= words[k];
        end

        assign words[k+1] = word_q;
      end
    end

    // The product lacks its lowest 24 bits, so that 7 more are behind the quotient by 2^31.
    assign low_sum  = low_sums[BYTES];
    assign high_sum = high_sums[BYTES];
    assign carried  = XWidth'(low_sum[SPLIT+:3]) << (SPLIT - 7);
    assign half     = low_sum[6];
    assign rest     = rests[BYTES] || |low_sum[5:0];

    always_ff @(posedge clk) begin
      if (move[4]) begin
        whole_4_q <= {high_sum[HIGH_WIDTH-2:0], low_sum[SPLIT-1:7]} +
                     (carried | XWidth'(double && half));
        half_4_q <= half && !double;
        rest_4_q <= rest && !double;
      end
    end

    // An exact half goes away from zero or upwards.
    assign fixed = {whole_4_q, half_4_q};
    assign shifted = fixed >>> shift_4_q;
    assign negative = whole_4_q[XWidth-1];
    assign near = shifted[XWidth:NEAR_WIDTH] == {(XWidth - NEAR_WIDTH + 1) {negative}};
    assign up       = shifted[0] &&
                      (up_4_q || !negative || rest_4_q || |(fixed[LOST_WIDTH-1:0] & lost_4_q));

    always_ff @(posedge clk) begin
      if (move[5]) begin
        near_5_q <= near ? shifted[NEAR_WIDTH:1] : {negative, {(NEAR_WIDTH - 1) {!negative}}};
        up_5_q   <= up;
      end
    end

    assign out = OUT_WIDTH'($signed(near_5_q)) + zero_point_5 + OUT_WIDTH'(up_5_q);

    always_ff @(posedge clk) begin
      if (move[6]) y_6_q <= 8'((out < low_5) ? low_5 : (out > high_5) ? high_5 : out);
    end

    assign y[r*8+:8] = y_6_q;

    logic unused;
    assign unused = high_sum[HIGH_WIDTH-1];
  end

  initial begin
    if (Rows < 1 || Rows > 255) $fatal(1, "Rows is %0d: choose 1 to 255", Rows);
    if (XWidth < 16 || XWidth > 32) $fatal(1, "XWidth is %0d: choose 16 to 32", XWidth);
  end

  logic unused_bits;
  assign unused_bits = ^{shift[5], minus_last};

endmodule

`default_nettype wire
