// SPDX-License-Identifier: Apache-2.0
// The rules of one AXI-Stream: a beat that is offered stays, unchanged, until it is taken; nothing
// is offered in reset; no packet is longer than it may be. Of an input they are assumptions.

`default_nettype none

`include "properties.svh"

module axis_rules #(
    parameter int Width     = 1,  // bits of payload: data and side band together
    parameter bit Input     = 0,  // the module that is looked at takes the beats
    parameter bit Stays     = 1,  // an offer does; else it may be taken back
    parameter int MostBeats = 0   // of a packet; 0 for any number
) (
    input wire             clk,
    input wire             rst_n,
    input wire             valid,
    input wire             ready,
    input wire             last,
    input wire [Width-1:0] payload
);

  logic             waits_q;  // a beat was offered and not taken
  logic [Width-1:0] payload_q;

  `SINCE_RESET(clk, rst_n)

  logic waits;
  assign waits = rst_n && valid && !ready;

  `FOLLOWS(clk, waits_q, waits)
  `LOADS(clk, waits, payload_q, payload)

  if (Input) begin : gen_assumed
    `ASSUME(silent, in_reset_q, !valid, "a beat is offered in reset")
    if (Stays) begin : gen_stays
      `ASSUME(held, waits_q, valid, "a beat is gone before it was taken")
    end
    `ASSUME(stable, waits_q && valid, payload === payload_q, "a beat changes before it is taken")
  end else begin : gen_asserted
    `ASSERT(silent, in_reset_q, !valid, "a beat is offered in reset")
    if (Stays) begin : gen_stays
      `ASSERT(held, waits_q, valid, "a beat is gone before it was taken")
    end
    `ASSERT(stable, waits_q && valid, payload === payload_q, "a beat changes before it is taken")
  end

  if (MostBeats > 0) begin : gen_length
    logic [31:0] beats_q;  // of the packet that are through

    always @(posedge clk) begin
      if (!rst_n) beats_q <= '0;
      else if (valid && ready) beats_q <= last ? '0 : beats_q + 1;
    end

    if (Input) begin : gen_assumed
      `ASSUME(ends, valid && beats_q == MostBeats - 1, last, "a packet is too long")
    end else begin : gen_asserted
      `ASSERT(ends, valid && beats_q == MostBeats - 1, last, "a packet is too long")
      `ASSERT(counted, 1'b1, beats_q < MostBeats, "a packet was too long")
    end
  end else begin : gen_any_length
    `UNUSED(last)
  end

endmodule

`default_nettype wire
