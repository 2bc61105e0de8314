// SPDX-License-Identifier: Apache-2.0
// How long a beat may wait: it is taken after at most so many clocks in which all that it depends on
// was there (`helped`): the outlet takes, the other inlets offer.

`default_nettype none

`include "properties.svh"

module axis_answer #(
    parameter int Clocks = 1
) (
    input wire clk,
    input wire rst_n,
    input wire valid,
    input wire ready,
    input wire helped
);

  logic [31:0] waits_q;  // clocks that the beat has waited, in a row

  `SINCE_RESET(clk, rst_n)

  always @(posedge clk) begin
    if (!rst_n || !valid || ready || !helped) waits_q <= '0;
    else waits_q <= waits_q + 1;
  end

  `ASSERT(answered, valid && helped && waits_q == Clocks, ready, "a beat waits too long")
  `ASSERT(counted, 1'b1, waits_q <= Clocks, "a beat waited too long")

endmodule

`default_nettype wire
