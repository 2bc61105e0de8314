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
// LOADS(clk, when, q, d)              a register takes d over where `when` is true
// UNUSED(what)                        what simulations make nothing of
// FOLLOWS(clk, q, d)                  q is what d was the clock before
//
// What is proven for ever of a block, and what its bench compares word by word at every size, is
// for the prover alone: it stands in `ifdef FORMAL. A simulation checks what blocks assume of each
// other, streams and protocols.
//
// A module without a reset says `SETTLED(clk) instead, and names what it asks `checked` itself:
// `settled` is 1 when the resets around it have begun.
//
// The prover also shows that each premise of ASSERT can be true: NAME_premise is a cover.

`ifndef PROPERTIES_SVH
`define PROPERTIES_SVH

`define LOADS(clk, when, q, d) `AT(clk, when) q <= d;
`define FOLLOWS(clk, q, d) `LOADS(clk, (q) !== (d), q, d)

`ifdef FORMAL

// Reset comes first. Whether it came is no state here: induction would begin without it.
`define SINCE_RESET(clk, rst_n) \
  logic in_reset_q;  /* the clock before was one of reset */ \
  logic beginning_q; \
  initial beginning_q = 1'b1; \
  always @(posedge clk) beginning_q <= 1'b0; \
  always @(posedge clk) in_reset_q <= !rst_n; \
  always @(posedge clk) if (beginning_q) reset_first: assume (!rst_n); \
  wire checked = rst_n;

`define SETTLED(clk) wire settled = 1'b1;

`define ASSERT(name, premise, holds, text) \
  always @(posedge clk) if (checked && (premise)) name: assert (holds); \
  always @(posedge clk) if (checked) name``_premise: cover (premise);

`define ASSUME(name, premise, holds, text) \
  always @(posedge clk) if (checked && (premise)) name: assume (holds);

`define COVER(name, seen) \
  always @(posedge clk) if (checked) name: cover (seen);

`define AT(clk, when) always @(posedge clk) if (when)
`define UNUSED(what) \
  logic unused; \
  assign unused = ^what;

`else

`ifdef __ICARUS__

// Icarus wakes each block at each edge that it waits for. So these wait for what they look at to
// become true, and only then for the clock.
`define AT(clk, when) always wait (when) @(posedge clk) if (when)
`define UNUSED(what)

`define SINCE_RESET(clk, rst_n) \
  logic reset_seen_q; \
  logic in_reset_q; \
  initial reset_seen_q = 1'b0; \
  `AT(clk, in_reset_q !== !rst_n) begin \
    reset_seen_q <= reset_seen_q || !rst_n; \
    in_reset_q   <= !rst_n; \
  end \
  wire checked = reset_seen_q && rst_n;

`define SETTLED(clk) \
  logic settled; \
  initial begin \
    settled = 1'b0; \
    repeat (7) @(posedge clk); \
    settled <= 1'b1; \
  end

// It does not tell by itself which instance it is.
`define ASSERT(name, premise, holds, text) \
  wire name``_fails = (checked && (premise)) === 1'b1 && (!(holds)) !== 1'b0; \
  `AT(clk, name``_fails) begin : name \
    $error("%m: %s", text); \
  end

`else

`define AT(clk, when) always @(posedge clk) if (when)
`define UNUSED(what) \
  logic unused; \
  assign unused = ^what;

`define SINCE_RESET(clk, rst_n) \
  logic reset_seen_q; \
  logic in_reset_q; \
  initial reset_seen_q = 1'b0; \
  always @(posedge clk) reset_seen_q <= reset_seen_q || !rst_n; \
  always @(posedge clk) in_reset_q <= !rst_n; \
  wire checked = reset_seen_q && rst_n;

`define SETTLED(clk) \
  logic [2:0] clocks_q; \
  initial clocks_q = '0; \
  always @(posedge clk) if (clocks_q != '1) clocks_q <= clocks_q + 3'd1; \
  wire settled = clocks_q == '1;

`define ASSERT(name, premise, holds, text) \
  always @(posedge clk) if (checked && (premise)) begin : name \
    assert (holds) else $error(text); \
  end

`endif

`define ASSUME(name, premise, holds, text) `ASSERT(name, premise, holds, text)

`define COVER(name, seen)

`endif

`endif
