// SPDX-License-Identifier: Apache-2.0
// What holds of scale_operand: value * factor / 2^(11 + shift), rounded twice, as hw/STAGES.md
// defines
// it: halves upwards, then, by the shift, halves away from zero. Register by register.

`default_nettype none

`include "properties.svh"

module scale_operand_properties (
    input wire               clk,
    input wire        [ 2:0] move,
    input wire signed [ 8:0] value,
    input wire signed [32:0] factor,
    input wire signed [34:0] triple,
    input wire        [ 4:0] shift,
    input wire        [28:0] scaled,
    input wire               round_up,
    // inside
    input wire        [19:0] upper_1,
    input wire        [ 8:0] lower_1,
    input wire signed [28:0] product_1_q
);

  typedef logic signed [43:0] wide_t;

  logic        [ 2:0] full_q;  // the register holds what came
  wire                checked = 1'b1;
  logic signed [28:0] quotient_0_q;  // by 2^11, behind registers 0 and 1
  logic signed [28:0] quotient_1_q;
  logic               in_range_q;  // of 255 * 2^31 / 2^11: no operand is the least number
  logic signed [29:0] rounded_q;  // of what register 1 has
  logic signed [29:0] due_q;  // behind register 2

  initial full_q = '0;

  logic legal;  // operands that a layer can have
  assign legal = triple == 35'(factor) + (35'(factor) <<< 1) && factor <= 33'sh80000000 &&
      factor >= -33'sh80000000 && value != -9'sd256;

  // By the bits of the value.
  function automatic wide_t product_of(input logic signed [8:0] v, input logic signed [32:0] f);
    wide_t sum;
    sum = '0;
    for (int i = 0; i < 8; i++) begin
      if (v[i]) sum = sum + (wide_t'(f) <<< i);
    end
    if (v[8]) sum = sum - (wide_t'(f) <<< 8);
    return sum;
  endfunction

  function automatic logic signed [29:0] away(input logic signed [28:0] q, input logic [4:0] by);
    logic [31:0] size;
    size = q < 0 ? -32'(q) : 32'(q);
    if (by != 0) size = (size + (32'd1 << (by - 5'd1))) >> by;
    return q < 0 ? -30'(size) : 30'(size);
  endfunction

  always @(posedge clk) begin
    if (move[0]) begin
      full_q[0]    <= legal;
      quotient_0_q <= 29'((product_of(value, factor) + 44'sd1024) >>> 11);
    end
    if (move[1]) begin
      full_q[1]    <= full_q[0];
      quotient_1_q <= quotient_0_q;
    end
    if (move[2]) begin
      full_q[2]  <= full_q[1];
      due_q      <= away(quotient_1_q, shift);
      rounded_q  <= away(product_1_q, shift);
      in_range_q <= product_1_q != 29'sh10000000;
    end
  end

  `ASSERT(first_register, full_q[0], {upper_1, lower_1} == quotient_0_q, "the quotient by 2^11")
  `ASSERT(second_register, full_q[1], product_1_q == quotient_1_q, "the quotient by 2^11")
  `ASSERT(rounds_as_defined, full_q[2] && in_range_q, $signed({scaled[28], scaled}) + $signed
          ({29'b0, round_up}) == rounded_q, "another rounding than the definition's")
  `ASSERT(as_defined, full_q[2], $signed({scaled[28], scaled}) + $signed({29'b0, round_up})
          == due_q, "another word than the definition's")

  `COVER(half_away, full_q[2] && round_up && scaled[28])

endmodule

`ifdef FORMAL
bind scale_operand scale_operand_properties u_properties (.*);
`endif

`default_nettype wire
