// SPDX-License-Identifier: Apache-2.0

// The scaling of an operand with what the adder does around it: it gives the triple of the factor,
// and makes a sum of the two parts of the result.

`default_nettype none

module scale_operand_harness (
    input  wire               clk,
    input  wire        [ 2:0] move,
    input  wire signed [ 8:0] value,
    input  wire signed [32:0] factor,
    input  wire        [ 4:0] shift,
    output logic       [28:0] result
);

  logic signed [34:0] triple;
  logic        [28:0] scaled;
  logic               round_up;

  assign triple = 35'(factor) * 35'sd3;
  assign result = scaled + 29'(round_up);

  scale_operand u_scale (
      .clk,
      .move,
      .value,
      .factor,
      .triple,
      .shift,
      .scaled,
      .round_up
  );

endmodule

`default_nettype wire
