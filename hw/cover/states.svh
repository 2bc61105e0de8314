// SPDX-License-Identifier: Apache-2.0
// What cover points of a state machine are made of, in a module with clk, rst_n and state. What
// reset does is not counted: it leads from each state to the first.

// The state one clock ago, and whether reset had ended by then.
`define KRAKEN_BEFORE \
  logic [$bits(state)-1:0] before_q; \
  logic                    known_q; \
  initial known_q = 1'b0; \
  always_ff @(posedge clk) begin \
    known_q  <= rst_n; \
    before_q <= state; \
  end

`define KRAKEN_STATE(NAME) \
  state_``NAME: cover property (@(posedge clk) known_q && state == NAME);

`define KRAKEN_ARC(FROM, TO) \
  FROM``_to_``TO: cover property (@(posedge clk) known_q && before_q == FROM && state == TO);
