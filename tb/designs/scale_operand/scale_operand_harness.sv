// SPDX-License-Identifier: Apache-2.0

// The scaling of an operand with the sum that the adder makes of its two parts.

`default_nettype none

module scale_operand_harness (
    input  wire               clk,
    input  wire        [ 2:0] move,
    input  wire signed [ 8:0] value,
    input  wire        [15:0] factor_low,
    input  wire signed [16:0] factor_high,
    input  wire        [ 4:0] shift,
    output logic       [ 8:0] value_late,
    output logic       [28:0] result
);

  logic [28:0] scaled;
  logic        round_up;

  assign result = scaled + 29'(round_up);

  scale_operand u_scale (
      .clk,
      .move,
      .value,
      .factor_low,
      .factor_high,
      .shift,
      .value_late,
      .scaled,
      .round_up
  );

endmodule

`default_nettype wire
