// SPDX-License-Identifier: Apache-2.0
// What holds of pool_pair: the sum, or the greater of two words that differ by at most 255. It has
// no clock, so these are no part of it: the proof has one beside it.

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

// What its surroundings must do; a simulation, in which words change within a clock, cannot tell.
module pool_pair_inputs #(
    parameter int Width = 11
) (
    input wire             sum,
    input wire [Width-1:0] a,
    input wire [Width-1:0] b
);

`ifdef FORMAL
  logic signed [Width:0] difference;

  assign difference = {a[Width-1], a} - {b[Width-1], b};

  always_comb near : assume (sum || (difference >= -255 && difference <= 255));
`else
  `UNUSED({sum, a, b})
`endif

endmodule

`ifndef __ICARUS__
bind pool_pair pool_pair_inputs #(.Width(Width)) u_inputs (.*);
`endif

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
