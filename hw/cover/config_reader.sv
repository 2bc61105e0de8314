// SPDX-License-Identifier: Apache-2.0
// Cover points of config_reader: its states, and the ways between them that the contract knows.
// They are bound into it where code coverage is taken, and in no other build.

`default_nettype none

`include "states.svh"

module config_reader_states (
    input wire       clk,
    input wire       rst_n,
    input wire [1:0] state
);

  localparam logic [1:0] HEADER = 2'd0;
  localparam logic [1:0] BODY = 2'd1;
  localparam logic [1:0] READY = 2'd2;

  `KRAKEN_BEFORE

  `KRAKEN_STATE(HEADER)
  `KRAKEN_STATE(BODY)
  `KRAKEN_STATE(READY)

  `KRAKEN_ARC(HEADER, BODY)
  `KRAKEN_ARC(HEADER, READY)
  `KRAKEN_ARC(BODY, READY)
  `KRAKEN_ARC(READY, HEADER)

endmodule

bind config_reader config_reader_states u_states (
    .clk,
    .rst_n,
    .state(state_q)
);

`default_nettype wire
