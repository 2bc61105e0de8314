// SPDX-License-Identifier: Apache-2.0
// Brings an operand to the common scale: value * factor / 2^(11 + shift), rounded twice as TFLite's
// multiplier does with value * 2^20: halves upwards, then, by the shift, halves away from zero.
// The value's three digits of base 8, -4 to 4, choose among multiples of the factor, of which all
// lanes share the one that is no shift. No handshake: register i loads when move[i] is high.
// Latency: three registers.

`default_nettype none

module scale_operand (
    input  wire               clk,
    input  wire        [ 2:0] move,
    input  wire signed [ 8:0] value,
    input  wire signed [32:0] factor,
    input  wire signed [34:0] triple,   // of the factor
    input  wire        [ 4:0] shift,    // comes two registers later; to the right
    output logic       [28:0] scaled,   // rounded down
    output logic              round_up  // 1 is still to be added to it
);

  localparam int DIGITS = 3;
  localparam int EARLY = 11;  // bits that the first rounding drops
  localparam int WIDTH = 40;  // of the product
  localparam int LOWER = 20;  // bits whose carry comes a register later

  logic signed [            34:0] single;
  logic        [             9:0] bits;  // of the value, and a 0 below them
  logic        [WIDTH*DIGITS-1:0] part;  // multiples in their places
  logic        [       LOWER-1:0] rest;  // what negative parts lack, and half of what is dropped
  logic        [       LOWER+1:0] lower;
  logic        [ WIDTH-LOWER-1:0] upper;
  logic        [   LOWER+1:EARLY] lower_0_q;
  logic        [ WIDTH-LOWER-1:0] upper_0_q;
  logic        [             1:0] carry;
  logic        [ WIDTH-LOWER-1:0] upper_1;
  logic        [   LOWER-1:EARLY] lower_1;
  logic signed [            28:0] product_1_q;
  logic                           negative;
  logic signed [            28:0] towards;  // halves of negative numbers go away from zero
  logic signed [            29:0] shifted;
  logic signed [            29:0] shifted_2_q;

  assign single = 35'(factor);
  assign bits   = {value, 1'b0};

  for (genvar k = 0; k < DIGITS; k++) begin : gen_digit
    logic               minus;
    logic        [ 2:0] ones;
    logic        [ 2:0] size;
    logic signed [34:0] to_three;
    logic signed [34:0] multiple;
    logic signed [34:0] signed_multiple;

    assign minus = bits[3*k+3];
    assign ones = bits[3*k+:3] ^ {3{minus}};
    assign size = {1'b0, ones[2], 1'b0} + 3'(ones[1]) + 3'(ones[0]);
    assign to_three = size[1] ? (size[0] ? triple : single <<< 1) : (size[0] ? single : '0);
    assign multiple = size[2] ? single <<< 2 : to_three;
    assign signed_multiple = multiple ^ {35{minus}};

    assign part[k*WIDTH+:WIDTH] = WIDTH'(signed_multiple) << (3 * k);
  end

  assign rest = LOWER'(bits[3]) | (LOWER'(bits[6]) << 3) | (LOWER'(bits[9]) << 6)
      | (LOWER'(1) << (EARLY - 1));
  assign lower = (LOWER+2)'(part[0+:LOWER]) + (LOWER+2)'(part[WIDTH+:LOWER])
      + (LOWER+2)'(part[2*WIDTH+:LOWER]) + (LOWER+2)'(rest);
  assign upper = part[LOWER+:WIDTH-LOWER] + part[WIDTH+LOWER+:WIDTH-LOWER]
      + part[2*WIDTH+LOWER+:WIDTH-LOWER];
  assign carry = lower_0_q[LOWER+1:LOWER];
  assign upper_1 = upper_0_q + (WIDTH - LOWER)'(carry);
  assign lower_1 = lower_0_q[LOWER-1:EARLY];
  assign negative = product_1_q[28] && shift != '0;
  assign towards = product_1_q - $signed(29'(negative));
  assign shifted = $signed({towards, 1'b0}) >>> shift;
  assign scaled = shifted_2_q[29:1];
  assign round_up = shifted_2_q[0];

  always_ff @(posedge clk) begin
    if (move[0]) begin
      lower_0_q <= lower[LOWER+1:EARLY];
      upper_0_q <= upper;
    end
    if (move[1]) product_1_q <= {upper_1, lower_1};
    if (move[2]) shifted_2_q <= shifted;
  end

  logic unused;
  assign unused = ^lower[EARLY-1:0];

endmodule

`default_nettype wire
