// SPDX-License-Identifier: Apache-2.0
// Cover points of header_reader: its states, and the ways between them that the contract knows.
// They are bound into it where code coverage is taken, and in no other build.

`default_nettype none

`include "states.svh"

module header_reader_states (
    input wire       clk,
    input wire       rst_n,
    input wire [2:0] state
);

  localparam logic [2:0] HEADER = 3'd0;
  localparam logic [2:0] CHECK = 3'd1;
  localparam logic [2:0] JUDGE = 3'd2;
  localparam logic [2:0] BODY = 3'd3;
  localparam logic [2:0] WORK = 3'd4;
  localparam logic [2:0] FAULTY = 3'd5;

  `KRAKEN_BEFORE

  `KRAKEN_STATE(HEADER)
  `KRAKEN_STATE(CHECK)
  `KRAKEN_STATE(JUDGE)
  `KRAKEN_STATE(BODY)
  `KRAKEN_STATE(WORK)
  `KRAKEN_STATE(FAULTY)

  `KRAKEN_ARC(HEADER, CHECK)
  `KRAKEN_ARC(CHECK, JUDGE)
  `KRAKEN_ARC(JUDGE, BODY)
  `KRAKEN_ARC(BODY, WORK)
  `KRAKEN_ARC(BODY, HEADER)
  `KRAKEN_ARC(WORK, HEADER)
  // An early last, a drain, or a rule that is broken.
  `KRAKEN_ARC(HEADER, FAULTY)
  `KRAKEN_ARC(JUDGE, FAULTY)
  // A drain alone.
  `KRAKEN_ARC(CHECK, FAULTY)
  `KRAKEN_ARC(BODY, FAULTY)
  `KRAKEN_ARC(WORK, FAULTY)

endmodule

bind header_reader header_reader_states u_states (
    .clk,
    .rst_n,
    .state(state_q)
);

`default_nettype wire
