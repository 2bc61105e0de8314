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

  // A sum of products with the lowest bytes of the mantissa, less the bits that only round.
  localparam int ACC_WIDTH = XWidth + 8;
  // Of a quotient only these bits matter: behind them it is clamped, whatever the zero point.
  localparam int NEAR_WIDTH = 10;
  localparam int OUT_WIDTH = NEAR_WIDTH + 1;
  localparam int CLAMP_WIDTH = 24;
  // Bits that a shift can drop, less the one that it leaves as the half.
  localparam int LOST_WIDTH = (XWidth < 30) ? XWidth + 1 : 31;

  // What is still needed in each register.
  logic        [           23:0] mantissa_0_q;
  logic        [           15:0] mantissa_1_q;
  logic        [            7:0] mantissa_2_q;
  logic        [            4:0] shift_0_q;
  logic        [            4:0] shift_1_q;
  logic        [            4:0] shift_2_q;
  logic        [            4:0] shift_3_q;
  logic        [            4:0] shift_4_q;
  logic        [            1:0] rounding_0_q;
  logic        [            1:0] rounding_1_q;
  logic        [            1:0] rounding_2_q;
  logic        [            1:0] rounding_3_q;
  logic                          up_4_q;  // halves go up, those below zero too
  logic        [CLAMP_WIDTH-1:0] clamp_0_q;  // zero point and bounds
  logic        [CLAMP_WIDTH-1:0] clamp_1_q;
  logic        [CLAMP_WIDTH-1:0] clamp_2_q;
  logic        [CLAMP_WIDTH-1:0] clamp_3_q;
  logic        [CLAMP_WIDTH-1:0] clamp_4_q;
  logic        [CLAMP_WIDTH-1:0] clamp_5_q;
  logic        [ LOST_WIDTH-1:0] lost_4_q;  // bits that the shift drops
  logic        [            8:0] byte_0;
  logic        [            8:0] byte_1;
  logic        [            8:0] byte_2;
  logic        [            8:0] byte_3;
  logic                          double;
  logic signed [  OUT_WIDTH-1:0] zero_point_5;
  logic signed [  OUT_WIDTH-1:0] low_5;
  logic signed [  OUT_WIDTH-1:0] high_5;

  assign byte_0       = {1'b0, mantissa[7:0]};
  assign byte_1       = {1'b0, mantissa_0_q[7:0]};
  assign byte_2       = {1'b0, mantissa_1_q[7:0]};
  assign byte_3       = {1'b0, mantissa_2_q};
  assign double       = rounding_3_q == ROUND_DOUBLE;
  assign zero_point_5 = OUT_WIDTH'($signed(clamp_5_q[7:0]));
  assign low_5        = OUT_WIDTH'($signed(clamp_5_q[15:8]));
  assign high_5       = OUT_WIDTH'($signed(clamp_5_q[23:16]));

  always_ff @(posedge clk) begin
    if (move[0]) begin
      mantissa_0_q <= mantissa[31:8];
      shift_0_q    <= shift[4:0];
      rounding_0_q <= rounding;
      clamp_0_q    <= {high, low, zero_point};
    end
    if (move[1]) begin
      mantissa_1_q <= mantissa_0_q[23:8];
      shift_1_q    <= shift_0_q;
      rounding_1_q <= rounding_0_q;
      clamp_1_q    <= clamp_0_q;
    end
    if (move[2]) begin
      mantissa_2_q <= mantissa_1_q[15:8];
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
    logic signed [    XWidth-1:0] x_in;
    logic signed [    XWidth-1:0] x_0_q;
    logic signed [    XWidth-1:0] x_1_q;
    logic signed [    XWidth-1:0] x_2_q;
    logic signed [ ACC_WIDTH-1:0] acc_0_q;
    logic signed [ ACC_WIDTH-1:0] acc_1_q;
    logic signed [ ACC_WIDTH-1:0] acc_2_q;
    logic signed [ ACC_WIDTH-1:0] acc_3_q;
    logic                         rest_1_q;  // a bit below the sum is set
    logic                         rest_2_q;
    logic                         rest_3_q;
    logic                         half;  // the bit behind the quotient by 2^31
    logic                         rest;  // any bit behind that
    logic        [    XWidth-1:0] whole_4_q;
    logic                         half_4_q;
    logic                         rest_4_q;
    logic signed [      XWidth:0] fixed;  // with its half
    logic signed [      XWidth:0] shifted;
    logic                         negative;
    logic                         near;
    logic        [NEAR_WIDTH-1:0] near_5_q;
    logic                         up;
    logic                         up_5_q;
    logic signed [ OUT_WIDTH-1:0] out;
    logic        [           7:0] y_6_q;

    assign x_in = x[r*XWidth+:XWidth];

    always_ff @(posedge clk) begin
      if (move[0]) begin
        acc_0_q <= ACC_WIDTH'(x_in) * ACC_WIDTH'($signed(byte_0));
        x_0_q   <= x_in;
      end
      if (move[1]) begin
        acc_1_q  <= (acc_0_q >>> 8) + ACC_WIDTH'(x_0_q) * ACC_WIDTH'($signed(byte_1));
        x_1_q    <= x_0_q;
        rest_1_q <= |acc_0_q[7:0];
      end
      if (move[2]) begin
        acc_2_q  <= (acc_1_q >>> 8) + ACC_WIDTH'(x_1_q) * ACC_WIDTH'($signed(byte_2));
        x_2_q    <= x_1_q;
        rest_2_q <= rest_1_q || |acc_1_q[7:0];
      end
      if (move[3]) begin
        acc_3_q  <= (acc_2_q >>> 8) + ACC_WIDTH'(x_2_q) * ACC_WIDTH'($signed(byte_3));
        rest_3_q <= rest_2_q || |acc_2_q[7:0];
      end
    end

    // The product lacks its lowest 24 bits, so that 7 more are behind the quotient by 2^31.
    assign half = acc_3_q[6];
    assign rest = rest_3_q || |acc_3_q[5:0];

    always_ff @(posedge clk) begin
      if (move[4]) begin
        whole_4_q <= acc_3_q[XWidth+6:7] + XWidth'(double && half);
        half_4_q  <= half && !double;
        rest_4_q  <= rest && !double;
      end
    end

    // An exact half goes away from zero or upwards.
    assign fixed = {whole_4_q, half_4_q};
    assign shifted = fixed >>> shift_4_q;
    assign negative = whole_4_q[XWidth-1];
    assign near = shifted[XWidth:NEAR_WIDTH] == {(XWidth - NEAR_WIDTH + 1) {negative}};
    assign up       = shifted[0] && (up_4_q || !negative || rest_4_q || |(fixed[LOST_WIDTH-1:0] & lost_4_q));

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
    assign unused = acc_3_q[ACC_WIDTH-1];
  end

  initial begin
    if (Rows < 1 || Rows > 255) $fatal(1, "Rows is %0d: choose 1 to 255", Rows);
    if (XWidth < 12 || XWidth > 32) $fatal(1, "XWidth is %0d: choose 12 to 32", XWidth);
  end

  logic unused_shift;
  assign unused_shift = shift[5];

endmodule

`default_nettype wire
