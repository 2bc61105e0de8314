// SPDX-License-Identifier: Apache-2.0
// Nothing lost, doubled, changed or reordered on the way from one stream to another that repeats it.
// The prover picks any two beats; each must leave as it came, when those before it have left. It is
// told of the design what it holds (`holding`, and the beats in their order), to go on from there;
// without the beats (`Known` 0) what is told of the two can only be shown for so many clocks.

`default_nettype none

`include "properties.svh"

module axis_order #(
    parameter int Width = 1,  // bits of payload
    parameter int Depth = 2,  // beats that the design can hold
    parameter bit Known = 1,  // `held` tells them
    parameter int Clocks = 1  // that pass before the first one leaves, while they are taken at once
) (
    input wire                   clk,
    input wire                   rst_n,
    input wire                   enters,
    input wire [      Width-1:0] entering,
    input wire                   takes,     // a beat can leave in this clock
    input wire                   leaves,
    input wire [      Width-1:0] leaving,
    input wire [           31:0] holding,   // beats that the design holds, by its own registers
    input wire [Depth*Width-1:0] held       // they, the next to leave in the lowest bits
);

  logic [31:0] count_q;  // beats that came and did not leave
  logic [31:0] quiet_q;  // clocks in which none came and one could leave, in a row

  `SINCE_RESET(clk, rst_n)

  logic [31:0] quiet;
  assign quiet = !rst_n || enters || !takes ? 0 : quiet_q <= Clocks + Depth ? quiet_q + 1 : quiet_q;

  `LOADS(clk, !rst_n || enters != leaves, count_q, rst_n ? count_q + 32'(enters) - 32'(leaves) : '0)
  `FOLLOWS(clk, quiet_q, quiet)

  `ASSERT(fits, 1'b1, count_q <= Depth, "more beats came than the design can hold")
  `ASSERT(none_lost, count_q != 0, holding >= count_q, "a beat is lost")
  `ASSERT(none_made, holding != 0, holding <= count_q, "a beat is made up or doubled")
  `ASSERT(none_before, leaves, count_q != 0, "a beat leaves that never came")
  `ASSERT(quiet_counted, 1'b1, quiet_q <= Clocks + Depth + 1, "")
  `ASSERT(drains, quiet_q != 0 && count_q != 0, count_q + quiet_q <= Depth + Clocks,
          "a beat does not leave in time")

`ifdef FORMAL
  // The two beats are picked by the prover: their order is that in which they come.
  (* keep *) logic pick;  // driven by nothing: the prover chooses
  logic first_q, second_q;  // picked and still inside
  logic first_seen_q, second_seen_q;
  logic [31:0] first_ahead_q, second_ahead_q;  // beats that leave before it
  logic [Width-1:0] first_data_q, second_data_q;
  logic pick_first, pick_second;

  assign pick_first  = enters && pick && !first_seen_q;
  assign pick_second = enters && pick && first_seen_q && !second_seen_q;

  always @(posedge clk) begin
    if (!rst_n) begin
      {first_q, second_q, first_seen_q, second_seen_q} <= '0;
    end else begin
      if (pick_first) begin
        {first_q, first_seen_q} <= '1;
        first_data_q            <= entering;
        first_ahead_q           <= count_q - 32'(leaves);
      end else if (first_q && leaves) begin
        if (first_ahead_q == 0) first_q <= 1'b0;
        first_ahead_q <= first_ahead_q - 1;
      end
      if (pick_second) begin
        {second_q, second_seen_q} <= '1;
        second_data_q             <= entering;
        second_ahead_q            <= count_q - 32'(leaves);
      end else if (second_q && leaves) begin
        if (second_ahead_q == 0) second_q <= 1'b0;
        second_ahead_q <= second_ahead_q - 1;
      end
    end
  end

  `ASSERT(first_leaves, first_q && leaves && first_ahead_q == 0, leaving == first_data_q, "")
  `ASSERT(second_leaves, second_q && leaves && second_ahead_q == 0, leaving == second_data_q, "")
  `ASSERT(in_order, first_q && second_q, first_ahead_q < second_ahead_q, "")
  `ASSERT(second_after_first, second_q && second_ahead_q == 0 && leaves, !first_q, "")
  // Where they are meanwhile.
  `ASSERT(first_picked, first_q || second_seen_q, first_seen_q, "")
  `ASSERT(second_picked, second_q, second_seen_q, "")
  `ASSERT(first_inside, first_q, first_ahead_q < count_q, "")
  `ASSERT(second_inside, second_q, second_ahead_q < count_q, "")
  for (genvar b = 0; b < (Known ? Depth : 0); b++) begin : gen_place
    `ASSERT(first_held, first_q && first_ahead_q == b, held[b*Width+:Width] == first_data_q, "")
    `ASSERT(second_held, second_q && second_ahead_q == b, held[b*Width+:Width] == second_data_q, "")
  end
`else
  `UNUSED({entering, leaving, held})
`endif

endmodule

`default_nettype wire
