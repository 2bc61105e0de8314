// SPDX-License-Identifier: Apache-2.0
// Brings an operand to the common scale: value * factor / 2^(11 + shift), rounded twice as TFLite's
// multiplier does with value * 2^20: halves upwards, then, by the shift, halves away from zero.
// No handshake: register i loads when move[i] is high. Latency: three registers.

`default_nettype none

module scale_operand (
    input  wire               clk,
    input  wire        [ 2:0] move,
    input  wire signed [ 8:0] value,
    input  wire        [15:0] factor_low,   // comes with the value
    input  wire signed [16:0] factor_high,  // a register later; in front of factor_low
    input  wire        [ 4:0] shift,        // two registers later; to the right
    output logic       [ 8:0] value_late,   // the value behind the first register
    output logic       [28:0] scaled,       // rounded down
    output logic              round_up      // 1 is still to be added to it
);

  localparam int EARLY = 11;  // bits that the first rounding drops
  localparam bit signed [24:0] HALF = 25'sd1 <<< (EARLY - 1);

  logic signed [ 8:0] value_0_q;
  logic signed [24:0] partial;  // value * factor_low, and half of what the first rounding drops
  logic signed [24:0] partial_0_q;
  logic signed [ 8:0] carried;
  logic        [ 4:0] kept;
  logic signed [23:0] upper;
  logic signed [28:0] product_1_q;
  logic               negative;
  logic signed [28:0] towards;  // at halves of negative numbers the nearest is further from zero
  logic signed [29:0] shifted;
  logic signed [29:0] shifted_2_q;

  assign partial    = 25'(value) * $signed(25'(factor_low)) + HALF;
  assign carried    = partial_0_q[24:16];
  assign kept       = partial_0_q[15:EARLY];
  assign upper      = 24'(value_0_q) * 24'(factor_high) + 24'(carried);
  assign negative   = product_1_q[28] && shift != '0;
  assign towards    = product_1_q - $signed(29'(negative));
  assign shifted    = $signed({towards, 1'b0}) >>> shift;
  assign value_late = value_0_q;
  assign scaled     = shifted_2_q[29:1];
  assign round_up   = shifted_2_q[0];

  always_ff @(posedge clk) begin
    if (move[0]) begin
      value_0_q   <= value;
      partial_0_q <= partial;
    end
    if (move[1]) product_1_q <= {upper, kept};
    if (move[2]) shifted_2_q <= shifted;
  end

endmodule

`default_nettype wire
