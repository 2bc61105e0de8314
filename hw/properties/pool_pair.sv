// SPDX-License-Identifier: Apache-2.0
// What holds of pool_pair: the sum, or the greater of two words that differ by at most 255. It has
// no
// clock, so these are no part of it: the proof has one beside it.

`default_nettype none

`include "properties.svh"

module pool_pair_properties #(
    parameter int Width = 11
) (
    input wire             clk,
    input wire             sum,
    input wire [Width-1:0] a,
    input wire [Width-1:0] b,
    input wire [Width-1:0] y
);

  logic signed [Width:0] difference;
  wire                   checked = 1'b1;

  assign difference = {a[Width-1], a} - {b[Width-1], b};

  `ASSERT(sums, sum, y == a + b, "another word than the sum")
  `ASSERT(greater, !sum && difference >= -255 && difference <= 255, y == (difference >= 0 ? a : b),
          "another word than the greater one")

endmodule

`ifdef FORMAL
module pool_pair_proof #(
    parameter int Width = 11
) (
    input  wire              clk,
    input  wire              sum,
    input  wire  [Width-1:0] a,
    input  wire  [Width-1:0] b,
    output logic [Width-1:0] y
);

  pool_pair #(.Width(Width)) u_pair (.*);
  pool_pair_properties #(.Width(Width)) u_properties (.*);

endmodule
`endif

`default_nettype wire
