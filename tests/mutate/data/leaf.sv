// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module leaf #(
    parameter int Width = 8
) (
    input  wire              clk,
    input  wire              enable,
    input  wire  [Width-1:0] a,
    input  wire  [Width-1:0] b,
    output logic [Width-1:0] y
);

  always_ff @(posedge clk) begin
    if (enable) y <= a ^ b;
  end

endmodule

`default_nettype wire
