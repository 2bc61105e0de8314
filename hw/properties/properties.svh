// SPDX-License-Identifier: Apache-2.0
// How properties are written, so that one text serves Icarus, Verilator and the prover: an
// immediate assertion at the clock, with a premise. Each module of properties says
// `SINCE_RESET(clk, rst_n)` once; nothing is asked before the first reset, nor in one.
//
// ASSERT(name, premise, holds, text)  what the design must do where the premise is true
// ASSUME(name, premise, holds, text)  what its surroundings must do: given to the prover, and
//                                     checked in every simulation
// COVER(name, seen)                   what must be possible; for the prover alone
//
// The prover also shows that each premise of ASSERT can be true: NAME_premise is a cover.

`ifndef PROPERTIES_SVH
`define PROPERTIES_SVH

`define SINCE_RESET(clk, rst_n) \
  logic reset_seen_q; \
  logic in_reset_q;  /* the clock before was one of reset */ \
  initial reset_seen_q = 1'b0; \
  always @(posedge clk) reset_seen_q <= reset_seen_q || !rst_n; \
  always @(posedge clk) in_reset_q <= !rst_n; \
  wire checked = reset_seen_q && rst_n;

`ifdef FORMAL

`define ASSERT(name, premise, holds, text) \
  always @(posedge clk) if (checked && (premise)) name: assert (holds); \
  always @(posedge clk) if (checked) name``_premise: cover (premise);

`define ASSUME(name, premise, holds, text) \
  always @(posedge clk) if (checked && (premise)) name: assume (holds);

`define COVER(name, seen) \
  always @(posedge clk) if (checked) name: cover (seen);

`else

`define ASSERT(name, premise, holds, text) \
  always @(posedge clk) if (checked && (premise)) begin : name \
    assert (holds) else $error("%m: %s", text); \
  end

`define ASSUME(name, premise, holds, text) `ASSERT(name, premise, holds, text)

`define COVER(name, seen)

`endif

`endif
