// SPDX-License-Identifier: Apache-2.0
// Sum or greater of two words: one adder does both, for a comparison is the sign of a difference.
// Combinational. Sums wrap; the greater is right for words that differ by at most 255.

`default_nettype none

module pool_pair #(
    parameter int Width = 11  // bits of a word, at least 9
) (
    input  wire              sum,  // else the greater
    input  wire  [Width-1:0] a,    // signed
    input  wire  [Width-1:0] b,    // signed
    output logic [Width-1:0] y
);

  logic [Width:0] total;  // a + b, or a - b, behind a place for the carry in
  logic           b_greater;

  assign total     = {a, 1'b1} + {sum ? b : ~b, !sum};
  assign b_greater = total[9];
  assign y         = sum ? total[Width:1] : b_greater ? b : a;

  logic unused;
  assign unused = total[0];

endmodule

`default_nettype wire
