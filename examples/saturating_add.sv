// SPDX-License-Identifier: Apache-2.0

// Sum of two signed words, held at the least and the greatest that a word can be. No clock.

`default_nettype none

module saturating_add #(
    parameter int Width = 8  // bits of a word
) (
    input  wire signed  [Width-1:0] a,
    input  wire signed  [Width-1:0] b,
    output logic signed [Width-1:0] sum,
    output logic                    saturated
);

  wire signed [Width:0] exact = a + b;

  assign saturated = exact[Width] != exact[Width-1];
  assign sum       = saturated ? {exact[Width], {(Width - 1) {!exact[Width]}}} : exact[Width-1:0];

endmodule

`default_nettype wire
